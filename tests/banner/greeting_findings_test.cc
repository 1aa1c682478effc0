// The findings of greeting_findings.cc.
#include "banner/greeting.h"

#include <doctest/doctest.h>

using banner::greeting_findings;
using banner::hello_findings;
using banner::read_greeting;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> texts(const std::vector<policy::Finding>& findings) {
  std::vector<std::string> all;
  for (const policy::Finding& finding : findings) all.push_back(finding.text);
  return all;
}

std::vector<std::string> faults(const smtp::Reply& reply, base::Duration delay = 0ms) {
  return texts(greeting_findings(reply, delay));
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a greeting as it should be has no findings") {
  CHECK(faults({220, {"mx.example.com ESMTP"}}).empty());
  CHECK(faults({220, {"[192.0.2.1] ready", "", "be nice"}}).empty());
}

TEST_CASE("a greeting that lets nobody in is told with its words") {
  CHECK(faults({554, {"no SMTP service here"}}) ==
        Texts{"refuses every message from here: 554 no SMTP service here"});
  CHECK(faults({421, {"too busy"}}) == Texts{"is closed for now: 421 too busy"});
  CHECK(faults({250, {"ok"}}) ==
        Texts{"greets with a code that is none of 220, 421 and 554: 250 ok"});
}

TEST_CASE("a refusal that blames this client has the advice of the tables") {
  const auto fix = [](const smtp::Reply& reply) {
    return greeting_findings(reply, 0ms).front().fix;
  };
  CHECK(fix({554, {"5.7.1 Client host [192.0.2.9] blocked using zen.spamhaus.org"}}) ==
        "find the list in the text and ask for removal there; look for abuse first "
        "(zen.spamhaus.org)");
  CHECK(fix({421, {"4.7.0 too many connections from your IP"}}) ==
        "use fewer connections, and fewer recipients in one message");
  CHECK(fix({554, {"5.5.1 Error: protocol error, client spoke before the greeting"}})
            .starts_with("let the client wait for the whole 220"));
  CHECK(fix({554, {"no"}}) == "ask its postmaster by another way, or use another address");
  CHECK(fix({421, {"too busy"}}) ==
        "try again; when it stays, look at the server's load and connection limits");
  CHECK(fix({200, {"InterNetNews ready"}}) ==
        "another service listens on this port: name the port of SMTP");
}

TEST_CASE("a greeting needs the full name of the host") {
  CHECK(faults({220, {"mx ESMTP"}}) ==
        Texts{"greets with mx, which is not the full name of a host"});
  CHECK(faults({220, {""}}) == Texts{"names no host in its greeting"});
  CHECK(faults({220, {"192.0.2.1 ESMTP"}}) ==
        Texts{"greets with the address 192.0.2.1 without brackets"});
  CHECK(faults({220, {"mail.corp.local ESMTP"}}) ==
        Texts{"greets with mail.corp.local, a name that nobody else knows"});
}

TEST_CASE("a name of a PIX is not asked for") {
  CHECK(faults({220, {"********"}}) ==
        Texts{"stands behind a Cisco PIX or ASA that stars out the greeting, and may hide "
              "STARTTLS and other extensions"});
}

TEST_CASE("what is against the form of a reply is told") {
  smtp::Reply reply{220, {"mx.example.com caf\xc3\xa9", std::string(600, 'x')}};
  reply.bare_lf = true;
  CHECK(faults(reply) ==
        Texts{"ends a line in LF alone (RFC 5321 section 2.3.8)",
              "has bytes in its greeting that are not printable ASCII (RFC 5321 section 4.2)",
              "has a greeting line of 606 octets; 512 may be (RFC 5321 section 4.5.3.1.5)"});
}

TEST_CASE("a slow greeting is a hint, however slow") {
  const auto findings = greeting_findings({220, {"mx.example.com"}}, 20s);
  CHECK(texts(findings) ==
        Texts{"greets after 20 s: a tarpit, or a slow look-up of this host's name"});
  CHECK(findings.front().level == policy::Level::hint);
  CHECK(faults({220, {"mx.example.com"}}, 4999ms).empty());
}

TEST_CASE("EHLO is compared with the greeting") {
  const auto greeting = read_greeting({220, {"mx.example.com ESMTP"}});
  CHECK(hello_findings({250, {"MX.example.com", "SIZE"}}, greeting).empty());
  CHECK(texts(hello_findings({250, {"mx2.example.com", "SIZE"}}, greeting)) ==
        Texts{"calls itself mx.example.com in the greeting and mx2.example.com behind EHLO"});
  CHECK(texts(hello_findings({502, {"what?"}}, greeting)) == Texts{"refuses EHLO: 502 what?"});
}

TEST_CASE("a refused EHLO is for now, unknown, or meant for this client") {
  const auto refused = [](const smtp::Reply& reply, const banner::HelloTrial& trial = {}) {
    return hello_findings(reply, read_greeting({220, {"mx.example.com"}}), trial).front();
  };
  CHECK(refused({421, {"4.3.2 busy"}}) ==
        policy::Finding{policy::Level::fail,
                        "refuses EHLO: 421 4.3.2 busy",
                        "try again; when it stays, look at the server's load and connection limits",
                        {}});
  CHECK(refused({451, {"4.3.0 lookup failed"}}).fix ==
        "see the server's log for the reason: a look-up of this client's address or name that "
        "failed (try --helo NAME with a name that the DNS knows), its load, or its limits; then "
        "try again");
  CHECK(refused({450, {"4.7.1 Client host rejected: cannot find your hostname"}}).fix ==
        "set a PTR record for the address, and an address record for that name");
  CHECK(refused({502, {"what?"}}, {.helo_taken = true}) ==
        policy::Finding{policy::Level::warn,
                        "refuses EHLO: 502 what?",
                        "offer EHLO (RFC 5321 section 3.2); a firewall may have taken it away",
                        {}});
  CHECK(refused({502, {"what?"}}) ==
        policy::Finding{policy::Level::fail,
                        "refuses EHLO: 502 what?",
                        "it may speak LMTP: add --lmtp; else another service listens on this port "
                        "(FTP, NNTP): name the port of SMTP",
                        {}});
  CHECK(refused({500, {"what?"}}, {.lmtp = true}) ==
        policy::Finding{policy::Level::fail,
                        "refuses LHLO: 500 what?",
                        "it may speak SMTP: leave out --lmtp and lmtp://",
                        {}});
  CHECK(
      refused({550, {"5.7.1 go away"}}).fix ==
      "see the server's log for the reason: a block list, a policy, or the name in EHLO (--helo)");
}

TEST_CASE("who takes HELO and not EHLO is warned of, and has nothing against the name") {
  const auto greeting = read_greeting({220, {"mx.example.com"}});
  const auto findings = hello_findings({550, {"no"}}, greeting, {.helo_taken = true});
  CHECK(findings.front() ==
        policy::Finding{policy::Level::warn,
                        "refuses EHLO: 550 no",
                        "see the server's log for the reason: a policy that lets HELO pass, so it "
                        "is not the name",
                        {}});
}

TEST_CASE("words against the client's name win over a code of unknown commands") {
  const smtp::Reply refusal{504,
                            {"5.5.2 <x>: Helo command rejected: need fully-qualified hostname"}};
  CHECK_FALSE(banner::knows_no_hello(refusal));
  const auto findings = hello_findings(refusal, read_greeting({220, {"mx ready"}}));
  CHECK(findings.front() ==
        policy::Finding{policy::Level::fail,
                        "refuses EHLO: 504 5.5.2 <x>: Helo command rejected: need "
                        "fully-qualified hostname",
                        "give a full host name that the DNS knows: ehlo send --helo NAME, in "
                        "Postfix myhostname",
                        {}});
  CHECK(banner::knows_no_hello({504, {"5.5.4 Command parameter not implemented"}}));
  CHECK(banner::knows_no_hello({500, {"EHLO not understood"}}));
}

TEST_CASE("who greets with no host's name and knows no EHLO and no HELO is another service") {
  const smtp::Reply unknown{500, {"EHLO not understood"}};
  const auto is_another =
      [&](const char* greeting, const smtp::Reply& refusal,
          const banner::HelloTrial& trial = {.helo_refusal = {{500, {"what?"}}}}) {
        return banner::is_another_service(refusal, read_greeting({220, {greeting}}), trial);
      };
  CHECK(is_another("ProFTPD Server (Debian) [127.0.0.1]", unknown));
  CHECK(is_another("(vsFTPd 3.0.3)", {530, {"Please login with USER and PASS."}}));
  CHECK_FALSE(is_another("mx", {530, {"5.7.0 Must issue a STARTTLS command first"}}));
  CHECK_FALSE(is_another("ProFTPD Server", unknown, {.helo_taken = true}));
  CHECK_FALSE(is_another("ready", unknown, {.lmtp = true}));
  CHECK_FALSE(is_another("hello", unknown, {}));  // HELO was not answered
  CHECK_FALSE(is_another("hello", unknown, {.helo_refusal = {{450, {"4.7.1 later"}}}}));
  CHECK_FALSE(is_another("hello", {502, {"5.5.1 Error: command not implemented"}}));
  CHECK_FALSE(is_another("mx ESMTP", unknown));
  CHECK_FALSE(is_another("mx.example.com ready", unknown));
  CHECK_FALSE(is_another("*************", unknown));
  CHECK_FALSE(is_another("mx", {550, {"go away"}}));
}

TEST_CASE("a SIZE that is no number is told") {
  const auto greeting = read_greeting({220, {"mx.example.com"}});
  CHECK(texts(hello_findings({250, {"mx.example.com", "SIZE abc"}}, greeting)) ==
        Texts{"offers SIZE abc, which is no number (RFC 1870 section 4)"});
}

TEST_CASE("extensions that a device has overwritten are a failure") {
  const auto greeting = read_greeting({220, {"mx.example.com"}});
  const auto findings = hello_findings({250, {"mx.example.com", "XXXXXXXA"}}, greeting);
  CHECK(
      texts(findings) ==
      Texts{"stands behind a device that overwrites what EHLO offers (XXXX...), mostly STARTTLS"});
  CHECK(findings.front().level == policy::Level::fail);
}

TEST_CASE("no finding shows raw bytes") {
  for (const std::string& text : faults({220, {"\x1b[2J\x9b name"}}))
    CHECK(text.find('\x1b') == std::string::npos);
}
