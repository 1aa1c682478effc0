#include "session/load.h"

#include <doctest/doctest.h>

#include "session/play.h"
#include "session/printer.h"

using namespace session;

namespace {

std::string loaded(const std::map<std::string, std::string>& files) {
  const auto script = load("dir/a.smtp", test::world(files).read_file);
  return script ? print(*script) : script.error().text;
}

}  // namespace

TEST_CASE("what is included stands where @include stood, and its path is relative") {
  CHECK(loaded({{"dir/a.smtp", "C: 1\n@include sub/b.smtp\nC: 3\n"},
                {"dir/sub/b.smtp", "C: 2\n@include c.smtp\n"},
                {"dir/sub/c.smtp", "C: 2b\n"}}) == "C: 1\nC: 2\nC: 2b\nC: 3\n");
}

TEST_CASE("the same file may be included twice, one behind the other") {
  CHECK(loaded({{"dir/a.smtp", "@include b\n@include b\n"}, {"dir/b", "C: x\n"}}) ==
        "C: x\nC: x\n");
}

// All errors of including follow.

TEST_CASE("a cycle, a depth and a missing file are shown at their line") {
  CHECK(loaded({{"dir/a.smtp", "C: 1\n@include b\n"}, {"dir/b", "@include a.smtp\n"}}) ==
        "dir/b:1:1: 'dir/a.smtp' is being included already\n  @include a.smtp\n  ^");
  CHECK(loaded({{"dir/a.smtp", "@include b\n"}}) ==
        "dir/a.smtp:1:1: cannot read dir/b\n  @include b\n  ^");
  CHECK(loaded({{"dir/a.smtp", "@include {{x}}\n"}})
            .starts_with("dir/a.smtp:1:1: expected a file's name: @include holds no {{...}}"));
  CHECK(loaded({}) == "cannot read dir/a.smtp");
  std::map<std::string, std::string> deep{{"dir/a.smtp", "@include 0\n"}};
  for (int i = 0; i < 20; ++i)
    deep["dir/" + std::to_string(i)] = "@include " + std::to_string(i + 1) + "\n";
  CHECK(loaded(deep).starts_with("dir/15:1:1: @include goes deeper than 16 levels"));
}

TEST_CASE("an error in an included file names that file") {
  CHECK(loaded({{"dir/a.smtp", "@include b\n"}, {"dir/b", "hello\n"}})
            .starts_with("dir/b:1:1: expected 'C:'"));
}
