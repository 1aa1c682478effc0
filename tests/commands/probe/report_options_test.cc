#include "commands/probe/report_options.h"

#include <doctest/doctest.h>

using commands::all_targets;
using commands::ProbeReportOptions;
using Targets = std::vector<std::string>;

namespace {

Targets with_host(const std::string& host, std::uint64_t port = 0) {
  ProbeReportOptions options;
  options.host = host;
  options.port = port;
  return all_targets({"a.example"}, options);
}

}  // namespace

TEST_CASE("without -H the targets are those that were given") {
  CHECK(with_host("") == Targets{"a.example"});
}

TEST_CASE("the host of -H is never a domain: it has a port, 25 or that of -p") {
  CHECK(with_host("mx.example") == Targets{"a.example", "mx.example:25"});
  CHECK(with_host("mx.example", 587) == Targets{"a.example", "mx.example:587"});
}

TEST_CASE("an IPv6 address gets its brackets, once") {
  CHECK(with_host("2001:db8::1") == Targets{"a.example", "[2001:db8::1]:25"});
  CHECK(with_host("[2001:db8::1]", 465) == Targets{"a.example", "[2001:db8::1]:465"});
}
