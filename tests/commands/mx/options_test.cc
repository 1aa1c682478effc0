#include "commands/mx/options.h"

#include <doctest/doctest.h>

#include <algorithm>

using commands::MxOptions;

namespace {

MxOptions parsed(std::vector<std::string> words) {
  CLI::App app("mx");
  MxOptions options;
  bind_mx_options(app, options);
  std::ranges::reverse(words);  // CLI11 takes them so
  app.parse(words);
  return options;
}

}  // namespace

TEST_CASE("without an option eight parts of a list are looked at, and only failures fail") {
  const MxOptions options = parsed({"example.com"});
  CHECK(options.domains == std::vector<std::string>{"example.com"});
  CHECK(options.jobs == 8);
  CHECK(options.fail_on == "fail");
  CHECK(options.dns_timeout == "5s");
}

TEST_CASE("topics are a list, and what may be repeated takes one word each time") {
  const MxOptions options = parsed(
      {"--only", "mx,ptr", "--selector", "a", "--selector", "b", "--dnsbl", "bl.example", "x"});
  CHECK(options.only == std::vector<std::string>{"mx", "ptr"});
  CHECK(options.selectors == std::vector<std::string>{"a", "b"});
  CHECK(options.domains == std::vector<std::string>{"x"});
}

TEST_CASE("a number of jobs, a verdict or a colour that cannot be is refused") {
  CHECK_THROWS_AS(parsed({"-j", "0"}), CLI::ValidationError);
  CHECK_THROWS_AS(parsed({"--fail-on", "pass"}), CLI::ValidationError);
  CHECK_THROWS_AS(parsed({"--color", "red"}), CLI::ValidationError);
}
