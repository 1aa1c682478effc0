#include "probe/tls_enumeration.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "net/tls_suites.h"

using namespace probe;
using Names = std::vector<std::string>;

namespace {

// A server that likes these suites, the first one best.
struct FakeServer {
  std::map<std::string, Names> suites;
  bool chooses = true;
  std::size_t handshakes = 0;
  std::size_t most = 1000;

  TlsAnswer shake(const TlsOffer& offer) {
    if (++handshakes > most) return {TlsAnswer::Kind::lost, "", "connection refused"};
    if (!offer.group.empty() && offer.group != "X25519") return {};
    const Names &own = suites[offer.version], &first = chooses ? own : offer.suites,
                &second = chooses ? offer.suites : own;
    for (const std::string& suite : first)
      if (std::ranges::find(second, suite) != second.end())
        return {TlsAnswer::Kind::accepted, suite};
    return {};
  }
  TlsAcceptance enumerated(const Names& known) {
    return enumerate_tls([this](const TlsOffer& offer) { return shake(offer); },
                         [&](std::string_view) { return known; });
  }
};

std::string said(const Judgements& judgements) {
  std::string text;
  for (const Judgement& each : judgements)
    text += fmt::format("{}: {}\n", policy::verdict_name(each.verdict.value_or(Verdict::fail)),
                        each.reason);
  return text;
}

}  // namespace

TEST_CASE("suites are found in the order in which the server likes them") {
  FakeServer server{{{"TLSv1.2", {"ECDHE-B", "ECDHE-A"}}}};
  const TlsAcceptance found = server.enumerated({"ECDHE-A", "ECDHE-B", "ECDHE-C"});
  REQUIRE(found.versions.size() == 1);
  CHECK(found.versions[0].suites == Names{"ECDHE-B", "ECDHE-A"});
  CHECK(found.versions[0].server_chooses);
  CHECK(found.groups == Names{"X25519"});
  CHECK(found.trouble.empty());
}

TEST_CASE("a server without an order of its own takes the client's") {
  FakeServer server{{{"TLSv1.2", {"B", "A"}}}, false};
  const TlsAcceptance found = server.enumerated({"A", "B"});
  CHECK_FALSE(found.versions[0].server_chooses);
  CHECK(said(judge_order(found)) == "fail: the client's order decides in TLSv1.2\n");
}

TEST_CASE("what cannot be asked any more is told") {
  FakeServer server{{{"TLSv1.3", {"TLS_A"}}}};
  server.most = 2;
  const TlsAcceptance found = server.enumerated({"TLS_A", "TLS_B"});
  CHECK(said(judge_versions(found, false)) ==
        "pass: TLSv1.3\n"
        "unknown: not all was asked: handshake 3 was not to be had: connection refused\n");
}

TEST_CASE("no more handshakes are made than were announced") {
  FakeServer server;
  Names known;
  for (int i = 0; i < 200; ++i) known.push_back(fmt::format("S{}", i));
  server.suites["TLSv1.2"] = known;
  const TlsAcceptance found = server.enumerated(known);
  CHECK(server.handshakes == kMostHandshakes);
  CHECK(found.trouble == "100 handshakes were made, and there may be more");
}

TEST_CASE("old versions are worse where mail programs log in") {
  TlsAcceptance found;
  found.versions = {{"TLSv1.2", {"A"}}, {"TLSv1", {"A"}}};
  CHECK(said(judge_versions(found, true)) ==
        "warn: TLSv1.2 TLSv1 are accepted, of which TLSv1 is broken\n");
  CHECK(said(judge_versions(found, false)).starts_with("hint"));
  CHECK(said(judge_versions({}, false)) == "unknown: none was accepted\n");
}

TEST_CASE("weak suites are named by what is weak in them") {
  TlsAcceptance found;
  found.versions = {{"TLSv1.2", {"ECDHE-RSA-AES128-SHA", "DES-CBC3-SHA", "ADH-AES128-SHA"}}};
  CHECK(said(judge_suites(found, false)) ==
        "pass: TLSv1.2: ECDHE-RSA-AES128-SHA DES-CBC3-SHA ADH-AES128-SHA\n"
        "warn: broken suites are accepted: DES-CBC3-SHA\n"
        "hint: suites without a certificate are accepted: ADH-AES128-SHA\n"
        "hint: suites without forward secrecy are accepted: DES-CBC3-SHA\n");
}

TEST_CASE("OpenSSL can offer suites of each version that it has") {
  CHECK(net::known_suites("TLSv1.3").size() == 5);
  const Names known = net::known_suites("TLSv1.2");
  CHECK(std::ranges::find(known, "ECDHE-RSA-AES256-GCM-SHA384") != known.end());
  CHECK(std::ranges::find(known, "ADH-AES128-SHA256") != known.end());
  CHECK(net::known_suites("SSLv2").empty());
}
