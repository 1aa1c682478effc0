#include "report/session_line.h"

#include <doctest/doctest.h>

using namespace report;
using namespace std::string_literals;

TEST_CASE("a line of the client stands behind C:, and an empty one is C: alone") {
  CHECK(client_line("EHLO me") == "C: EHLO me");
  CHECK(client_line("") == "C:");
  CHECK(client_line(" a\tb ") == "C:  a\tb ");
  CHECK(client_line("gr\u00fc\u00df dich") == "C: gr\u00fc\u00df dich");
}

TEST_CASE("double braces are doubled, so that they are no variable") {
  CHECK(client_line("{{name}} {x}") == "C: {{{{name}} {x}");
  CHECK(client_line("{{{") == "C: {{{{{");
  CHECK(send_line("{{\r\n") == R"(@send "{{{{\r\n")");
  CHECK(value("a{{b") == "a{{{{b");
}

TEST_CASE("what UTF-8 cannot hold, or nobody could see, is sent byte by byte") {
  CHECK(client_line("caf\xe9") == R"(@send "caf\xE9\r\n")");
  CHECK(client_line("a\rb\"\\"s) == R"(@send "a\rb\"\\\r\n")");
  CHECK(client_line("a\0b\x1b"s) == R"(@send "a\x00b\x1B\r\n")");
  CHECK(client_line("safe\u202eevil") == R"(@send "safe\xE2\x80\xAEevil\r\n")");
}

TEST_CASE("a value is quoted where it needs it") {
  CHECK(value("mx.example.com:25") == "mx.example.com:25");
  CHECK(value("") == R"("")");
  CHECK(value("exec:exim4 -bs") == R"("exec:exim4 -bs")");
  CHECK(value("a#b\"c\\") == R"("a#b\"c\\")");
  CHECK(value("a\nb") == R"("a\nb")");
}
