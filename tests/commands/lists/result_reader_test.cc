#include "commands/lists/result_reader.h"

#include <doctest/doctest.h>

#include "commands/world.h"

using commands::ResultReader;

namespace {

// Each target with the number of its bytes, and what ended it.
std::string read(const std::string& text) {
  const test::File file(text);
  auto reader = ResultReader::open(file.path, "banner");
  REQUIRE(reader);
  std::string seen;
  for (;;) {
    const auto result = reader->next();
    if (!result) return seen + result.error().text.substr(file.path.size());
    if (!*result) break;
    seen += (*result)->target + ((*result)->failed ? "!" : "") + " " +
            std::to_string((*result)->text.size()) + ", ";
  }
  return seen + (reader->is_cut() ? "cut at " : "end at ") + std::to_string(reader->end());
}

const std::string kA = R"({"target":"a","exit":0})"
                       "\n";
const std::string kB1 = R"({"target":"b","part":1,"parts":2})"
                        "\n";
const std::string kB2 = R"({"target":"b","part":2,"parts":2,"error":{"text":"x"}})"
                        "\n";

}  // namespace

TEST_CASE("a target's status is the worst of its lines, and one that is not ours is none") {
  const test::File file(R"({"target":"a","part":1,"parts":2,"exit":1})"
                        "\n"
                        R"({"target":"a","part":2,"parts":2,"exit":75})"
                        "\n"
                        R"({"target":"b","exit":42})"
                        "\n");
  auto reader = ResultReader::open(file.path, "banner");
  REQUIRE(reader);
  CHECK(reader->next().value()->exit == commands::Exit::temporary);
  CHECK(reader->next().value()->exit == commands::Exit::ok);
}

TEST_CASE("results are read target by target") {
  CHECK(read("") == "end at 0");
  CHECK(read(kA) == "a 24, end at 24");
  CHECK(read(kA + kB1 + kB2) == "a 24, b! 89, end at 113");
}

TEST_CASE("a target that could not be looked at has failed, one with faults has not") {
  CHECK(read("{\"target\":\"a\",\"exit\":75}\n").starts_with("a! "));
  CHECK(read("{\"target\":\"a\",\"exit\":74}\n").starts_with("a! "));
  CHECK(read("{\"target\":\"a\",\"exit\":1}\n").starts_with("a "));
}

TEST_CASE("what a killed run leaves is the end") {
  CHECK(read(kA + R"({"target":"c","ex)") == "a 24, cut at 24");
  CHECK(read(kA + kB1) == "a 24, cut at 24");
  CHECK(read(kA + kA.substr(0, 23)) == "a 24, cut at 24");
}

// All error paths follow.

TEST_CASE("what is no result is told with its line") {
  CHECK(read(kA + "hello\n") == "a 24, :2: not a result that 'ehlo ... --json' has written");
  CHECK(read("{\"domain\":\"a\"}\n") == ":1: not a result that 'ehlo ... --json' has written");
  CHECK(read(kB1 + kA) == ":2: the results of one target do not stand together");
  CHECK(read(kB2) == ":1: the results of one target do not stand together");
}

TEST_CASE("a line without its end is ours only when it begins as ours do") {
  CHECK(read("mx.example.com") == ":1: not a result that 'ehlo ... --json' has written");
  CHECK(read(kA + "dear diary") == "a 24, :2: not a result that 'ehlo ... --json' has written");
}

TEST_CASE("a result of another command is told with its line") {
  CHECK(read(kA + "{\"target\":\"b\",\"hosts\":[]}\n") ==
        "a 24, :2: a result of 'ehlo probe', and 'ehlo banner' takes its own alone: name another "
        "file");
}

TEST_CASE("a file that is not there cannot be read") {
  CHECK(ResultReader::open("/no/such", "banner").error().text == "/no/such cannot be read");
}
