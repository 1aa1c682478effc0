#include "smtp/size_keyword.h"

#include <doctest/doctest.h>

namespace {

std::optional<std::string_view> wrong(const char* line) {
  static smtp::Extensions extensions;
  extensions = smtp::Extensions::parse({250, {"mx.example.com", line}});
  return smtp::wrong_size(extensions);
}

}  // namespace

TEST_CASE("a number behind SIZE, or nothing, is right") {
  CHECK(!wrong("SIZE"));
  CHECK(!wrong("SIZE 0"));
  CHECK(!wrong("SIZE 99999999999999999999"));
  CHECK(!wrong("PIPELINING"));
}

TEST_CASE("anything else behind SIZE is wrong") {
  CHECK(wrong("SIZE abc") == "abc");
  CHECK(wrong("SIZE 10M") == "10M");
  CHECK(wrong("SIZE -1") == "-1");
}
