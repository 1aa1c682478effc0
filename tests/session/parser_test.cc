#include "session/parser.h"

#include <doctest/doctest.h>

#include "session/printer.h"

using namespace session;
using namespace std::string_literals;

namespace {

std::string error_of(std::string_view text) {
  const auto script = parse(text, "t.smtp");
  REQUIRE_FALSE(script);
  CHECK(script.error().kind == base::ErrorKind::parse);
  return script.error().text;
}

std::string formatted(std::string_view text) {
  const auto script = parse(text, "t.smtp");
  if (!script) return script.error().text;
  return print(*script);
}

template <typename T>
T first(std::string_view text) {
  const auto script = parse(text, "t.smtp");
  REQUIRE_MESSAGE(script, script.error().text);
  REQUIRE_FALSE(script->statements.empty());
  REQUIRE(std::holds_alternative<T>(script->statements.front().what));
  return std::get<T>(script->statements.front().what);
}

constexpr std::string_view kGreylist = R"(# greylist.smtp: a first attempt is deferred
@connect {{server}}:25
S: 220 mx.example.com ESMTP
C: EHLO {{helo}}
S: 250-mx.example.com
S: 250-PIPELINING
S: 250 STARTTLS
? ehlo STARTTLS exists
C: STARTTLS
S: 220 2.0.0 ready
@tls
? tls.version >= TLSv1.2
? cert.days > 14
C: EHLO {{helo}}
S: 250
C: MAIL FROM:<alice@example.org>
C: RCPT TO:<bob@example.com>
S: 250 2.1.0
S: 450 4.7.1 try again later
? time < 2s

C: QUIT
S: 221
)";

}  // namespace

TEST_CASE("the design's example is its own canonical text") {
  CHECK(formatted(kGreylist) == kGreylist);
}

TEST_CASE("a reply of many lines is one statement") {
  const auto script = parse(kGreylist, "greylist.smtp");
  REQUIRE(script);
  const Statement& ehlo = script->statements.at(4);
  CHECK(std::get<Hear>(ehlo.what).lines.size() == 3);
  CHECK(ehlo.place.line == 5);
}

TEST_CASE("codes may be classes or alternatives, and a status binds where one is written") {
  CHECK(first<Hear>("S: 250|251 2.1.5 ok").codes == std::vector{"250"s, "251"s});
  CHECK(first<Hear>("S: 250|251 2.1.5 ok").status == "2.1.5");
  CHECK(first<Hear>("S: 4xx 4.7.x").status == "4.7.x");
  CHECK(first<Hear>("S: 45x").codes == std::vector{"45x"s});
}

TEST_CASE("a status of another class than the code is prose") {
  CHECK(first<Hear>("S: 250 4.7.1 ok").status.empty());
  CHECK(first<Hear>("S: 220 1.2.3.4 hello").status.empty());
}

TEST_CASE("optional replies and named connections have their marks") {
  CHECK(first<Hear>("S? 250").optional);
  CHECK(formatted("S B? 250\nC B: NOOP\nS B: 250 ok\n") == "S B? 250\nC B: NOOP\nS B: 250 ok\n");
}

TEST_CASE("blanks of a client's line are kept, but for the one behind the colon") {
  CHECK(first<Say>("C:  two ").text.literal_text() == " two ");
  CHECK(first<Say>("C:none").text.literal_text() == "none");
  CHECK(first<Say>("C:").text.literal_text().empty());
  CHECK(first<Say>("C: ").text.literal_text().empty());
}

TEST_CASE("calls are pieces of text, and four braces are two") {
  const Say say = first<Say>("C: a{{ x }}{{{{b}}{{base64 \"\\0{{u}} c\"}}");
  REQUIRE(say.text.pieces.size() == 4);
  CHECK(say.text.pieces[1].text == "x");
  CHECK(say.text.pieces[2].text == "{{b}}");
  CHECK(say.text.pieces[3].arguments[0].pieces[0].text == "\0"s);
  CHECK(formatted("C: a{{ x }}{{{{b}}{{base64 \"\\0{{u}} c\"}}\n") ==
        "C: a{{x}}{{{{b}}{{base64 \"\\0{{u}} c\"}}\n");
}

TEST_CASE("a brace before a call is a brace") {
  CHECK(first<Say>("C: {{{x}}").text.pieces[0].text == "{");
  CHECK(formatted("C: {{{x}} {{{{{ {\n") == "C: {{{x}} {{{{{ {\n");
}

TEST_CASE("every directive prints as it is read") {
  constexpr std::string_view kText = R"(@connect mx.example.com:25 from=192.0.2.1 expect=fail
@connect B=unix:/run/lmtp
@connect "exec:exim4 -bs"
@use B
@tls verify=dane name=mx.example.com min=TLSv1.2 max=TLSv1.3 ciphers=HIGH groups=X25519
@tls verify=off cert=a.pem key=a.key ocsp=require expect=fail
@plain
@auth PLAIN user=alice password={{password}}
@proxy v1 from=192.0.2.1:1234 to=192.0.2.2:25
@proxy v2 local
@xclient NAME=spike.example.org ADDR=192.0.2.1
@message mail.eml
@bdat mail.eml chunk=64KiB
@send "250 OK\r\0\xFF\"\\"
@S send "250 OK\n"
@flush
@pause 3s
@S pause 200ms
@timeout 30s
@close
@S close
@reset
@S reset
@S swallow 4096
@expect close
@expect close within 5s
@expect silence 2s
@set name "a value"
@capture id text /queued as (\w+)/
@include common.smtp
@skip-unless ehlo STARTTLS
@skip-unless tls.version >= TLSv1.3
)";
  CHECK(formatted(kText) == kText);
}

TEST_CASE("a command to talk to is the rest of the line") {
  CHECK(formatted("@connect exec:exim4 -bs -d=x\n") == "@connect \"exec:exim4 -bs -d=x\"\n");
}

TEST_CASE("every predicate and subject prints as it is read") {
  constexpr std::string_view kText = R"(? code == 250
? code not < 300
? status == 2.1.0
? text contains "try again"
? line 2 startsWith SIZE
? lines >= 3
? ehlo SIZE exists
? ehlo SIZE not exists
? ehlo SIZE >= 10KiB
? time < 200ms
? bytes <= 10KiB
? tls.verified == true
? cert.names not endsWith .example.com
? text matches /a\/b{2}\d+/
? var id != ""
? peer.ip == {{ip}}
)";
  CHECK(formatted(kText) == kText);
}

TEST_CASE("what was written loosely comes out canonical") {
  CHECK(formatted("  C: a\r\n\t\r\nS:  250  x\r\n# c  \r\n@pause   3s ") ==
        "C: a\n\nS: 250  x\n# c\n@pause 3s\n");
  CHECK(formatted("\xEF\xBB\xBF"
                  "C: a") == "C: a\n");
  CHECK(formatted("") == "");
}

TEST_CASE("lines made for a transcript stand for the bytes that crossed") {
  CHECK(client_line("EHLO a") == "C: EHLO a");
  CHECK(client_line("") == "C:");
  CHECK(client_line("{{x}} \\*") == "C: {{{{x}} \\\\*");
  CHECK(client_line("caf\xE9") == "@send \"caf\\xE9\\r\\n\"");
  CHECK(server_lines({250, {"a", "b\x1B{{"}, false}) == "S: 250-a\nS: 250 b\\x1B{{{{");
  CHECK(server_lines({250, {""}, false}) == "S: 250");
}

// All errors of the parser follow.

TEST_CASE("a line of no known kind says what was expected") {
  CHECK(error_of("\nEHLO x\n") ==
        "t.smtp:2:1: expected 'C:', 'S:', '?', '@', '#' or an empty line\n"
        "  EHLO x\n"
        "  ^");
  CHECK(error_of("250 ok") ==
        "t.smtp:1:1: expected 'C:', 'S:', '?', '@', '#' or an empty line: what a server says "
        "stands behind 'S: '\n"
        "  250 ok\n"
        "  ^");
  CHECK(error_of("C 1: x").starts_with("t.smtp:1:1: expected 'C:'"));
  CHECK(error_of("C? x").starts_with("t.smtp:1:1: expected 'C:'"));
}

TEST_CASE("a reply needs a code") {
  CHECK(error_of("S: hello") ==
        "t.smtp:1:4: expected a reply code (250), a class (2xx) or alternatives (250|251)\n"
        "  S: hello\n"
        "     ^");
  CHECK(error_of("S: 250|").starts_with("t.smtp:1:8: expected a reply code"));
  CHECK(error_of("S: 2505").starts_with(
      "t.smtp:1:7: expected a blank, '-' or '|' behind the reply code"));
  CHECK(error_of("S:").starts_with("t.smtp:1:3: expected a reply code"));
}

TEST_CASE("a reply of many lines must end, with the code it began with") {
  CHECK(error_of("S: 250-a\nC: b") ==
        "t.smtp:2:1: expected the next line of the reply: 'S: 250-...' or, as its last, 'S: 250 "
        "...'\n"
        "  C: b\n"
        "  ^");
  CHECK(error_of("S: 250-a").starts_with("t.smtp:1:9: expected the next line of the reply"));
  CHECK(error_of("S: 250-a\nS: 251 b") ==
        "t.smtp:2:4: expected 250: the lines of one reply have one code\n"
        "  S: 251 b\n"
        "     ^");
}

TEST_CASE("calls must end, and functions get what they take") {
  CHECK(error_of("C: a{{x") == "t.smtp:1:5: expected }} to end this {{\n  C: a{{x\n      ^");
  CHECK(error_of("C: {{}}").starts_with(
      "t.smtp:1:6: expected a variable's name or a function behind {{"));
  CHECK(error_of("C: {{repeat \"x\"}}").starts_with("t.smtp:1:4: expected {{repeat \"x\" 2000}}"));
  CHECK(error_of("C: {{frob 1}}")
            .starts_with("t.smtp:1:4: 'frob' is no function, so nothing may stand behind it; "
                         "functions are base64, env, file and repeat"));
  CHECK(error_of("C: {{base64 \"x}}").starts_with("t.smtp:1:13: expected \" to end this text"));
}

TEST_CASE("nested calls have a limit") {
  std::string text = "C: ";
  for (int i = 0; i < 9; ++i) text += "{{base64 ";
  CHECK(error_of(text).starts_with("t.smtp:1:76: {{...}} is nested too deeply"));
}

TEST_CASE("escapes in quotes are known ones") {
  CHECK(error_of("@send \"\\q\"")
            .starts_with("t.smtp:1:9: expected \\r, \\n, \\t, \\0, \\xHH, \\\" or \\\\ (a "
                         "backslash in quotes is "
                         "doubled)"));
  CHECK(error_of("@send \"\\x1\"")
            .starts_with("t.smtp:1:10: expected two hexadecimal digits behind \\x"));
}

TEST_CASE("directives are known, and a near miss is named") {
  CHECK(error_of("@conect a") ==
        "t.smtp:1:2: expected a directive: did you mean @connect?\n  @conect a\n   ^");
  CHECK(error_of("@xyzzy").starts_with("t.smtp:1:2: expected a directive: connect, use, tls,"));
  CHECK(error_of("@S tls").starts_with(
      "t.smtp:1:4: expected send, close, reset, pause or swallow behind @S: @tls is the client's"));
  CHECK(error_of("@swallow 3")
            .starts_with("t.smtp:1:2: expected @S swallow 4096: it is the server's"));
}

TEST_CASE("directives get what they take") {
  CHECK(error_of("@pause soon")
            .starts_with("t.smtp:1:8: expected a duration: 200ms, 3s, 5m, as in @pause 3s"));
  CHECK(error_of("@pause").starts_with("t.smtp:1:7: expected a duration"));
  CHECK(error_of("@pause 3s 4s")
            .starts_with("t.smtp:1:11: expected the end of the line, as in @pause 3s"));
  CHECK(error_of("@send x").starts_with(
      "t.smtp:1:7: expected bytes in quotes: \"...\\r\\n\", as in @send \"NOOP\\r\\n\""));
  CHECK(error_of("@send \"x\"y")
            .starts_with(
                "t.smtp:1:10: expected a blank or the end of the line behind the closing quote"));
  CHECK(error_of("@tls verify=maybe")
            .starts_with("t.smtp:1:13: expected on or off or ca or name or dane"));
  CHECK(error_of("@tls verify={{v}}")
            .starts_with("t.smtp:1:13: expected on or off or ca or name or dane"));
  CHECK(error_of("@tls foo=1")
            .starts_with("t.smtp:1:6: @tls has no option 'foo='; expected verify="));
  CHECK(error_of("@tls min=1.2")
            .starts_with("t.smtp:1:10: expected TLSv1 or TLSv1.0 or TLSv1.1 or TLSv1.2 or TLSv1.3, "
                         "as in @tls verify=on"));
  CHECK(error_of("@tls min=TLSv1 min=TLSv1.1").starts_with("t.smtp:1:16: 'min=' stands twice"));
  CHECK(error_of("@bdat f chunk=0").starts_with("t.smtp:1:15: expected a size: 4096"));
  CHECK(error_of("@set 1 2").starts_with("t.smtp:1:6: expected a name"));
  CHECK(
      error_of("@connect from=x").starts_with("t.smtp:1:10: expected HOST, HOST:PORT, unix:PATH"));
  CHECK(error_of("@connect").starts_with("t.smtp:1:9: expected HOST, HOST:PORT, unix:PATH"));
  CHECK(error_of("@expect noise").starts_with("t.smtp:1:9: expected close or silence"));
  CHECK(error_of("@expect silence")
            .starts_with("t.smtp:1:16: expected how long, as in @expect silence 2s"));
  CHECK(
      error_of("@expect close 5s")
          .starts_with("t.smtp:1:17: expected the end of the line or 'within 5s' behind 'close'"));
}

TEST_CASE("assertions have a subject, a predicate that suits it, and a value that suits both") {
  CHECK(error_of("? colour == 1").starts_with("t.smtp:1:3: expected one of code, status, text,"));
  CHECK(error_of("? code is 1").starts_with("t.smtp:1:8: expected one of ==, !=, <,"));
  CHECK(error_of("? code == many").starts_with("t.smtp:1:11: expected a number"));
  CHECK(error_of("? code").starts_with("t.smtp:1:7: expected one of =="));
  CHECK(error_of("? time < fast")
            .starts_with("t.smtp:1:10: expected a duration with its unit: 200ms, 2s, 5m"));
  CHECK(error_of("? bytes < big").starts_with("t.smtp:1:11: expected a size: 1024, 10KiB, 5MB"));
  CHECK(error_of("? tls.version >= SSLv3").starts_with("t.smtp:1:18: expected TLSv1, TLSv1.1,"));
  CHECK(error_of("? tls.verified == yes").starts_with("t.smtp:1:19: expected true or false"));
  CHECK(error_of("? text < x")
            .starts_with(
                "t.smtp:1:8: expected ==, != or another predicate for text: 'text' has no order"));
  CHECK(
      error_of("? lines contains x")
          .starts_with("t.smtp:1:9: expected ==, !=, <, <=, >, >= or exists: 'lines' is not text"));
  CHECK(error_of("? text == a b")
            .starts_with(
                "t.smtp:1:13: expected the end of the line (values with blanks are quoted)"));
  CHECK(error_of("? line 0 == x")
            .starts_with("t.smtp:1:8: expected the number of a line, as in 'line 1'"));
  CHECK(error_of("? ehlo").starts_with("t.smtp:1:7: expected an EHLO keyword, as in 'ehlo "));
  CHECK(error_of("? var 1 == x").starts_with("t.smtp:1:7: expected the name of a variable"));
}

TEST_CASE("regular expressions are checked when the file is read") {
  CHECK(error_of("? text matches x")
            .starts_with("t.smtp:1:16: expected a regular expression between slashes: /re2/"));
  CHECK(error_of("? text matches /x")
            .starts_with("t.smtp:1:16: expected / to end this regular expression"));
  CHECK(error_of("? text matches /(/")
            .starts_with("t.smtp:1:16: not a regular expression of RE2: missing ): ("));
  CHECK(error_of("@capture id text /x/")
            .starts_with(
                "t.smtp:1:18: expected one group in this regular expression: what is captured"));
}

TEST_CASE("bytes that are no text are refused with the way out") {
  CHECK(error_of("C: a\x1B") ==
        "t.smtp:1:5: expected text, got the control character \\x1B: write it as @send \"...\"\n"
        "  C: a\\x1B\n"
        "      ^");
  CHECK(error_of("C: caf\xE9!")
            .starts_with("t.smtp:1:7: expected UTF-8: write other bytes as @send \"\\xHH\""));
  CHECK(
      error_of("C: a\rb").starts_with("t.smtp:1:5: expected text, got the control character \\r"));
}

TEST_CASE("columns count characters, and of a long line only a part is shown") {
  CHECK(error_of("C: grüße {{") ==
        "t.smtp:1:12: expected a variable's name or a function behind {{\n"
        "  C: grüße {{\n"
        "             ^");
  const std::string long_line = "C: " + std::string(500, 'x') + "{{ " + std::string(500, 'y');
  CHECK(error_of(long_line) ==
        "t.smtp:1:504: expected }} to end this {{\n"
        "  " +
            std::string(60, 'x') + "{{ " + std::string(37, 'y') + "\n" + "  " +
            std::string(60, ' ') + "^");
}

TEST_CASE("a file and a line have a limit") {
  CHECK(error_of(std::string(kMaxFile + 1, 'x')) ==
        "t.smtp: larger than 10 MB, the most a session file may be");
  CHECK(error_of("\n# " + std::string(kMaxLine, 'x')) ==
        "t.smtp:2: longer than 1 MiB, the most a line may be");
  std::string full;
  while (full.size() < kMaxFile) full += "#" + std::string(kMaxLine - 2, 'x') + "\n";
  full.resize(kMaxFile);
  CHECK(parse(full, "t.smtp").has_value());
}

TEST_CASE("a password that is spelled out is not shown where its line is pointed into") {
  const auto shown = [](std::string_view line) {
    const std::string error = error_of(line);
    const std::size_t begin = error.find("\n  ") + 3;
    return error.substr(begin, error.find('\n', begin) - begin);
  };
  CHECK(error_of("@auth PLAIN user=joe password=h3s3cret foo realm=x") ==
        "t.smtp:1:40: expected the end of the line, as in @auth PLAIN user=alice "
        "password={{password}}\n"
        "  @auth PLAIN user=joe ***************** *** realm=x\n"
        "                                         ^");
  CHECK(shown("@auth PLAIN token={{t}} foo") == "@auth PLAIN token={{t}} ***");
  CHECK(shown("@auth PLAIN\tpassword=h3s3cret foo").find("h3s") == std::string::npos);
  CHECK(shown("@auth PLAIN password=aaaa password=h3s3cret").find("h3s") == std::string::npos);
  CHECK(shown("@auth PLAIN password=\"aaaa b=h3s3cret\" foo").find("h3s") == std::string::npos);
  CHECK(shown("@auth PLAIN password={{u}}h3s3cret foo").find("h3s") == std::string::npos);
  CHECK(shown("@auth PLAIN passwd=h3s3cret") == "@auth PLAIN ***************");
}
