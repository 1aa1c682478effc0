#include "commands/run/output.h"

#include <doctest/doctest.h>

#include "commands/world.h"
#include "report/outcomes.h"

using namespace commands;
using test::World;

namespace {

session::Outcome failed_with(base::ErrorKind kind) {
  session::Outcome outcome = test::unreachable();
  outcome.failures[0].error->kind = kind;
  return outcome;
}

}  // namespace

TEST_CASE("a file's status is that of what went wrong") {
  CHECK(exit_for(test::passed()) == Exit::ok);
  CHECK(exit_for(test::skipped()) == Exit::ok);
  CHECK(exit_for(test::failed()) == Exit::check);
  CHECK(exit_for(test::broken()) == Exit::data);
  CHECK(exit_for(test::unset()) == Exit::data);
  CHECK(exit_for(failed_with(base::ErrorKind::connect)) == Exit::temporary);
  CHECK(exit_for(failed_with(base::ErrorKind::no_host)) == Exit::no_host);
  CHECK(exit_for(failed_with(base::ErrorKind::tls)) == Exit::policy);
  CHECK(exit_for(failed_with(base::ErrorKind::protocol)) == Exit::protocol);
}

TEST_CASE("the worst file decides the run's") {
  World world;
  const auto output = RunOutput::open({}, world.env);
  REQUIRE(output);
  (*output)->file(0, test::failed());
  (*output)->file(1, test::broken());
  (*output)->file(2, test::passed());
  CHECK((*output)->finish({}) == Exit::data);
  CHECK(world.out.str().ends_with("\n3 files: 1 passed, 2 failed, 0 skipped; 6 checks in 0 ms\n"));
}

TEST_CASE("GitHub's annotations go to standard error, only there and only when it asks") {
  World world;
  world.variables["GITHUB_ACTIONS"] = "true";
  const auto output = RunOutput::open({}, world.env);
  (*output)->file(0, test::failed());
  CHECK((*output)->finish({}) == Exit::check);
  CHECK(world.err.str() == "::error file=t.smtp,line=4,col=4::expected 450 4.7.1, got 550 5.1.1\n");
  CHECK(world.out.str().find("::error") == std::string::npos);
}

TEST_CASE("only JSON wants every step") {
  World world;
  RunOptions options;
  CHECK_FALSE((*RunOutput::open(options, world.env))->wants_steps());
  options.json = true;
  CHECK((*RunOutput::open(options, world.env))->wants_steps());
}

TEST_CASE("a report that cannot be written is status 74, before or after") {
  World world;
  RunOptions options;
  options.junit = "/nowhere/report.xml";
  CHECK(RunOutput::open(options, world.env).error().text ==
        "--junit: cannot write /nowhere/report.xml: no such file or directory");
  options.junit = "/dev/full";
  const auto output = RunOutput::open(options, world.env);
  REQUIRE(output);
  (*output)->file(0, test::failed());
  CHECK((*output)->finish({}) == Exit::io);
  CHECK(world.err.str() == "ehlo: run: --junit: the file could not be written whole\n");
}

TEST_CASE("standard output that breaks is status 74") {
  World world;
  const auto output = RunOutput::open({}, world.env);
  world.out.setstate(std::ios::badbit);
  CHECK((*output)->finish({}) == Exit::io);
  CHECK(world.err.str() == "ehlo: run: standard output could not be written whole\n");
}

TEST_CASE("JSON and TAP both want standard output") {
  World world;
  RunOptions options;
  options.json = options.tap = true;
  CHECK(RunOutput::open(options, world.env).error().text == "--json and --tap exclude each other");
}
