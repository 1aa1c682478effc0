#include "probe/reach.h"

#include <doctest/doctest.h>

#include "smtp/reply.h"

using namespace probe;

namespace {

std::string told(const AddressFacts& facts, const Wish& wish, bool to_the_end = false) {
  const auto findings = judge_reach(facts, wish, to_the_end);
  if (findings.empty()) return "";
  CHECK(findings.size() == 1);
  CHECK(findings.front().verdict == Verdict::unknown);
  return findings.front().reason;
}

AddressFacts refused_at_hello() {
  AddressFacts facts;
  facts.greeting = smtp::Reply{220, {"mx"}};
  facts.hello = smtp::Reply{550, {"no"}};
  return facts;
}

AddressFacts lost_in_tls() {
  AddressFacts facts = refused_at_hello();
  facts.hello = smtp::Reply{250, {"mx"}};
  facts.error = base::Error{base::ErrorKind::tls, base::Stage::tls, "TLS handshake failed"};
  return facts;
}

}  // namespace

TEST_CASE("what lies beyond the end of a conversation is told as not reached") {
  Wish wish;
  wish.only = {"certificate"};
  CHECK(told(refused_at_hello(), wish) == "not all that was asked for: EHLO was refused: 550 no");
  CHECK(told(lost_in_tls(), wish) == "not all that was asked for: TLS handshake failed");
  wish.only = {"greeting"};
  CHECK(told(refused_at_hello(), wish).empty());
  wish.only = {};
  wish.skip = {"starttls-offered"};
  CHECK(told(refused_at_hello(), wish).empty());
  wish.skip = {"ehlo"};
  CHECK(told(refused_at_hello(), wish) == "not all that was asked for: EHLO was refused: 550 no");
}

TEST_CASE("a host without an address is told as not reached where nothing else tells it") {
  HostFacts host;
  host.trouble =
      base::Error{base::ErrorKind::no_host, base::Stage::resolve, "no such domain: x.test"};
  const auto told_of_host = [&](const Wish& wish) {
    const auto findings = judge_reach(host, wish);
    return findings.empty() ? "" : findings.front().reason;
  };
  CHECK(told_of_host({.skip = {"resolve"}}) ==
        "not all that was asked for: no such domain: x.test");
  CHECK(told_of_host({.only = {"certificate"}}) ==
        "not all that was asked for: no such domain: x.test");
  CHECK(told_of_host({.only = {"domain"}}).empty());
  CHECK(told_of_host({}).empty());
  host.trouble.reset();
  CHECK(told_of_host({.skip = {"resolve"}}).empty());
}

TEST_CASE("without a choice the check that tells the end is there to tell it") {
  CHECK(told(refused_at_hello(), {}).empty());
  CHECK(told(refused_at_hello(), {}, true).empty());
}

TEST_CASE("a test that has an option of its own is told as not made") {
  Wish wish;
  wish.tests.open_relay = true;
  AddressFacts facts;
  facts.greeting = smtp::Reply{554, {"no"}};
  CHECK(told(facts, wish) == "not all that was asked for: the connection was refused: 554 no");
  CHECK(told({}, wish) == "not all that was asked for: the connection was refused: no reply");
}

TEST_CASE("who asks for certificates alone is told where there is no TLS") {
  Wish wish;
  wish.only = {"certificate"};
  AddressFacts facts = refused_at_hello();
  facts.hello = smtp::Reply{250, {"mx"}};
  CHECK(told(facts, wish, true) ==
        "not all that was asked for: there is no TLS here, and no certificate");
  wish.only = {"ehlo"};
  CHECK(told(facts, wish, true).empty());
}
