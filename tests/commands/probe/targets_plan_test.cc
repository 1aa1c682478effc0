#include "commands/probe/targets_plan.h"

#include <doctest/doctest.h>

#include "commands/world.h"

using namespace commands;

namespace {

// "", or the text of the Error; the plan is left in `plan`.
std::string planned(const ProbeOptions& options, ProbePlan& plan) {
  test::World world;
  const auto good = plan_targets(options, world.env, plan);
  return good ? "" : good.error().text;
}

ProbeOptions with(std::vector<std::string> targets) {
  ProbeOptions options;
  options.bulk.targets = std::move(targets);
  return options;
}

std::string error_of(const ProbeOptions& options) {
  ProbePlan plan;
  return planned(options, plan);
}

}  // namespace

TEST_CASE("targets that are named are parsed at once, and told in their order") {
  ProbePlan plan;
  CHECK(planned(with({"a.example", "b.example:587"}), plan) == "");
  CHECK(plan.named.size() == 2);
  CHECK_FALSE(plan.lists);
  CHECK(plan.bulk.in_order);
}

TEST_CASE("a list is read later, and told as it comes") {
  ProbePlan plan;
  CHECK(planned(with({"@list", "192.0.2.0/30"}), plan) == "");
  CHECK(plan.named.empty());
  CHECK(plan.lists);
  CHECK_FALSE(plan.bulk.in_order);
}

TEST_CASE("a program is run where the command line names it, and by no list") {
  ProbePlan plan;
  const auto options = with({"exec:/bin/true"});
  CHECK(planned(options, plan) == "");
  CHECK(target_of("exec:/bin/true", options, plan));
  CHECK(target_of("exec:/bin/false", options, plan).error().text ==
        "'exec:/bin/false': a list cannot run commands");
}

// ---- all errors follow

TEST_CASE("something must be there to look at") {
  CHECK(error_of(with({})) == "no target is given; see 'ehlo probe --help'");
}

TEST_CASE("a word that cannot be a target ends it before anything is looked at") {
  CHECK(error_of(with({"a.example:smtpx"})) != "");
}

TEST_CASE("a monitor's line is about what the command line names") {
  auto options = with({"@list"});
  options.report.nagios = true;
  const std::string error =
      "--nagios is one line about the targets of the command line: it goes with no list, no "
      "network "
      "and no --resume";
  CHECK(error_of(options) == error);
  options.bulk.targets = {"a.example"};
  options.bulk.resume = "found.ndjson";
  CHECK(error_of(options) == error);
}

TEST_CASE("--record and --merge exclude what they cannot do") {
  auto record = with({"a.example"});
  record.report.record = "kept";
  record.bulk.per_host = 2;
  CHECK(error_of(record) ==
        "--record has one file for an address: it goes with no --per-host above 1");
  auto merge = with({"a.ndjson"});
  merge.bulk.merge = true;
  merge.report.junit = "report.xml";
  CHECK(error_of(merge) ==
        "--merge only joins files: it goes with no --nagios, --junit, --baseline, --record and "
        "--emit-session");
}
