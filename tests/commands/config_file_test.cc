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
      "[profile.\"at work\".send]\nto = ['a@b', # one\n  \"c@d\",\n]\n'helo' = 'a\\b'\n[serve]\n",
      "c.toml");
  REQUIRE(config);
  CHECK(config->tables == std::vector<std::string>{"profile.at work.send", "send", "serve"});
  const auto& entries = config->entries;
  REQUIRE(entries.size() == 5);
  CHECK(entries[0].table == "profile.at work.send");
  CHECK(entries[0].values[0].text == "a\\b");
  CHECK(entries[0].line == 10);
  CHECK(entries[1].values.size() == 2);
  CHECK(entries[2].values[0].text == "a\"b\\");
  CHECK(entries[3].values[0].kind == Kind::number);
  CHECK(entries[4].values[0].kind == Kind::boolean);
}

TEST_CASE("an empty file is an empty configuration") {
  CHECK(parse_config("", "c.toml")->entries.empty());
  CHECK(parse_config("\n# nothing", "c.toml")->entries.empty());
}

// All error paths of parse_config() follow.

TEST_CASE("what is not TOML is told with its line") {
  CHECK(wrong("[send\n") == "c.toml:1: Error while parsing table header: expected ']', saw '\\n'");
  CHECK(wrong("[send]\n\nthis is not TOML\n") ==
        "c.toml:3: Error while parsing key-value pair: expected '=', saw 'i'");
  CHECK(
      wrong("a = b@c") ==
      "c.toml:1: Error while parsing value: could not determine value type; text stands in quotes");
  CHECK(wrong("a = \"b") == "c.toml:1: Error while parsing string: encountered end-of-file");
  CHECK(wrong("[send]\na = 1\na = 2\n") ==
        "c.toml:3: Error while parsing key-value pair: cannot redefine existing integer 'a'");
  CHECK(wrong("[send]\n[send]\n") ==
        "c.toml:2: Error while parsing table header: cannot redefine existing table 'send'");
}

TEST_CASE("what no option takes is told with its key") {
  const std::string why = " takes \"text\", a whole number, true, false, or a [list] of these";
  CHECK(wrong("[send]\na = 1.5\n") == "c.toml:2: 'a'" + why);
  CHECK(wrong("[send]\na = [1979-05-27]\n") == "c.toml:2: 'a'" + why);
  CHECK(wrong("[[send]]\na = 1\n") == "c.toml:1: 'send'" + why);
}
