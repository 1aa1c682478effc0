#include "banner/server_report.h"

#include <doctest/doctest.h>

using banner::reverse_findings;
using policy::Verdict;

namespace {

policy::MailAddress address(std::vector<policy::ReverseName> names) {
  policy::MailAddress one;
  one.ip = *net::IpAddress::parse("192.0.2.1");
  one.looked_up = true;
  one.names = std::move(names);
  return one;
}

std::string first(const policy::MailAddress& reverse, const std::string& host = "") {
  const auto findings =
      reverse_findings(reverse, banner::read_greeting({220, {"mx.example.com ESMTP"}}), host);
  return findings.empty() ? "" : findings.front().text;
}

}  // namespace

TEST_CASE("a greeting that is the reverse name, or the target, is fine") {
  CHECK(first(address({{"mx.example.com", true}})).empty());
  CHECK(first(address({{"other.example", true}}), "mx.example.com").empty());
  CHECK(first(address({{"old.example", false}, {"mx.example.com", true}})).empty());
}

TEST_CASE("a reverse name that is missing, leads elsewhere or is another is told") {
  CHECK(first(address({})) == "192.0.2.1 has no reverse name");
  CHECK(first(address({{"mx.example.com", false}})) ==
        "the reverse name mx.example.com of 192.0.2.1 does not lead back to it");
  CHECK(first(address({{"other.example", true}})) ==
        "greets as mx.example.com, and the reverse name of 192.0.2.1 is other.example");
}

TEST_CASE("what the DNS did not tell is no finding, but not known") {
  auto dark = address({});
  dark.trouble = "no answer";
  CHECK(first(dark).empty());
  banner::ServerReport report;
  report.reverse = dark;
  CHECK(report.verdict() == Verdict::unknown);
}

TEST_CASE("a server that this machine has no way to is not known") {
  banner::ServerReport report;
  report.look.error = base::Error{base::ErrorKind::connect, base::Stage::connect, "x"};
  report.obstacle = net::Obstacle::here;
  CHECK(report.verdict() == Verdict::unknown);
}

TEST_CASE("the worst finding is the verdict, and an error fails") {
  banner::ServerReport report;
  CHECK(report.verdict() == Verdict::pass);
  report.look.findings.push_back({policy::Level::warn, "x", "", {}});
  CHECK(report.verdict() == Verdict::warn);
  report.look.error = base::Error{base::ErrorKind::lost, base::Stage::greeting, "x"};
  CHECK(report.verdict() == Verdict::fail);
}
