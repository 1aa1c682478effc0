#include "commands/codes/options.h"

#include <doctest/doctest.h>

#include <algorithm>

using commands::CodesOptions;

namespace {

CodesOptions parsed(std::vector<std::string> words) {
  CLI::App app("codes");
  CodesOptions options;
  bind_codes_options(app, options);
  std::ranges::reverse(words);  // CLI11 takes them so
  app.parse(words);
  return options;
}

}  // namespace

TEST_CASE("without a word everything comes from standard input, whatever it is") {
  const CodesOptions options = parsed({});
  CHECK(options.what.empty());
  CHECK(options.as == "auto");
  CHECK_FALSE(options.json);
}

TEST_CASE("words and options may stand in any order") {
  const CodesOptions options = parsed({"550", "--short", "--class", "5", "4xx", "--as", "text"});
  CHECK(options.what == std::vector<std::string>{"550", "4xx"});
  CHECK(options.brief);
  CHECK(options.klass == 5);
  CHECK(options.as == "text");
}

TEST_CASE("a kind or a class that cannot be is refused") {
  CHECK_THROWS_AS(parsed({"--as", "paper"}), CLI::ValidationError);
  CHECK_THROWS_AS(parsed({"--class", "1"}), CLI::ValidationError);
}
