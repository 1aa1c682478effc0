#include "net/tls_chain.h"

#include <doctest/doctest.h>

#include "net/certificates.h"

using namespace net;
using namespace test;

namespace {

struct Fixture {
  Issued root = authority("Test Root");
  TemporaryDirectory directory;
  std::string roots = directory.write("root.pem", root.pem());

  ChainFacts look(std::initializer_list<const Issued*> sent) const {
    std::vector<PeerCertificate> chain;
    for (const Issued* each : sent) chain.push_back(describe_certificate(*each->certificate));
    TlsOptions options;
    options.verify_name = "mx.example.com";
    options.ca_path = roots;
    return look_at_chain(chain, options).value();
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a whole chain is in order, and no root is sent") {
  const Issued middle = authority("Middle", &root), leaf = issue({}, &middle);
  const ChainFacts facts = look({&leaf, &middle});
  CHECK(facts.verdict.chain_trusted);
  CHECK(facts.in_order());
  CHECK_FALSE(facts.root_sent());
  CHECK(facts.links.front().signature == "ecdsa-with-SHA256");
  CHECK(facts.links.front().key_bits == 128);
}

TEST_CASE_FIXTURE(Fixture, "a root behind others is seen, and one alone is none") {
  const Issued leaf = issue({}, &root), own = issue({});
  CHECK(look({&leaf, &root}).root_sent());
  CHECK_FALSE(look({&own}).root_sent());
}

TEST_CASE_FIXTURE(Fixture, "a chain out of order can be trusted all the same") {
  const Issued middle = authority("Middle", &root), leaf = issue({}, &middle);
  const ChainFacts facts = look({&leaf, &root, &middle});
  CHECK(facts.verdict.chain_trusted);
  CHECK_FALSE(facts.in_order());
}

TEST_CASE_FIXTURE(Fixture, "a fault has its kind, its reason and its fix apart") {
  Wish wish;
  wish.from_days = -100;
  wish.to_days = -3;
  const Issued leaf = issue(wish, &root);
  const Verdict verdict = look({&leaf}).verdict;
  REQUIRE(verdict.faults.size() == 1);
  CHECK(verdict.faults.front().kind == ChainFault::expired);
  CHECK(verdict.faults.front().fix == "renew it");
  CHECK(verdict.chain_trouble == verdict.faults.front().reason + ": renew it");
}

TEST_CASE("roots that cannot be read are an error") {
  TlsOptions options;
  options.ca_path = "/nowhere";
  CHECK(look_at_chain({}, options).error().kind == base::ErrorKind::no_input);
}
