#include "commands/lists/resume_file.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "commands/world.h"

using commands::ResumeFile;

namespace {

std::string contents(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("a file knows its targets and takes more") {
  const test::File file("{\"target\":\"a\"}\n");
  const auto kept = ResumeFile::open(file.path, "banner");
  REQUIRE(kept);
  CHECK((*kept)->size() == 1);
  CHECK((*kept)->has("a"));
  CHECK_FALSE((*kept)->has("b"));
  CHECK((*kept)->append("{\"target\":\"b\"}\n"));
  CHECK(contents(file.path) == "{\"target\":\"a\"}\n{\"target\":\"b\"}\n");
}

TEST_CASE("a file knows the worst of what it has") {
  const test::File file(
      "{\"target\":\"a\",\"exit\":0}\n{\"target\":\"b\",\"exit\":1}\n{\"target\":\"c\"}\n");
  CHECK((*ResumeFile::open(file.path, "banner"))->worst() == commands::Exit::check);
}

TEST_CASE("what counts is the --fail-on of this run, not the one of an earlier") {
  const test::File file("{\"target\":\"a\",\"exit\":1,\"exits\":{\"warn\":1,\"fail\":0}}\n");
  CHECK((*ResumeFile::open(file.path, "banner", "fail"))->worst() == commands::Exit::ok);
  CHECK((*ResumeFile::open(file.path, "banner", "warn"))->worst() == commands::Exit::check);
}

TEST_CASE("a target that this machine could not look at is looked at again") {
  const test::File file("{\"target\":\"a\",\"exit\":74}\n{\"target\":\"b\",\"exit\":75}\n");
  const auto kept = ResumeFile::open(file.path, "banner");
  REQUIRE(kept);
  CHECK_FALSE((*kept)->has("a"));
  CHECK((*kept)->has("b"));
  CHECK((*kept)->worst() == commands::Exit::temporary);
}

TEST_CASE("what was cut short is taken away, so that the next line begins a line") {
  const test::File file("{\"target\":\"a\"}\n{\"targ");
  const auto kept = ResumeFile::open(file.path, "banner");
  REQUIRE(kept);
  CHECK((*kept)->append("{\"target\":\"b\"}\n"));
  CHECK(contents(file.path) == "{\"target\":\"a\"}\n{\"target\":\"b\"}\n");
}

TEST_CASE("a file that is not there yet is made") {
  const std::string path = "/tmp/ehlo-test-resume." + std::to_string(::getpid());
  {
    const auto kept = ResumeFile::open(path, "banner");
    REQUIRE(kept);
    CHECK((*kept)->size() == 0);
  }
  CHECK(::unlink(path.c_str()) == 0);
}

// All error paths follow.

TEST_CASE("two runs do not write to one file") {
  const test::File file("");
  const auto first = ResumeFile::open(file.path, "banner");
  REQUIRE(first);
  CHECK(ResumeFile::open(file.path, "banner").error().text ==
        "another run is writing to " + file.path);
}

TEST_CASE("a file of something else is left alone") {
  const test::File file("dear diary\n");
  CHECK(ResumeFile::open(file.path, "banner").error().text ==
        file.path + ":1: not a result that 'ehlo ... --json' has written");
  CHECK(contents(file.path) == "dear diary\n");
}

TEST_CASE("a list that was named by mistake is not cut") {
  const test::File file("mx.example.com");
  CHECK(ResumeFile::open(file.path, "banner").error().text ==
        file.path + ":1: not a result that 'ehlo ... --json' has written");
  CHECK(contents(file.path) == "mx.example.com");
}

TEST_CASE("a file that cannot be written is told with the cause") {
  CHECK(ResumeFile::open("/no/such/file", "banner").error().text ==
        "cannot write /no/such/file: no such file or directory");
}
