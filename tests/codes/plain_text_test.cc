#include "codes/plain_text.h"

#include <doctest/doctest.h>

using codes::plain_text;

TEST_CASE("colours and other escape sequences of a terminal are taken out") {
  CHECK(plain_text("\x1b[31m550 5.1.1\x1b[0m no \x1b[1;38;5;9muser\x1b[K") == "550 5.1.1 no user");
  CHECK(plain_text("\x1b]0;title\x07one\x1b]8;;https://x\x1b\\two\x1b(Bthree\x1b"
                   "cfour") == "onetwothreefour");
  CHECK(plain_text("^[[31m550#033[0m \\u001b[1mno\\x1b[0m \\033[0;1muser\\e[m") == "550 no user");
}

TEST_CASE("an escape sequence that is cut ends with the text") {
  for (const char* text : {"x\x1b", "x\x1b[", "x\x1b[31", "x\x1b]0;title", "x\x1b(", "x\x1b]a\x1b"})
    CHECK(plain_text(text) == "x");
  CHECK(plain_text("\x1b]0;title\n550 no") == "550 no");
}

TEST_CASE("typographic blanks, quotes and hyphens are plain ones") {
  CHECK(plain_text("550\xC2\xA0"
                   "5.1.1 \xE2\x80\x9Cno\xE2\x80\x9D \xE2\x80\x98"
                   "a\xE2\x80\x99"
                   "\xE3\x80\x80"
                   "b") == "550 5.1.1 \"no\" 'a' b");
  CHECK(plain_text("550\xE2\x80\x93"
                   "5.1.1 no\xE2\x80\x8B pe") == "550-5.1.1 no pe");
  CHECK(plain_text("\xEF\xBB\xBF"
                   "550 no") == "550 no");
}

TEST_CASE("line ends are LF") { CHECK(plain_text("a\r\nb\rc\nd\r\n") == "a\nb\nc\nd\n"); }

TEST_CASE("a plain text stays what it is") {
  for (const char* text :
       {"", "550-5.1.1 <a@b.example> C:\\users\\x #033 ^[x [31m\n", "caf\xC3\xA9",
        "\xE2\x82\xAC \xC2\xB5 \xEF\xBC\xA1", "\xE2", "\xC2", "\\e[x"})
    CHECK(plain_text(text) == text);
}

TEST_CASE("a title without an end goes to the end of the text") {
  CHECK(codes::plain_text("a\x1b]title") == "a");
}
