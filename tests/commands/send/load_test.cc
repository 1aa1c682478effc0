#include "commands/send/load.h"

#include <doctest/doctest.h>

#include "commands/world.h"

using namespace commands;
using base::ErrorKind;
using test::File;

namespace {

template <typename Change>
std::string wrong(ErrorKind kind, Change change) {
  SendOptions options;
  change(options);
  const auto plan = plan_load(options);
  REQUIRE_FALSE(plan);
  CHECK(plan.error().kind == kind);
  return plan.error().text;
}

}  // namespace

TEST_CASE("without a word there is no load") { CHECK_FALSE(plan_load({})->wanted()); }

TEST_CASE("a load is a count, sessions, reuse and a rate") {
  SendOptions options;
  options.count = "100";
  options.sessions = "4";
  options.reuse = "10";
  options.rate = "600/m";
  const auto plan = plan_load(options);
  REQUIRE(plan);
  CHECK(plan->count == 100);
  CHECK(plan->sessions == 4);
  CHECK(plan->reuse == 10);
  CHECK(plan->rate == 10);
}

TEST_CASE("a file of recipients is a message for each, unless a count is given") {
  const File file("# friends\nbob@x\n\n <eve@y>\n");
  SendOptions options;
  options.recipients = file.path;
  CHECK(plan_load(options)->count == 2);
  CHECK(plan_load(options)->recipients[1].address() == "eve@y");
  options.count = "5";
  CHECK(plan_load(options)->count == 5);
}

// All error paths of plan_load() follow.

TEST_CASE("a number of a load that cannot be names its option") {
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) { o.count = "0"; }) ==
        "--count: '0' is not a number from 1 to 1,000,000,000");
  CHECK(wrong(ErrorKind::parse, [](SendOptions& o) {
          o.count = "1";
          o.sessions = "1001";
        }) == "--sessions: '1001' is not a number from 1 to 1,000");
  for (const char* rate : {"x", "0", "5/d", "/s"})
    CHECK(wrong(ErrorKind::parse, [&](SendOptions& o) { o.rate = rate; }) ==
          "--rate: '" + std::string(rate) + "' is not a rate: write 50/s, 600/m or 10/h");
}

TEST_CASE("a file of recipients that cannot be is told with its line") {
  const File bad("bob@x\na b\n"), empty("\n");
  CHECK(wrong(ErrorKind::parse, [&](SendOptions& o) {
          o.recipients = bad.path;
        }).starts_with("--recipients: " + bad.path + ":2: 'a b' is not an address: "));
  CHECK(wrong(ErrorKind::parse, [&](SendOptions& o) { o.recipients = empty.path; }) ==
        "--recipients: " + empty.path + " names nobody");
  CHECK(wrong(ErrorKind::no_input, [](SendOptions& o) { o.recipients = "/nowhere/x"; }) ==
        "--recipients: cannot read /nowhere/x: no such file or directory");
}

TEST_CASE("what is for one message, or for many, is told") {
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) {
          o.count = "2";
          o.record = "x";
        }) == "--record is for one message: --count and --recipients have no place");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) { o.sessions = "2"; }) ==
        "--sessions, --reuse and --rate are for --count N or --recipients FILE");
  CHECK(wrong(ErrorKind::usage, [](SendOptions& o) {
          o.recipients = "x";
          o.to = {"y"};
        }) == "--recipients and --to, --cc, --bcc exclude each other");
}
