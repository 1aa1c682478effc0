#include "commands/probe/tests_plan.h"

#include <doctest/doctest.h>

#include "commands/world.h"

using namespace commands;

namespace {

// The plan for one server that is named itself, or for a domain.
ProbePlan plan_for(const std::string& target) {
  ProbePlan plan;
  plan.named.push_back(probe::parse_target(target, false).value());
  return plan;
}

std::string error_of(const ProbeTestOptions& options, const std::string& target = "mx.test:25") {
  test::World world;
  ProbePlan plan = plan_for(target);
  const auto good = plan_probe_tests(options, plan, world.env);
  return good ? "" : good.error().text;
}

probe::Tests tests_of(const ProbeTestOptions& options) {
  test::World world;
  ProbePlan plan = plan_for("mx.test:25");
  REQUIRE(plan_probe_tests(options, plan, world.env));
  return plan.wish.tests;
}

}  // namespace

TEST_CASE("nothing is tested that was not asked for") {
  const auto tests = tests_of({});
  CHECK_FALSE((tests.envelope || tests.open_relay || tests.ntlm || tests.starttls ||
               tests.smuggling || tests.tls_enumerate));
  CHECK_FALSE(tests.relay);
  CHECK(tests.sender.is_null());
}

TEST_CASE("a recipient means the whole envelope") {
  const auto tests = tests_of({.recipients = {"bob@mx.test"}, .retry_greylist = "5m"});
  CHECK(tests.envelope);
  CHECK(tests.recipients.front().address() == "bob@mx.test");
  CHECK(tests.retry_greylist == base::Duration(300'000));
}

TEST_CASE("the addresses of --relay-test are kept as they are") {
  const auto tests = tests_of({.relay = {"a@x.test", "b@y.test"}, .open_relay = true});
  CHECK(tests.relay->from.address() == "a@x.test");
  CHECK(tests.relay->to.address() == "b@y.test");
  CHECK(tests.open_relay);
}

// ---- all errors follow

TEST_CASE("an attack needs a server that was named itself") {
  const auto error = [](std::string_view option) {
    return std::string(option) + " is for servers that you name: write HOST:PORT or smtp://HOST";
  };
  CHECK(error_of({.open_relay = true}, "a.example") == error("--open-relay"));
  CHECK(error_of({.relay = {"a@x", "b@y"}}, "a.example") == error("--relay-test"));
  CHECK(error_of({.recipients = {"b@y"}, .smuggling = true}, "a.example") == error("--smuggling"));
  CHECK(error_of({.ntlm = true}, "a.example").empty());
}

TEST_CASE("a test lacks nothing that it needs") {
  CHECK(error_of({.retry_greylist = "5m"}) ==
        "--retry-greylist asks again for --rcpt, which is not given");
  CHECK(error_of({.smuggling = true}) ==
        "--smuggling sends messages: name a recipient of your own with --rcpt");
  CHECK(error_of({.relay = {"a@x", "postmaster"}}) ==
        "--relay-test: TO needs a domain: write user@example.com");
}

TEST_CASE("an address or a time that cannot be is told by its option") {
  CHECK(error_of({.recipients = {"<>"}}) == "--rcpt: the null path is no recipient");
  CHECK(error_of({.recipients = {"a b@x"}}).starts_with("--rcpt: "));
  CHECK(error_of({.from = "a b@x"}).starts_with("--from: "));
  CHECK(error_of({.relay = {"a b@x", "b@y"}}).starts_with("--relay-test: "));
  CHECK(error_of({.recipients = {"b@y"}, .retry_greylist = "soon"})
            .starts_with("--retry-greylist: "));
}
