#include "session/printer.h"

#include <doctest/doctest.h>

#include <random>

#include "session/parser.h"

using namespace session;

namespace {

// Lines that the grammar knows, their parts and what often stands between them: enough for a random
// walk to meet each rule, right and wrong.
constexpr std::string_view kParts[] = {
    "C: ",
    "S: ",
    "S? ",
    "C B:",
    "S B: ",
    "? ",
    "@",
    "@S ",
    "# ",
    "\n",
    "\n",
    "\n",
    "\r\n",
    " ",
    "250",
    "250-",
    "2xx",
    "250|251",
    " 4.7.1",
    " 2.1.x",
    "{{",
    "}}",
    "{{a}}",
    "{",
    "}",
    "\"",
    "\\",
    "\\*",
    "*",
    "connect ",
    "B=",
    "mx:25",
    "exec:a b",
    "unix:/a b",
    "tls ",
    "verify=on",
    "name=",
    "auth PLAIN ",
    "user=",
    "send ",
    "\"\\r\\n\"",
    "pause 3s",
    "expect close",
    " within 5s",
    "expect silence 2s",
    "set a ",
    "capture a text ",
    "/(a)/",
    "include f",
    "skip-unless ",
    "ehlo SIZE ",
    "not ",
    "exists",
    "== ",
    "contains ",
    "matches ",
    "/a\\/b/",
    "code ",
    "time < 2s",
    "bytes >= 1KiB",
    "text ",
    "line 2 ",
    "base64 ",
    "repeat ",
    "\"x\" 20",
    "grüße",
    "\\x41",
    "swallow 4",
    "bdat f chunk=1K",
};

std::string random_text(std::mt19937& random) {
  std::uniform_int_distribution<std::size_t> part(0, std::size(kParts) - 1);
  std::uniform_int_distribution<int> length(1, 12);
  std::string text;
  for (int i = length(random); i > 0; --i) text += kParts[part(random)];
  return text;
}

}  // namespace

TEST_CASE("what the printer writes, the parser reads and the printer writes again") {
  std::mt19937 random(1);
  int parsed = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = random_text(random);
    const auto script = parse(text, "t.smtp");
    if (!script) continue;
    ++parsed;
    const std::string once = print(*script);
    const auto again = parse(once, "t.smtp");
    REQUIRE_MESSAGE(again, again.error().text);
    REQUIRE_MESSAGE(print(*again) == once, text);
  }
  CHECK(parsed > 300);
}
