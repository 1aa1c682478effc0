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
  const auto fix = [](const char* greeting, const char* hello, bool lmtp = false) {
    Probed probed;
    probed.in_clear_alone();
    probed.facts().greeting = reply_of(greeting);
    probed.facts().hello = reply_of(hello);
    probed.host().facts.place.lmtp = lmtp;
    return probed.fix("ehlo-refused");
  };
  CHECK(fix("220 mx.example.com LMTP", "500 5.5.1 Unknown command") ==
        "it speaks LMTP: ehlo probe lmtp://mx.example.com:25");
  CHECK(fix("220 mx.example.com ESMTP", "500 unrecognized", true) ==
        "it may speak SMTP: ehlo probe mx.example.com:25");
  CHECK(fix("220 mx.example.com", "421 4.3.2 busy") ==
        "try again; when it stays, look at the server's load and limits");
  CHECK(fix("220 mx.example.com", "502 5.5.1 no ehlo") ==
        "the server is old, or a firewall took EHLO away: update it, or switch the inspection of "
        "SMTP off");
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
