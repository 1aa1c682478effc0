#include "commands/codes/pasted_reply.h"

#include <doctest/doctest.h>

#include <initializer_list>

using commands::is_letter;
using commands::PastedLines;
using commands::PastedText;
using Given = std::vector<PastedText>;
using Texts = std::vector<std::string>;

namespace {

Texts texts_of(std::initializer_list<std::string_view> lines, bool letter = false) {
  PastedLines pasted(letter);
  Texts all;
  const auto add = [&](const std::vector<PastedText>& given) {
    for (const PastedText& each : given) all.push_back(each.text);
  };
  for (std::string_view line : lines) add(pasted.take(line));
  add(pasted.finish());
  return all;
}

}  // namespace

TEST_CASE("each line is a text, and is given at once") {
  PastedLines pasted(false);
  CHECK(pasted.take("550 no") == Given{{"550 no"}});
  CHECK(pasted.take("mailbox full") == Given{{"mailbox full"}});
  CHECK(pasted.take("").empty());
  CHECK(pasted.finish().empty());
}

TEST_CASE("lines without a letter or a digit are no texts") {
  CHECK(texts_of({"```", "550 no", "```", "---", "> *"}) == Texts{"550 no"});
  CHECK(texts_of({"\xC3\xA9"}) == Texts{"\xC3\xA9"});
}

TEST_CASE("lines of one code are one reply, given with its last line") {
  PastedLines pasted(false);
  CHECK(pasted.take("550-5.7.1 this message").empty());
  CHECK(pasted.take("550 5.7.1 is refused") ==
        Given{{"550-5.7.1 this message\n550 5.7.1 is refused"}});
  CHECK(texts_of({"554-no", "554", "550-a", "550 b", "550 c"}) ==
        Texts{"554-no\n554", "550-a\n550 b", "550 c"});
}

TEST_CASE("lines that begin like a reply but belong to others stay texts of their own") {
  CHECK(texts_of({"550-one", "551 another code"}) == Texts{"550-one", "551 another code"});
  CHECK(texts_of({"550-5.1.1 no", "550 5.7.1 another status"}) ==
        Texts{"550-5.1.1 no", "550 5.7.1 another status"});
  CHECK(texts_of({"550-no 550 such user", "550 another"}) ==
        Texts{"550-no 550 such user", "550 another"});
  CHECK(texts_of({"550-a", "550-b"}) == Texts{"550-a", "550-b"});
  CHECK(texts_of({"550-a", "", "550 b"}) == Texts{"550-a", "550 b"});
}

TEST_CASE("what is quoted is one text up to the next reply code or empty line") {
  CHECK(
      texts_of({"> 550 5.7.1 Client host blocked using", "> a list. See", "> https://b.example"}) ==
      Texts{"550 5.7.1 Client host blocked using\na list. See\nhttps://b.example"});
  CHECK(texts_of({">> 550-a", ">> 550 b", "> 551 c", "> ", "> hello"}) ==
        Texts{"550-a\n550 b", "551 c", "hello"});
  CHECK(texts_of({"Hi", "> 550 a", "Bye"}) == Texts{"Hi", "550 a", "Bye"});
}

TEST_CASE("in a letter a reply goes on in the next lines without a code") {
  CHECK(texts_of({"Hi,", "we get", "550 5.7.1 blocked using", "a list", "", "Bye"}, true) ==
        Texts{"Hi,", "we get", "550 5.7.1 blocked using\na list", "Bye"});
  CHECK(is_letter("Hi,\n\n550 no\n"));
  CHECK(is_letter("Hi,\n> 550 no\n"));
  CHECK(is_letter("Hello Bob,\nwe get\n550 no\n"));
  CHECK_FALSE(is_letter("hello 550 no\nmailbox full\n"));
  CHECK_FALSE(is_letter("550 no\nmailbox full\n\n"));
  CHECK_FALSE(is_letter("Hi,\n\nmailbox full\n"));
  CHECK_FALSE(is_letter(""));
}

TEST_CASE("in a letter a reply ends where the writer takes leave") {
  CHECK(texts_of({"Hello,", "we get", "550 5.7.1 blocked using", "a list", "Thanks, all", "Joe"},
                 true) ==
        Texts{"Hello,", "we get", "550 5.7.1 blocked using\na list", "Thanks, all", "Joe"});
}

TEST_CASE("a reply goes on in indented lines, if the next is known") {
  PastedLines pasted(false);
  CHECK(pasted.take("<b@b.example>: host mx said: 550", "   <b@b.example>:").empty());
  CHECK(pasted.take("   <b@b.example>:", "   no such user").empty());
  CHECK(pasted.take("   no such user", "Bye") ==
        Given{{"<b@b.example>: host mx said: 550\n<b@b.example>:\nno such user"}});
  for (const char* next : {"", "no", "  -> QUIT", "  551 no", "  <-  x"})
    CHECK(pasted.take("550 no", next) == Given{{"550 no"}});
}

TEST_CASE("of a transcript the server's marks are taken off") {
  CHECK(texts_of({"<<< 550-a", "<<< 550 b", "<** 451 c"}) == Texts{"550-a\n550 b", "451 c"});
  CHECK(is_letter(" -> RCPT TO:<b@b.example>\n<** 550 no"));
  CHECK(is_letter("mail from:<>\n550 no"));
}

TEST_CASE("a stream of lines that go on for ever is not kept for ever") {
  PastedLines pasted(false);
  int taken = 1;
  while (pasted.take("250-AUTH").empty()) ++taken;
  CHECK(taken == 513);
}
