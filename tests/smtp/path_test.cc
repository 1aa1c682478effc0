#include "smtp/path.h"

#include <doctest/doctest.h>

using namespace smtp;
using namespace std::string_literals;

namespace {

std::string why_not(std::string_view text) {
  const auto path = parse_path(text);
  REQUIRE_FALSE(path);
  return path.error().text;
}

}  // namespace

TEST_CASE("an address is read as people write it") {
  const Path alice{"alice", "example.com"};
  CHECK(parse_path("alice@example.com") == alice);
  CHECK(parse_path(" <alice@example.com> ") == alice);
  CHECK(parse_path("Alice A. <alice@example.com>") == alice);
  CHECK(alice.in_angles() == "<alice@example.com>");
}

TEST_CASE("an angle bracket in quotes is a part of the address or of the name") {
  CHECK(parse_path("<\"a<b \\>\">") == Path{"\"a<b \\>\"", ""});
  CHECK(parse_path("\"<alice>\" <alice@example.com>") == Path{"alice", "example.com"});
}

TEST_CASE("the null path is nothing or empty brackets") {
  CHECK(parse_path("")->is_null());
  CHECK(parse_path("<>")->is_null());
  CHECK(Path{}.in_angles() == "<>");
}

TEST_CASE("unusual addresses that servers deliver are taken") {
  for (const char* text :
       {"a..b@example.com", ".a@example.com", "\"a b@c\"@example.com", "postmaster",
        "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]", "jürgen@bücher.example", "a+b=c/d@x_y.example",
        "a@localhost", "a@example.com."}) {
    const auto path = parse_path(text);
    REQUIRE(path);
    CHECK(path->address() == text);
  }
}

TEST_CASE("what is not an address is refused with the reason") {
  CHECK(why_not("@x.example") == "'@x.example' is not an address: nothing stands before the @");
  CHECK(why_not("a@") == "'a@' is not an address: nothing stands behind the @");
  CHECK(why_not("a b@x") == "'a b@x' is not an address: ' ' cannot stand there unquoted");
  CHECK(why_not("a@x y") == "'a@x y' is not an address: ' ' cannot stand in a domain");
  CHECK(why_not("a@b@c") == "'a@b@c' is not an address: '@' cannot stand in a domain");
  CHECK(why_not("a@x..y") == "'a@x..y' is not an address: the domain has an empty label");
  CHECK(why_not("a@[x> NOTIFY=NEVER]") ==
        "'a@[x> NOTIFY=NEVER]' is not an address: the brackets hold what no address literal has");
  CHECK(
      why_not("\"a\tb\"@x") ==
      "'\"a\\tb\"@x' is not an address: the quoted local part lacks its closing quote, or holds a "
      "control character");
  CHECK(why_not("a@[::1") == "'a@[::1' is not an address: the address literal lacks its ]");
  CHECK(why_not("\"a@x") ==
        "'\"a@x' is not an address: the quoted local part lacks its closing quote, or holds a "
        "control character");
  CHECK(why_not("a\xff@x") == "'a\\xFF@x' is not an address: it is not UTF-8");
}

TEST_CASE("addresses have RFC 5321's limits") {
  CHECK(parse_path(std::string(64, 'a') + "@x"));
  CHECK(why_not(std::string(65, 'a') + "@x").ends_with("more than 64 bytes stand before the @"));
  CHECK(why_not("a@" + std::string(256, 'x')).ends_with("the domain is longer than 255 bytes"));
}

TEST_CASE("a line end inside an address would be a second command") {
  const auto path = parse_path("a@x>\r\nDATA");
  REQUIRE_FALSE(path);
  CHECK(path.error().kind == base::ErrorKind::usage);
  CHECK(path.error().text == "an address cannot hold CR, LF or NUL: 'a@x>\\r\\nDATA'");
}

TEST_CASE("a list is cut at commas, but not inside quotes") {
  const auto paths = parse_paths(" a@x , \"b,c\"@y,, d@z,");
  REQUIRE(paths);
  REQUIRE(paths->size() == 3);
  CHECK(paths->at(1).local == "\"b,c\"");
  CHECK(paths->at(2).address() == "d@z");
  CHECK(parse_paths("a@x,b c").error().text ==
        "'b c' is not an address: ' ' cannot stand there unquoted");
}
