#include "session/printer.h"

#include <doctest/doctest.h>

#include <random>

#include "base/text.h"
#include "session/parser.h"
#include "session/reply_pattern.h"

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

// What a server may put into a reply to write lines of its own into a transcript, or to make it say
// something else when it is read.
constexpr std::string_view kHostile[] = {
    "{{",       "{{{",
    "}}",       "{{env HOME}}",
    "\n",       "\r",
    "S: 250",   "C: QUIT",
    "@close",   "#",
    "-",        "|251",
    " ",        "\t",
    "\0",       "\x1b[2J",
    "\xff",     "\xe2\x80\xae",
    "\xc2\x85", "\\",
    "\\*",      "*",
    "\"",       "2.1.0",
    "5.x.x",    "3.0.0",
    "2.001.0",  "250",
    "2",        ".",
    "x",
};

smtp::Reply hostile_reply(std::mt19937& random) {
  const auto up_to = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(random);
  };
  smtp::Reply reply;
  reply.code = static_cast<int>(100 + up_to(499));
  for (std::size_t lines = 1 + up_to(3); lines > 0; --lines) {
    reply.lines.emplace_back();
    for (std::size_t parts = up_to(5); parts > 0; --parts)
      reply.lines.back() += kHostile[up_to(std::size(kHostile) - 1)];
  }
  return reply;
}

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

TEST_CASE("whatever a server says, its lines are read as that reply and as nothing else") {
  std::mt19937 random(1);
  for (int i = 0; i < 3'000; ++i) {
    const smtp::Reply reply = hostile_reply(random);
    const std::string text = server_lines(reply);
    CAPTURE(text);
    const auto script = parse("@connect mx\n" + text + "\nC: QUIT\n", "t.smtp");
    REQUIRE(script);
    REQUIRE(script->statements.size() == 3);
    const auto* hear = std::get_if<Hear>(&script->statements[1].what);
    REQUIRE(hear != nullptr);
    REQUIRE(hear->codes == std::vector{std::to_string(reply.code)});
    REQUIRE(hear->lines.size() == reply.lines.size());
    for (std::size_t line = 0; line < reply.lines.size(); ++line) {
      REQUIRE(hear->lines[line].is_literal());
      REQUIRE(hear->lines[line].literal_text() == base::printable(reply.lines[line]));
    }
    REQUIRE(matches(*hear, reply));
  }
}

TEST_CASE("whatever a client says, its line is sent again as it was") {
  std::mt19937 random(2);
  for (int i = 0; i < 2'000; ++i) {
    std::string line = hostile_reply(random).lines.front();
    std::erase_if(line, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    const std::string text = client_line(line);
    CAPTURE(text);
    const auto script = parse(text + "\n", "t.smtp");
    REQUIRE(script);
    REQUIRE(script->statements.size() == 1);
    const auto* directive = std::get_if<Directive>(&script->statements[0].what);
    if (directive != nullptr)
      REQUIRE(directive->values[0].literal_text() == line + "\r\n");
    else
      REQUIRE(std::get<Say>(script->statements[0].what).text.is_literal());
  }
}

TEST_CASE("a line of the client stands behind C:, and an empty one is C: alone") {
  CHECK(client_line("EHLO me") == "C: EHLO me");
  CHECK(client_line("") == "C:");
  CHECK(client_line(" a\tb ") == "C:  a\tb ");
  CHECK(client_line("gr\u00fc\u00df dich \\*") == "C: gr\u00fc\u00df dich \\\\*");
}

TEST_CASE("double braces are doubled, so that they are no variable") {
  CHECK(client_line("{{name}} {x}") == "C: {{{{name}} {x}");
  CHECK(client_line("{{{") == "C: {{{{{");
  CHECK(send_line("{{\r\n") == R"(@send "{{{{\r\n")");
  CHECK(word("a{{b") == "a{{{{b");
  CHECK(server_lines({250, {"{{env HOME}}"}}) == "S: 250 {{{{env HOME}}");
}

TEST_CASE("what UTF-8 cannot hold, or nobody could see, is sent byte by byte") {
  using namespace std::string_literals;
  CHECK(client_line("caf\xe9") == R"(@send "caf\xE9\r\n")");
  CHECK(client_line("a\rb\"\\"s) == R"(@send "a\rb\"\\\r\n")");
  CHECK(client_line("a\0b\x1b"s) == R"(@send "a\0b\x1B\r\n")");
  CHECK(client_line("safe\u202eevil") == R"(@send "safe\xE2\x80\xAEevil\r\n")");
}

TEST_CASE("the name that the server was asked for is told where a replay would ask for another") {
  net::TlsOptions options;
  options.verify_name = options.sni = "mx.example.com";
  CHECK(tls_line(options) == "@tls verify=off");
  options.sni = "other.example.com";
  CHECK(tls_line(options) == "@tls verify=off sni=other.example.com");
  options.sni = "";
  CHECK(tls_line(options) == "@tls verify=off sni=\"\"");
  options.verify_name = "192.0.2.1";
  CHECK(tls_line(options) == "@tls verify=off");
}

TEST_CASE("a word is quoted where it needs it") {
  CHECK(word("mx.example.com:25") == "mx.example.com:25");
  CHECK(word("") == R"("")");
  CHECK(word("exec:exim4 -bs") == R"("exec:exim4 -bs")");
  CHECK(word("a#b\"c\\") == R"("a#b\"c\\")");
  CHECK(word("a\nb") == R"("a\nb")");
}
