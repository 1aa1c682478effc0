#include "commands/lists/merge_results.h"

#include <doctest/doctest.h>

#include "commands/world.h"

using commands::Exit;
using commands::merge_results;

namespace {

const std::string kGood = "{\"target\":\"a\",\"code\":220}\n";
const std::string kFailed = "{\"target\":\"a\",\"error\":{\"text\":\"x\"}}\n";
const std::string kOther = "{\"target\":\"b\"}\n";

}  // namespace

TEST_CASE("each target comes once, in the order of the files") {
  test::World world;
  const test::File one(kOther + kGood), two(kGood + "{\"target\":\"c\"}\n");
  CHECK(merge_results({one.path, two.path}, "banner", world.env) == Exit::ok);
  CHECK(world.out.str() == kOther + kGood + "{\"target\":\"c\"}\n");
}

TEST_CASE("a result without an error is better than one with it, whichever comes first") {
  for (const bool good_first : {true, false}) {
    test::World world;
    const test::File one(good_first ? kGood : kFailed), two(good_first ? kFailed : kGood);
    CHECK(merge_results({one.path, two.path}, "banner", world.env) == Exit::ok);
    CHECK(world.out.str() == kGood);
  }
}

TEST_CASE("an unfinished end is passed over and told") {
  test::World world;
  const test::File one(kOther + "{\"target\":"), two(kGood);
  CHECK(merge_results({one.path, two.path}, "banner", world.env) == Exit::ok);
  CHECK(world.out.str() == kOther + kGood);
  CHECK(world.err.str() ==
        "ehlo: banner: warning: " + one.path + ": its end is unfinished, and passed over\n");
}

TEST_CASE("what is no file of results ends it") {
  test::World world;
  const test::File one("hello\n");
  CHECK(merge_results({one.path}, "banner", world.env) == Exit::data);
  CHECK(merge_results({"/no/such"}, "banner", world.env) == Exit::no_input);
  CHECK(world.out.str().empty());
}
