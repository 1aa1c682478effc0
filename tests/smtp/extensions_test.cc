#include "smtp/extensions.h"

#include <doctest/doctest.h>

using namespace smtp;
using Names = std::vector<std::string>;

TEST_CASE("keywords are known in any case, and unknown ones are kept") {
  const auto offered = Extensions::parse({250, {"mx.example.com hello", "size 1000", "XFOO a b"}});
  CHECK(offered.server_name() == "mx.example.com");
  CHECK(offered.has("SIZE"));
  CHECK(offered.has("xfoo"));
  CHECK(offered.parameters("XFOO") == "a b");
  CHECK_FALSE(offered.has("STARTTLS"));
}

TEST_CASE("the first line is a name even when it looks like a keyword") {
  CHECK_FALSE(Extensions::parse({250, {"STARTTLS"}}).has("STARTTLS"));
}

TEST_CASE("several AUTH lines and the old AUTH= form are united, each mechanism once") {
  const auto offered =
      Extensions::parse({250, {"mx", "AUTH PLAIN login", "AUTH=LOGIN PLAIN", "AUTH CRAM-MD5"}});
  CHECK(offered.auth_mechanisms() == Names{"PLAIN", "LOGIN", "CRAM-MD5"});
  CHECK(offered.has("AUTH"));
}

TEST_CASE("a SIZE without a number, or with zero, is no limit") {
  CHECK(Extensions::parse({250, {"mx", "SIZE 1000"}}).size_limit() == 1000);
  CHECK_FALSE(Extensions::parse({250, {"mx", "SIZE"}}).size_limit());
  CHECK_FALSE(Extensions::parse({250, {"mx", "SIZE 0"}}).size_limit());
  CHECK_FALSE(Extensions::parse({250, {"mx", "SIZE 99999999999999999999"}}).size_limit());
}

TEST_CASE("more than a hundred keywords are cut") {
  Reply reply{250, {"mx"}};
  for (int i = 0; i < 500; ++i) reply.lines.push_back("X" + std::to_string(i));
  CHECK(Extensions::parse(reply).all().size() == 100);
}

TEST_CASE("empty lines are no keywords") {
  CHECK(Extensions::parse({250, {"mx", "", "  ", "DSN"}}).all().size() == 1);
  CHECK(Extensions::parse({250, {}}).all().empty());
}
