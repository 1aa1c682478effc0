#include "commands/mx/list.h"

#include <doctest/doctest.h>

#include "commands/app.h"
#include "commands/world.h"

namespace {

struct Listed : test::World {
  explicit Listed(std::vector<std::string> words, const std::string& input = "") {
    for (const char* name : {"a.example", "b.example"}) dns.mx(name, 10, "mx.example.com");
    dns.address("mx.example.com", "8.8.8.8");
    in.str(input);
    words.insert(words.begin(), {"mx", "--short", "--only", "mx", "-j", "1"});
    status = commands::run_app(std::move(words), env);
  }

  int status = 0;
};

}  // namespace

TEST_CASE("names of a list are looked at in their order, blank lines and comments passed over") {
  const Listed listed({"-"}, "# mine\n\n  b.example\r\na.example\n");
  CHECK(listed.out.str() ==
        "b.example 10 mx.example.com 8.8.8.8\na.example 10 mx.example.com 8.8.8.8\n");
  CHECK(listed.status == 0);
}

TEST_CASE("names and lists stand together") {
  const test::File names("b.example\n");
  CHECK(Listed({"a.example", "@" + names.path})
            .out.str()
            .ends_with("b.example 10 mx.example.com 8.8.8.8\n"));
}

TEST_CASE("a line that is no domain is told, and the others are looked at") {
  const Listed listed({"-"}, "a..b\na.example\n");
  CHECK(listed.status == 65);
  CHECK(listed.err.str().starts_with("ehlo: mx: "));
  CHECK(listed.out.str() == "a.example 10 mx.example.com 8.8.8.8\n");
}

TEST_CASE("a list that cannot be read is told") {
  const Listed listed({"@/nowhere/names"});
  CHECK(listed.status == 66);
  CHECK(listed.err.str() == "ehlo: mx: /nowhere/names cannot be read\n");
}
