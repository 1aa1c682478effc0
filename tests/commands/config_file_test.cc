#include "commands/config_file.h"

#include <doctest/doctest.h>

using namespace commands;
using Kind = ConfigValue::Kind;

namespace {

std::string wrong(const std::string& text) {
  const auto config = parse_config(text, "c.toml");
  REQUIRE_FALSE(config);
  CHECK(config.error().kind == base::ErrorKind::parse);
  return config.error().text;
}

}  // namespace

TEST_CASE("tables, keys and values are read as TOML means them") {
  const auto config = parse_config(
      "# mine\n[send]  # here\nfrom = \"a\\\"b\\\\\"\r\nport = 25\ntls=true\n"
      "[profile.\"at work\".send]\nto = ['a@b', # one\n  \"c@d\",\n]\n'helo' = 'a\\b'\n",
      "c.toml");
  REQUIRE(config);
  CHECK(config->tables == std::vector<std::string>{"send", "profile.at work.send"});
  const auto& entries = config->entries;
  REQUIRE(entries.size() == 5);
  CHECK(entries[0].values[0].text == "a\"b\\");
  CHECK(entries[1].values[0].kind == Kind::number);
  CHECK(entries[2].values[0].kind == Kind::boolean);
  CHECK(entries[3].table == "profile.at work.send");
  CHECK(entries[3].values.size() == 2);
  CHECK(entries[4].values[0].text == "a\\b");
  CHECK(entries[4].line == 10);
}

TEST_CASE("an empty file is an empty configuration") {
  CHECK(parse_config("", "c.toml")->entries.empty());
  CHECK(parse_config("\n# nothing", "c.toml")->entries.empty());
}

// All error paths of parse_config() follow.

TEST_CASE("what is not TOML is told with its line") {
  CHECK(wrong("[send\n") == "c.toml:1: the ] of the table's name is missing");
  CHECK(wrong("[send]\n\nthis is not TOML\n") == "c.toml:3: expected = behind the key");
  CHECK(wrong("= 1") == "c.toml:1: expected a [table] or key = \"value\"");
  CHECK(wrong("a = b@c") ==
        "c.toml:1: a value is \"text\" in quotes, a whole number, true, false, or a [list]");
  CHECK(wrong("a = \"b") == "c.toml:1: the closing quote is missing");
  CHECK(wrong("a = 1 b = 2") ==
        "c.toml:1: the line should end here; write one key = \"value\" a line");
  CHECK(wrong("a = [1 2]") == "c.toml:1: the ] of the list is missing");
  CHECK(wrong("a = \"\\x\"") ==
        "c.toml:1: a backslash stands before \" \\ b t n f r only; 'text' takes it as it is");
}

TEST_CASE("what stands there twice is not taken twice") {
  CHECK(wrong("[send]\na = 1\na = 2\n") == "c.toml:3: 'a' is in this table twice");
  CHECK(wrong("[send]\n[send]\n") == "c.toml:2: the table [send] is here twice");
}

TEST_CASE("the rest of TOML is refused by its name") {
  CHECK(wrong("[[send]]") == "c.toml:1: arrays of tables are not taken here");
  CHECK(wrong("a = \"\"\"b\"\"\"") == "c.toml:1: strings of several lines are not taken here");
}
