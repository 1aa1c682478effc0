#include "message/stencil.h"

#include <doctest/doctest.h>

using message::Stencil;

TEST_CASE("words take the places of others, wherever those stand") {
  const Stencil stencil("Date: AAA\r\nID: <BB>\r\n\r\nBB of AAA\r\n", {"AAA", "BB"});
  CHECK(stencil.filled({"Mon", "id"}) == "Date: Mon\r\nID: <id>\r\n\r\nid of Mon\r\n");
  CHECK(stencil.filled({"AAA", "BB"}) == "Date: AAA\r\nID: <BB>\r\n\r\nBB of AAA\r\n");
}

TEST_CASE("a text without the words stays as it is") {
  CHECK(Stencil("plain", {"AAA"}).filled({"Mon"}) == "plain");
}
