#include "codes/bounce_text.h"

#include <doctest/doctest.h>

using namespace codes;

namespace {

// "a@x: words" of each, lines joined by " | ".
std::string failed(std::string_view text, const std::vector<std::string>& own = {}) {
  std::string out;
  for (const FailedAddress& one : read_bounce_text(text, own)) {
    std::string words = one.diagnostic;
    for (std::size_t at = 0; (at = words.find('\n', at)) != std::string::npos; at += 3)
      words.replace(at, 1, " | ");
    out += one.address + ": " + words + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("an address that heads a block has the lines below it") {
  CHECK(
      failed("This is the mail system.\n\n<bob@b.example>: host mx said:\n    550 5.1.1 unknown\n\n"
             "<eve@b.example>: mailbox full\n") ==
      "bob@b.example: host mx said: | 550 5.1.1 unknown\neve@b.example: mailbox full\n");
}

TEST_CASE("an empty line ends a block that has words, and not one that has none") {
  CHECK(failed("bob@b.example:\n\nno such user\n\nRegards\n") == "bob@b.example: no such user\n");
}

TEST_CASE("whom a bounce is from and to has not failed") {
  CHECK(failed("to: alice@a.example\n<bob@b.example>: unknown\n", {"Alice@a.example"}) ==
        "bob@b.example: unknown\n");
}

TEST_CASE("an address that heads nothing is taken where there is no other") {
  CHECK(failed("Your message could not reach bob@b.example today.\n") == "bob@b.example: \n");
  CHECK(failed("Your mail to 'bob@b.example' was rejected.\n") == "bob@b.example: \n");
  CHECK(failed("Your mail to o'brien@b.example was rejected.\n") == "o'brien@b.example: \n");
  CHECK(failed("Nobody is named here.\n") == "");
}

TEST_CASE("a list that refuses is the one that failed, whoever else is named for help") {
  CHECK(
      failed(
          "The mailing list <friends@lists.example> is for members.\nAsk owner@lists.example.\n") ==
      "friends@lists.example: \n");
}

TEST_CASE("the whole diagnostic leaves out what tells no reason") {
  CHECK(whole_diagnostic("Hi. This is the program.\nSubject: x\nmailbox is full\n-----\n") ==
        "mailbox is full");
}
