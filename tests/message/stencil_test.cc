#include "message/stencil.h"

#include <doctest/doctest.h>

using message::Stencil;
using Words = std::vector<std::string_view>;

TEST_CASE("words take the places of others, wherever those stand") {
  const Stencil stencil("Date: AAA\r\nID: <BB>\r\n\r\nBB of AAA\r\n", Words{"AAA", "BB"});
  CHECK(stencil.filled(Words{"Mon", "id"}) == "Date: Mon\r\nID: <id>\r\n\r\nid of Mon\r\n");
  CHECK(stencil.filled(Words{"AAA", "BB"}) == "Date: AAA\r\nID: <BB>\r\n\r\nBB of AAA\r\n");
}

TEST_CASE("a text without the words stays as it is") {
  CHECK(Stencil("plain", Words{"AAA"}).filled(Words{"Mon"}) == "plain");
}
