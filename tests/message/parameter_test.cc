#include "message/parameter.h"

#include <doctest/doctest.h>

using namespace message;

TEST_CASE("a parameter stands in quotes on a line of its own") {
  CHECK(parameter("filename", "a b.txt") == ";\r\n filename=\"a b.txt\"");
  CHECK(parameter("filename", "a\"b\\") == ";\r\n filename=\"a\\\"b\\\\\"");
}

TEST_CASE("a parameter outside ASCII is written as RFC 2231 has it") {
  CHECK(parameter("filename", "gr\u00fcn 1.txt") == ";\r\n filename*=utf-8''gr%C3%BCn%201.txt");
  CHECK(parameter("filename", "\xfc") == ";\r\n filename*=unknown-8bit''%FC");
}

TEST_CASE("a long parameter is cut into numbered pieces") {
  CHECK(parameter("name", std::string(61, 'x')) ==
        ";\r\n name*0=\"" + std::string(60, 'x') + "\";\r\n name*1=\"x\"");
  CHECK(parameter("name", "\u00fc" + std::string(50, 'x')) ==
        ";\r\n name*0*=utf-8''%C3%BC" + std::string(47, 'x') + ";\r\n name*1*=xxx");
}

TEST_CASE("a field is folded at the last blank that fits") {
  const std::string forty(40, 'x');
  CHECK(folded("To: " + forty + " " + forty + " y") == "To: " + forty + "\r\n " + forty + " y");
}

TEST_CASE("what has no blank, or is short or folded already, stays") {
  const std::string hundred(100, 'x');
  CHECK(folded("Subject: " + hundred) == "Subject: " + hundred);
  CHECK(folded("Subject: " + hundred + " b") == "Subject: " + hundred + "\r\n b");
  CHECK(folded("A: b\r\n c") == "A: b\r\n c");
  CHECK(folded("A: " + hundred + "   ") == "A: " + hundred + "   ");
}

TEST_CASE("behind an encoded-word that took a line of its own the text is folded too") {
  const std::string forty(40, 'x');
  CHECK(folded("Subject: =?utf-8?q?=C3=A4?=\r\n =?utf-8?q?=C3=A4?= " + forty + " " + forty) ==
        "Subject: =?utf-8?q?=C3=A4?=\r\n =?utf-8?q?=C3=A4?= " + forty + "\r\n " + forty);
}

TEST_CASE("a line with an encoded-word is folded at 76 characters (RFC 2047 section 2)") {
  const std::string word = "=?utf-8?q?=C3=A4?=";
  CHECK(folded("Subject: " + word + " " + std::string(46, 'x') + " yz") ==
        "Subject: " + word + " " + std::string(46, 'x') + "\r\n yz");
  CHECK(folded("Subject: " + word + " " + std::string(46, 'x') + " y").find('\n') ==
        std::string::npos);
}
