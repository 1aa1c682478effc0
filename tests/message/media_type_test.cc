#include "message/media_type.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

using namespace message;

TEST_CASE("a type comes from the table, in any case") {
  const std::string table = "/tmp/ehlo-types-test." + std::to_string(::getpid());
  std::ofstream(table) << "# image/x foo\nimage/foo\t\tfo foo\ntext/plain\n";
  CHECK(media_type("a.FOO", table) == "image/foo");
  CHECK(media_type("dir.foo/a", table) == "application/octet-stream");
  CHECK(media_type("a.png", table) == "image/png");
  ::unlink(table.c_str());
}

TEST_CASE("without the table the commonest types are known") {
  CHECK(media_type("a.eml", "/nowhere") == "message/rfc822");
  CHECK(media_type("a.xyz", "/nowhere") == "application/octet-stream");
  CHECK(media_type("-", "/nowhere") == "application/octet-stream");
}
