#include "commands/codes/pasted_reply.h"

#include <doctest/doctest.h>

using commands::PastedReply;

TEST_CASE("lines of one code are one reply once the last has come") {
  PastedReply pasted;
  CHECK(pasted.take("550-5.7.1 this message"));
  CHECK_FALSE(pasted.is_whole());
  CHECK(pasted.take("550 5.7.1 is refused"));
  CHECK(pasted.is_whole());
  CHECK(pasted.text() == "550-5.7.1 this message\n550 5.7.1 is refused");
}

TEST_CASE("a bare code ends a reply too") {
  PastedReply pasted;
  CHECK(pasted.take("554-no"));
  CHECK(pasted.take("554"));
  CHECK(pasted.is_whole());
}

TEST_CASE("lines that are no reply are given back in their order") {
  PastedReply pasted;
  CHECK(pasted.take("550-one"));
  CHECK_FALSE(pasted.take("551 another code"));
  CHECK_FALSE(pasted.is_whole());
  CHECK(pasted.release() == std::vector<std::string>{"550-one"});
  CHECK(pasted.release().empty());
}

TEST_CASE("a reply of one line, a text and what follows a reply are lines of their own") {
  CHECK_FALSE(PastedReply().take("550 no"));
  CHECK_FALSE(PastedReply().take("no"));
  PastedReply pasted;
  CHECK(pasted.take("550-one"));
  CHECK(pasted.take("550 two"));
  CHECK_FALSE(pasted.take("550 three"));
  CHECK_FALSE(pasted.take("550-four"));
  CHECK(pasted.release() == std::vector<std::string>{"550-one", "550 two"});
}

TEST_CASE("a stream of lines that go on for ever is not kept for ever") {
  PastedReply pasted;
  int taken = 0;
  while (pasted.take("250-AUTH")) ++taken;
  CHECK(taken == 512);
}
