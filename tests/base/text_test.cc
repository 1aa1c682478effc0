#include "base/text.h"

#include <doctest/doctest.h>

using namespace base;
using namespace std::string_literals;
using namespace std::chrono_literals;

TEST_CASE("printable leaves letters of any script alone") {
  CHECK(printable("250 OK") == "250 OK");
  CHECK(printable("grüße 日本 \\ ok") == "grüße 日本 \\ ok");
}

TEST_CASE("printable shows what a terminal would obey") {
  CHECK(printable("a\x1b[31mb\r\n\t") == "a\\x1B[31mb\\r\\n\\t");
  CHECK(printable("a\0c\x7f"s) == "a\\0c\\x7F");
  CHECK(printable("\xC2\x9B") == "\\xC2\\x9B");
  CHECK(printable("\xE2\x80\xAEgnp") == "\\xE2\\x80\\xAEgnp");
}

TEST_CASE("printable shows bytes that are not UTF-8 one by one") {
  CHECK(printable("\xFF\xC0\x80\xE2\x82") == "\\xFF\\xC0\\x80\\xE2\\x82");
  CHECK(printable("\xED\xA0\x80") == "\\xED\\xA0\\x80");
}

TEST_CASE("glob_match knows star, question mark and no case") {
  CHECK(glob_match("RCPT TO:<nobody@*>", "rcpt to:<nobody@example.com>"));
  CHECK(glob_match("*a*b", "xxaxxb"));
  CHECK(glob_match("a?c", "abc"));
  CHECK(glob_match("*", ""));
  CHECK_FALSE(glob_match("a?c", "ac"));
  CHECK_FALSE(glob_match("abc", "abcd"));
}

TEST_CASE("durations carry units") {
  CHECK(parse_duration("200ms") == 200ms);
  CHECK(parse_duration("5") == 5000ms);
  CHECK(parse_duration("1.5s") == 1500ms);
  CHECK(parse_duration("3m") == 180000ms);
  CHECK(parse_duration("0") == 0ms);
}

TEST_CASE("what is not a duration is refused with an example") {
  for (const char* bad : {"", "s", "5 parsecs", "-3s", "1..2s", "99999999999d"}) {
    const auto parsed = parse_duration(bad);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().kind == ErrorKind::parse);
    CHECK(parsed.error().text == "'"s + bad + "' is not a duration: write 200ms, 5s, 3m or 2h");
  }
}

TEST_CASE("durations are shown in the unit a person would choose") {
  CHECK(show_duration(200ms) == "200 ms");
  CHECK(show_duration(30s) == "30 s");
  CHECK(show_duration(1500ms) == "1.5 s");
  CHECK(show_duration(300s) == "5 min");
}

TEST_CASE("sizes know decimal and binary units") {
  CHECK(parse_size("1024") == 1024);
  CHECK(parse_size("10KiB") == 10240);
  CHECK(parse_size("5MB") == 5'000'000);
  CHECK(parse_size("1.5K") == 1536);
  CHECK(parse_size("ten").error().text == "'ten' is not a size: write 1024, 10KiB or 5MB");
}

TEST_CASE("sizes and counts are shown for people") {
  CHECK(show_size(1) == "1 byte");
  CHECK(show_size(812) == "812 bytes");
  CHECK(show_size(1'200'000) == "1.2 MB");
  CHECK(show_size(999'999) == "1.0 MB");
  CHECK(show_count(7) == "7");
  CHECK(show_count(12345) == "12,345");
  CHECK(show_count(1234567) == "1,234,567");
}

TEST_CASE("nearest suggests only what is near") {
  CHECK(nearest("--sever", {"--server", "--to"}) == "--server");
  CHECK(nearest("sned", {"serve", "send"}) == "send");
  CHECK(nearest("--tsl", {"--to", "--tls"}) == "--tls");
  CHECK(nearest("--auth-pass", {"--auth", "--auth-password"}) == "--auth-password");
  CHECK_FALSE(nearest("--xyzzy", {"--server", "--to"}));
  CHECK_FALSE(nearest("--support", {"--server", "--port"}));
  CHECK_FALSE(nearest("--", {"--server", "--to"}));
}

TEST_CASE("numbers are taken whole or not at all") {
  CHECK(parse_number("25", 65535) == 25);
  CHECK_FALSE(parse_number("65536", 65535));
  CHECK_FALSE(parse_number("25x", 65535));
  CHECK_FALSE(parse_number("", 65535));
}

TEST_CASE("utf8_prefix ends before the first byte that is not UTF-8") {
  CHECK(utf8_prefix("grüße") == 7);
  CHECK(utf8_prefix("ab\xFFz") == 2);
  CHECK(utf8_prefix("\xE2\x82") == 0);
}
