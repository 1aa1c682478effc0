#include "banner/greeting.h"

#include <doctest/doctest.h>

using banner::is_local_name;
using banner::is_qualified;
using banner::read_greeting;

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

TEST_CASE("a name may be one that nobody else knows") {
  for (const char* name :
       {"localhost.localdomain", "mail.LOCAL", "mx.corp.internal", "a.localhost"})
    CHECK(is_local_name(name));
  for (const char* name : {"mx.example.com", "local.example", "internal"})
    CHECK_FALSE(is_local_name(name));
}
