#include "banner/greeting.h"

#include <doctest/doctest.h>

using banner::greeting_findings;
using banner::hello_findings;
using banner::is_qualified;
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

TEST_CASE("a greeting has a name, a protocol and a text") {
  const auto greeting = read_greeting({220, {"mx.example.com ESMTP Postfix", "be nice"}});
  CHECK(greeting.code == 220);
  CHECK(greeting.name == "mx.example.com");
  CHECK(greeting.protocol == "ESMTP");
  CHECK(greeting.text == "ESMTP Postfix\nbe nice");
  CHECK(greeting.lines == 2);
}

TEST_CASE("the protocol is a word of its own, wherever it stands") {
  CHECK(read_greeting({220, {"a.example.com Simple SMTP; ready"}}).protocol == "SMTP");
  CHECK(read_greeting({220, {"a.example.com hi", "this is esmtp"}}).protocol == "esmtp");
  CHECK(read_greeting({220, {"a.example.com Dovecot LMTP"}}).protocol == "LMTP");
  CHECK(read_greeting({220, {"smtp NoSMTPhere"}}).protocol.empty());
}

TEST_CASE("an empty greeting has nothing") {
  const auto greeting = read_greeting({220, {""}});
  CHECK(greeting.name.empty());
  CHECK(greeting.text.empty());
  CHECK(greeting.ascii);
}

TEST_CASE("a refusal has a name only where a host name begins it") {
  CHECK(read_greeting({554, {"mx.example.com no mail here"}}).name == "mx.example.com");
  CHECK(read_greeting({554, {"5.7.1 Your IP is blocked"}}).name.empty());
  CHECK(read_greeting({421, {"Too many connections"}}).name.empty());
  CHECK(read_greeting({554, {"5.7.1 Your IP is blocked"}}).text == "5.7.1 Your IP is blocked");
}

TEST_CASE("bytes that are no printable ASCII are noticed on any line") {
  CHECK(read_greeting({220, {"a.example.com\tok ~"}}).ascii);
  CHECK_FALSE(read_greeting({220, {"a.example.com", "caf\xc3\xa9"}}).ascii);
  CHECK_FALSE(read_greeting({220, {std::string("a\0b", 3)}}).ascii);
  CHECK_FALSE(read_greeting({220, {"\x1b[2J"}}).ascii);
}

TEST_CASE("stars are a PIX, a few of them are not") {
  CHECK(read_greeting({220, {"********"}}).masked);
  CHECK(read_greeting({220, {"************************************0*******2"}}).masked);
  CHECK_FALSE(read_greeting({220, {"mx.example.com *** be nice ***"}}).masked);
}

TEST_CASE("a full name has two labels, or is an address in brackets") {
  CHECK(is_qualified("mx.example.com"));
  CHECK(is_qualified("mx.example.com."));
  CHECK(is_qualified("[192.0.2.1]"));
  CHECK(is_qualified("[IPv6:2001:db8::1]"));
  for (const char* name : {"", "mx", "192.0.2.1", "mx..example", "-a.example", "a@b.example",
                           "[mx.example.com]", "a,b.example"})
    CHECK_FALSE(is_qualified(name));
}

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
  const auto refused = [](const smtp::Reply& reply) {
    return hello_findings(reply, read_greeting({220, {"mx.example.com"}})).front();
  };
  CHECK(
      refused({421, {"4.3.2 busy"}}) ==
      policy::Finding{policy::Level::fail, "refuses EHLO: 421 4.3.2 busy", "try again later", {}});
  CHECK(refused({502, {"what?"}}).fix ==
        "offer EHLO (RFC 5321 section 3.2); a firewall may have taken it away");
  CHECK(
      refused({550, {"5.7.1 go away"}}).fix ==
      "see the server's log for the reason: a block list, a policy, or the name in EHLO (--helo)");
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
