#include "policy/tag_list.h"

#include <doctest/doctest.h>

#include "policy/finding_text.h"

using namespace policy;

namespace {

std::string error(std::string_view text) {
  const auto list = parse_tag_list(text);
  REQUIRE_FALSE(list);
  return show(list.error());
}

}  // namespace

TEST_CASE("tags keep name, value and columns") {
  const auto list = parse_tag_list(" v = X1 ;rua=mailto:a@b.example?x=y; ");
  REQUIRE(list);
  REQUIRE(list->tags.size() == 2);
  CHECK(list->tags[0].name == "v");
  CHECK(list->tags[0].value == "X1");
  CHECK(list->tags[0].column == 1);
  CHECK(list->tags[0].value_column == 5);
  CHECK(list->value("rua") == "mailto:a@b.example?x=y");
  CHECK(list->value("ruf").empty());
}

TEST_CASE("an empty value is a value") { CHECK(parse_tag_list("p=;")->find("p")->value.empty()); }

TEST_CASE("the version must come first and match exactly") {
  CHECK(begins_with_version("v=X1", "X1"));
  CHECK(begins_with_version(" v = X1 ; p=none", "X1"));
  CHECK_FALSE(begins_with_version("v=x1;", "X1"));
  CHECK_FALSE(begins_with_version("V=X1;", "X1"));
  CHECK_FALSE(begins_with_version("v=X1 p=none", "X1"));
  CHECK_FALSE(begins_with_version("p=none; v=X1", "X1"));
  CHECK_FALSE(begins_with_version("", "X1"));
}

// All error paths of parse_tag_list follow.

TEST_CASE("what is no tag is named with its column") {
  CHECK(error("v=X1; none") == "fail 6: \"none\" has no equals sign");
  CHECK(error("v=X1; =a") == "fail 6: \"\" is not the name of a tag");
  CHECK(error("v=X1; a b=c") == "fail 6: \"a b\" is not the name of a tag");
  CHECK(error("v=X1;; p=a") == "fail 5: there is nothing between two semicolons");
  CHECK(error("v=X1; p=\x1b[m") == "fail 8: the value of p= holds bytes that are no text");
  std::string many;
  for (int i = 0; i < 101; ++i) many += "a=b;";
  CHECK(error(many) == "fail 400: there are more than 100 tags");
}

TEST_CASE("a semicolon that is missing between two tags is put in, and nothing moves") {
  const std::vector<std::string> names{"p", "rua"};
  CHECK(policy::with_semicolons("p=none rua=a", names) == "p=none;rua=a");
  CHECK(policy::with_semicolons("p=none, rua=a", names) == "p=none; rua=a");
  CHECK(policy::with_semicolons("p=none; rua=a", names) == "p=none; rua=a");
  CHECK(policy::with_semicolons("p=none", names) == "p=none");
  CHECK(policy::with_semicolons("xp=none", names) == "xp=none");
}
