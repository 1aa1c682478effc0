#include "probe/checks.h"

#include <doctest/doctest.h>

#include <set>

#include "probe/scenes.h"

using base::ErrorKind;
using test::Probed;
using test::reply_of;

TEST_CASE("a sound server raises no alarm") {
  Probed probed;
  CHECK(probed.alarms() == "");
}

TEST_CASE("each check has a name of its own, a sentence and a way to mend it") {
  std::set<std::string_view> ids;
  for (const probe::Check* check : probe::all_checks()) {
    CAPTURE(check->id);
    CHECK(ids.insert(check->id).second);
    CHECK_FALSE(check->what.empty());
    CHECK_FALSE(check->what.ends_with('.'));
  }
}

TEST_CASE("a check is found by its name") {
  CHECK(probe::find_check("starttls-offered")->stage == probe::Stage::starttls);
  CHECK(probe::find_check("nonsense") == nullptr);
}

TEST_CASE("what is not wanted is not judged") {
  Probed probed;
  probed.wish.skip = {"resolve"};
  probed.facts().greeting = reply_of("554 go away");
  probed.wish.only = {"resolve", "greeting-refused"};
  CHECK(probed.alarms() == "greeting-refused fail\n");
}

// ---- connect

TEST_CASE("an address of the other family is nothing that the DNS could mend") {
  const auto fix = [](const char* name) {
    Probed probed;
    probed.host().facts.place.name = name;
    probed.host().facts.trouble =
        base::Error{base::ErrorKind::no_host, base::Stage::resolve, "not of that family"};
    probed.host().addresses.clear();
    return probed.fix("resolve");
  };
  CHECK(fix("192.0.2.1") == "leave -4 or -6 out");
  CHECK(fix("mx.example.com") == "publish an A or AAAA record for the host, or correct the name");
}

TEST_CASE("silence of the network is a filter") {
  Probed probed;
  probed.lost(base::Stage::connect, ErrorKind::timeout, "timeout after 5 s");
  CHECK(probed.finding("connect-filtered") ==
        "fail: no answer at all (timeout after 5 s): a firewall drops the packets, or the machine "
        "is off");
}

TEST_CASE("a refused connection is one") {
  Probed probed;
  probed.lost(base::Stage::connect, ErrorKind::connect, "connection refused");
  CHECK(probed.finding("connect-refused") == "fail: no connection: connection refused");
}

TEST_CASE("what stops a connection has a name each") {
  const auto stopped = [](net::Obstacle obstacle) {
    Probed probed;
    probed.lost(base::Stage::connect, ErrorKind::connect, "no route to host");
    probed.facts().obstacle = obstacle;
    return probed.alarms();
  };
  CHECK(stopped(net::Obstacle::there) == "connect-refused fail\n");
  CHECK(stopped(net::Obstacle::on_the_way) == "connect-unreachable fail\n");
  CHECK(stopped(net::Obstacle::here) == "connect-route unknown\n");
  CHECK(stopped(net::Obstacle::socket) == "connect-socket fail\n");
}

TEST_CASE("a machine without a route blames nobody") {
  Probed probed;
  probed.lost(base::Stage::connect, ErrorKind::connect, "network is unreachable");
  probed.facts().obstacle = net::Obstacle::here;
  CHECK(probed.finding("connect-route") ==
        "unknown: not looked at: nothing left this machine (network is unreachable)");
  CHECK(probed.fix("connect-route") ==
        "this machine has no way to 8.8.8.8: look from another one, or leave IPv4 out (-6)");
}

TEST_CASE("an address that this machine cannot reach is compared with no other") {
  Probed probed;
  probed.host().addresses.push_back(probed.host().addresses.front());
  auto& other = probed.host().addresses.back().facts;
  other.hello.reset(), other.secure_hello.reset(), other.times.connect.reset();
  other.obstacle = net::Obstacle::here;
  CHECK(probed.finding("addresses-alike").empty());
  CHECK(probed.finding("keywords-alike").empty());
}

TEST_CASE("addresses that offer different keywords are told with what each lacks") {
  Probed probed;
  probed.host().addresses.push_back(probed.host().addresses.front());
  auto& other = probed.host().addresses.back().facts;
  other.shown = "8.8.4.4";
  other.plain = smtp::Extensions::parse(reply_of("250-mx.example.com\n250 AUTH PLAIN"));
  other.secure = smtp::Extensions::parse(
      reply_of("250-mx.example.com\n250-SIZE 1000\n250-8BITMIME\n250 ENHANCEDSTATUSCODES"));
  CHECK(probed.finding("keywords-alike") ==
        "warn: 8.8.8.8 offers PIPELINING, SIZE 50000000, 8.8.4.4 does not; 8.8.4.4 offers AUTH "
        "before TLS, SIZE 1000, 8.8.8.8 does not");
}

// ---- greeting

TEST_CASE("a greeting that never comes, is lost, or is no greeting has a name each") {
  Probed silent, lost, garbage;
  silent.lost(base::Stage::greeting, ErrorKind::timeout, "timeout after 5 s");
  CHECK(silent.finding("greeting-silent") ==
        "fail: timeout after 5 s: connected, but the server says nothing");
  lost.lost(base::Stage::greeting, ErrorKind::lost, "connection reset");
  CHECK(lost.finding("greeting-lost") == "fail: connection reset");
  garbage.lost(base::Stage::greeting, ErrorKind::protocol, "not an SMTP reply: \"SSH-2.0\"");
  CHECK(garbage.finding("greeting-not-smtp") == "fail: not an SMTP reply: \"SSH-2.0\"");
}

TEST_CASE("a greeting that drips is not silence") {
  Probed probed;
  probed.lost(base::Stage::greeting, ErrorKind::timeout, "timeout after 5 s");
  probed.facts().heard = 4;
  CHECK(probed.alarms() == "greeting-unfinished fail\n");
  CHECK(probed.finding("greeting-unfinished") ==
        "fail: timeout after 5 s: 4 bytes came, and not its end");
}

TEST_CASE("a greeting of another protocol is none") {
  Probed probed;
  probed.facts().greeting = reply_of("200 news.example.com InterNetNews ready");
  CHECK(probed.finding("greeting") ==
        "fail: the server greets with 200, where SMTP has 220: 200 news.example.com InterNetNews "
        "ready");
}

TEST_CASE("a greeting that refuses this client alone says so, with the advice of the tables") {
  Probed listed, busy;
  listed.facts().greeting =
      reply_of("554 5.7.1 Client host [192.0.2.9] blocked using zen.spamhaus.org");
  CHECK(listed.finding("greeting-refused").starts_with("fail: the greeting turns this client"));
  CHECK(listed.fix("greeting-refused") ==
        "find the list in the text and ask for removal there; look for abuse first "
        "(zen.spamhaus.org)");
  busy.facts().greeting = reply_of("421 4.7.0 too many connections from your IP");
  CHECK(busy.fix("greeting-busy") == "use fewer connections, and fewer recipients in one message");
}

TEST_CASE("a client that is taken for an early talker has something on its way") {
  Probed probed;
  probed.facts().greeting =
      reply_of("554 5.5.1 Error: protocol error, client spoke before the greeting");
  CHECK(probed.finding("early-talker") ==
        "fail: the greeting says that the client did not wait for it: 554 5.5.1 Error: protocol "
        "error, client spoke before the greeting");
  CHECK(probed.finding("greeting-refused").empty());
}

TEST_CASE("a port that wants TLS first is told, and not the time-out") {
  Probed probed;
  probed.lost(base::Stage::greeting, ErrorKind::timeout, "timeout after 5 s");
  probed.facts().other_way = true;
  CHECK(probed.alarms() == "tls-on-plaintext-port fail\n");
}

TEST_CASE("a greeting may turn away for good, or for now") {
  Probed refused, busy;
  refused.facts().greeting = reply_of("554 no mail from you");
  CHECK(refused.finding("greeting-refused") ==
        "fail: the greeting turns everybody away: 554 no mail from you");
  busy.facts().greeting = reply_of("421 too many connections");
  CHECK(busy.finding("greeting-busy") ==
        "fail: the greeting says not now: 421 too many connections");
}

TEST_CASE("a slow greeting is measured, and no failure") {
  Probed probed;
  probed.facts().times.greeting = base::Duration(12'000);
  CHECK(probed.finding("greeting-slow") ==
        "hint: the greeting took 12 s: a tarpit, or a name server that the server asks in vain");
}

TEST_CASE("asterisks are a firewall's") {
  Probed probed;
  probed.facts().greeting = reply_of("220 **************");
  CHECK(probed.finding("greeting-masked") == "warn: the greeting is asterisks: 220 **************");
}

TEST_CASE("a name that only the machine itself knows is a hint") {
  Probed probed;
  probed.facts().greeting = reply_of("220 localhost.localdomain ESMTP Sendmail");
  CHECK(probed.finding("greeting-name") ==
        "hint: the greeting says localhost.localdomain, a name that nobody else knows");
}

TEST_CASE("a greeting that tells no name is not compared with EHLO") {
  for (const char* text : {"220 **********0*****", "220 ESMTP", "220 "}) {
    Probed probed;
    probed.facts().greeting = reply_of(text);
    CHECK(probed.finding("ehlo-name").empty());
  }
}

TEST_CASE("a greeting without a host name is a warning, one with odd bytes a hint") {
  Probed nameless, odd;
  nameless.facts().greeting = reply_of("220 localhost ESMTP");
  CHECK(nameless.finding("greeting-name") ==
        "warn: the greeting does not begin with a full host name: 'localhost'");
  odd.facts().greeting = reply_of("220 mx.example.com \x1b[31m");
  odd.facts().greeting->bare_lf = true;
  CHECK(odd.finding("greeting-syntax") ==
        "hint: the greeting breaks the protocol: a line ends in LF without CR; it holds bytes that "
        "are no printable ASCII");
}

// ---- EHLO

TEST_CASE("EHLO that is refused while HELO is not is a warning, else a failure") {
  Probed old, refused;
  old.in_clear_alone();
  old.facts().hello = reply_of("502 unknown");
  old.facts().only_helo = true;
  CHECK(old.finding("ehlo-refused") == "warn: EHLO is refused, HELO is not: 502 unknown");
  refused.in_clear_alone();
  refused.facts().hello = reply_of("550 who are you");
  CHECK(refused.finding("ehlo-refused") == "fail: EHLO is refused: 550 who are you");
}

TEST_CASE("a refused EHLO has the way out that fits it") {
  const auto fix = [](const char* greeting, const char* hello, bool lmtp = false,
                      bool only_helo = false) {
    Probed probed;
    probed.in_clear_alone();
    probed.facts().greeting = reply_of(greeting);
    probed.facts().hello = reply_of(hello);
    probed.facts().only_helo = only_helo;
    probed.host().facts.place.lmtp = lmtp;
    return probed.fix("ehlo-refused");
  };
  CHECK(fix("220 mx.example.com LMTP", "500 5.5.1 Unknown command") ==
        "it speaks LMTP: ehlo probe lmtp://mx.example.com:25");
  CHECK(fix("220 mx.example.com ESMTP", "500 unrecognized", true) ==
        "it may speak SMTP: ehlo probe mx.example.com:25");
  CHECK(fix("220 mx.example.com", "421 4.3.2 busy") ==
        "try again; when it stays, look at the server's load and connection limits");
  CHECK(fix("220 mx.example.com", "450 4.7.1 <me>: Helo command rejected: Host not found") ==
        "give a full host name that the DNS knows: ehlo send --helo NAME, in Postfix myhostname");
  CHECK(fix("220 mx.example.com", "502 5.5.1 no ehlo", false, true) ==
        "the server is old, or a firewall took EHLO away: update it, or switch the inspection of "
        "SMTP off");
  const char* another = "another service listens on this port (FTP, NNTP): name the port of SMTP";
  CHECK(fix("220 mx.example.com Dovecot ready.", "500 5.5.1 Unknown command") ==
        std::string("it may speak LMTP: ehlo probe lmtp://mx.example.com:25; else ") + another);
  CHECK(fix("220 (vsFTPd 3.0.3)", "530 Please login with USER and PASS.") == another);
  CHECK(fix("200 news.example.com ready", "500 What?") == another);
  CHECK(fix("220 mx.example.com ESMTP", "530 5.7.0 Must issue a STARTTLS command first") ==
        "try --helo NAME: many servers refuse a name that does not resolve");
  CHECK(fix("220 mx.example.com",
            "550 5.7.1 Client host [192.0.2.9] blocked using "
            "zen.spamhaus.org") ==
        "find the list in the text and ask for removal there; look for abuse first "
        "(zen.spamhaus.org)");
  CHECK(fix("220 mx.example.com", "550 who are you") ==
        "try --helo NAME: many servers refuse a name that does not resolve");
}

TEST_CASE("who takes HELO and not EHLO has nothing against the name") {
  Probed probed;
  probed.in_clear_alone();
  probed.facts().hello = reply_of("550 no");
  probed.facts().only_helo = true;
  CHECK(probed.fix("ehlo-refused") ==
        "see the server's log for the reason: a policy that lets HELO pass, so it is not the name");
}

TEST_CASE("words against the client's name win over the code, and over a HELO that passes") {
  for (const bool only_helo : {false, true}) {
    Probed probed;
    probed.in_clear_alone();
    probed.facts().hello =
        reply_of("504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname");
    probed.facts().only_helo = only_helo;
    CHECK(probed.fix("ehlo-refused") ==
          "give a full host name that the DNS knows: ehlo send --helo NAME, in Postfix "
          "myhostname");
  }
}

TEST_CASE("LHLO that is refused is called by its name") {
  Probed probed;
  probed.in_clear_alone();
  probed.host().facts.place.lmtp = true;
  probed.facts().hello = reply_of("500 what?");
  CHECK(probed.finding("ehlo-refused") == "fail: LHLO is refused: 500 what?");
}

TEST_CASE("a SIZE that is no number is a hint") {
  Probed probed;
  probed.in_clear_alone();
  probed.facts().hello = reply_of("250-mx.example.com\n250 SIZE abc");
  probed.facts().plain = smtp::Extensions::parse(*probed.facts().hello);
  CHECK(probed.finding("ehlo-size") == "hint: SIZE abc is no number");
}

TEST_CASE("a program that cannot be executed is named as the cause") {
  Probed probed;
  probed.lost(base::Stage::greeting, ErrorKind::io, "the command cannot be executed");
  CHECK(probed.finding("greeting-lost") == "fail: the command cannot be executed");
  CHECK(probed.fix("greeting-lost") ==
        "name a program that exists and may be executed, with its path");
}

TEST_CASE("a keyword that a firewall overwrote is one") {
  Probed probed;
  probed.in_clear_alone();
  probed.says("250-mx.example.com\n250 XXXXXXXA");
  CHECK(probed.finding("ehlo-masked") == "fail: a keyword was overwritten on the way: XXXXXXXA");
}

TEST_CASE("what TLS takes away is told") {
  Probed probed;
  probed.in_tls("250-mx.example.com\n250-SIZE 50000000\n250 STARTTLS");
  CHECK(probed.finding("ehlo-in-tls") ==
        "warn: offered in clear and not in TLS: PIPELINING 8BITMIME ENHANCEDSTATUSCODES");
  CHECK(probed.finding("starttls-in-tls") == "warn: STARTTLS is offered again inside TLS");
}

TEST_CASE("a small limit, a second name and a keyword that stands there twice are hints") {
  Probed probed;
  probed.in_tls("250-other.example.com\n250-SIZE 1000\n250 SIZE 1000");
  CHECK(probed.finding("ehlo-size") == "hint: no message over 1.0 kB is taken");
  CHECK(probed.finding("ehlo-name") ==
        "hint: the greeting says mx.example.com, EHLO says other.example.com");
  CHECK(probed.finding("ehlo-repeated") == "hint: SIZE stands there twice");
}

// ---- STARTTLS and TLS

TEST_CASE("STARTTLS that is not offered is worse where passwords cross") {
  Probed mx, submission;
  mx.in_clear_alone();
  mx.says("250-mx.example.com\n250 PIPELINING");
  CHECK(mx.finding("starttls-offered") ==
        "warn: STARTTLS is not offered: mail and passwords cross in clear");
  submission.in_clear_alone();
  submission.host().facts.place.port = 587;
  submission.says("250-mx.example.com\n250 PIPELINING");
  CHECK(submission.finding("starttls-offered").starts_with("fail"));
}

TEST_CASE("STARTTLS that is refused, and plaintext behind it, have a name each") {
  Probed refused, injected;
  refused.in_clear_alone();
  refused.facts().starttls = reply_of("454 no certificate");
  CHECK(refused.finding("starttls-refused") ==
        "fail: STARTTLS is offered and then refused: 454 no certificate");
  injected.in_clear_alone();
  injected.facts().starttls = reply_of("220 go");
  injected.facts().error =
      base::Error{ErrorKind::protocol, base::Stage::starttls, "plaintext arrived"};
  CHECK(injected.finding("starttls-injection") == "fail: plaintext arrived");
}

TEST_CASE("a handshake that fails is told with its cause") {
  Probed probed;
  probed.lost(base::Stage::tls, ErrorKind::tls, "the server sent alert 40");
  CHECK(probed.finding("tls-handshake") == "fail: the server sent alert 40");
}

TEST_CASE("old versions, broken suites, no forward secrecy and short groups have a name each") {
  Probed probed;
  probed.facts().tls->version = "TLSv1";
  probed.facts().tls->cipher = "DES-CBC3-SHA";
  probed.facts().tls->group = "DH 1024 bits";
  CHECK(probed.finding("tls-version") ==
        "fail: the best that the server speaks is TLSv1, which most senders have switched off");
  CHECK(probed.finding("tls-cipher") == "fail: the server chose DES-CBC3-SHA, which is broken");
  CHECK(probed.finding("tls-forward-secrecy").starts_with("warn: DES-CBC3-SHA has no forward"));
  CHECK(probed.finding("tls-group") == "warn: the Diffie-Hellman group has 1024 bits");
}

TEST_CASE("tickets that live too long and early data are told") {
  Probed probed;
  auto& ticket = probed.facts().ticket.emplace();
  ticket.lifetime = 1'000'000;
  ticket.early_data = 16'384;
  CHECK(probed.finding("tls-tickets") == "hint: for 1000000 s");
  CHECK(probed.finding("tls-early-data") ==
        "warn: 16384 bytes are taken ahead of the handshake: whoever recorded them can send them "
        "once more");
}

TEST_CASE("TLS 1.2 that is not bound to its handshake is told") {
  Probed probed;
  probed.facts().tls->version = "TLSv1.2";
  CHECK(probed.finding("tls-master-secret") == "hint: it is not in TLSv1.2");
  CHECK(probed.finding("tls-secure-renegotiation").starts_with("fail: the server does not know"));
}

// ---- AUTH

TEST_CASE("a login that is offered in clear is a warning") {
  Probed probed;
  probed.says("250-mx.example.com\n250-AUTH PLAIN CRAM-MD5\n250 STARTTLS");
  CHECK(probed.finding("auth-clear") == "warn: AUTH is offered before TLS: PLAIN CRAM-MD5");
}

TEST_CASE("a submission port without AUTH is a warning, weak mechanisms a hint") {
  Probed none, weak;
  none.host().facts.place.port = 587;
  CHECK(none.finding("auth-offered") ==
        "warn: this is a port for submission, and AUTH is not offered");
  weak.in_tls("250-mx.example.com\n250 AUTH PLAIN NTLM");
  CHECK(weak.finding("auth-weak") == "hint: weak: NTLM");
}
