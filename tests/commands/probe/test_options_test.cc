#include "commands/probe/test_options.h"

#include <doctest/doctest.h>

using commands::ProbeTestOptions;
using Words = std::vector<std::string>;

namespace {

ProbeTestOptions parsed(Words words) {
  CLI::App app;
  ProbeTestOptions options;
  bind_probe_test_options(app, options);
  std::ranges::reverse(words);  // as CLI11 wants them
  app.parse(words);
  return options;
}

}  // namespace

TEST_CASE("each test has its option") {
  CHECK(parsed({"--envelope"}).envelope);
  CHECK(parsed({"--open-relay"}).open_relay);
  CHECK(parsed({"--starttls-test"}).starttls);
  CHECK(parsed({"--smuggling"}).smuggling);
  CHECK(parsed({"--tls-enumerate"}).tls_enumerate);
  CHECK(parsed({"--ntlm"}).ntlm);
}

TEST_CASE("recipients may be many, one behind each --rcpt") {
  CHECK(parsed({"--rcpt", "a@x", "--rcpt", "b@y"}).recipients == Words{"a@x", "b@y"});
}

TEST_CASE("--relay-test takes two addresses, and no less") {
  CHECK(parsed({"--relay-test", "a@x", "b@y"}).relay == Words{"a@x", "b@y"});
  CHECK_THROWS_AS(parsed({"--relay-test", "a@x"}), CLI::ArgumentMismatch);
}
