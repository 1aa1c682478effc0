#include "commands/lists/list_reader.h"

#include <doctest/doctest.h>

#include <sstream>

#include "commands/world.h"

using commands::ListReader;
using Names = std::vector<std::string>;

TEST_CASE("words and lists are read in their order") {
  std::istringstream in("b\n\n# not this\n  c \r\n");
  const test::File file("d\ne");
  ListReader reader({"a", "-", "@" + file.path, "f"}, in);
  CHECK(reader.next(3) == Names{"a", "b", "c"});
  CHECK(reader.next(1) == Names{"d"});
  CHECK(reader.next(9) == Names{"e", "f"});
  CHECK(reader.next(9) == Names{});
  CHECK(reader.next(9) == Names{});
}

TEST_CASE("an empty list is no error, one that is not there is") {
  std::istringstream in;
  const test::File empty("");
  CHECK(ListReader({"@" + empty.path}, in).next(1) == Names{});
  CHECK(ListReader({"@/no/such"}, in).next(1).error().text == "/no/such cannot be read");
  CHECK(ListReader({"@/tmp"}, in).next(1).error().kind == base::ErrorKind::no_input);
}

TEST_CASE("a list is a dash or a file behind an at sign") {
  CHECK(commands::is_list("-"));
  CHECK(commands::is_list("@x"));
  CHECK_FALSE(commands::is_list("mx.example.com"));
}
