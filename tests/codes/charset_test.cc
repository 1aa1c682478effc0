#include "codes/charset.h"

#include <doctest/doctest.h>

using codes::to_utf8;

TEST_CASE("a text of a known charset becomes UTF-8") {
  CHECK(to_utf8("Empf\xe4nger", "ISO-8859-1") == "Empf\u00e4nger");
  CHECK(to_utf8("\x1b$B08@h\x1b(B", "iso-2022-jp") == "\u5b9b\u5148");
  CHECK(to_utf8("\x1b$B08@h\x1b(B", "") == "\u5b9b\u5148");
  CHECK(to_utf8("\xd1\xf9\xe8\xea", "windows-1251") == "\u0421\u0449\u0438\u043a");
}

TEST_CASE("bytes that mean nothing in the charset are left out") {
  CHECK(to_utf8("a\xff\xff"
                "b\x81",
                "shift_jis") == "ab");
}

TEST_CASE("a text stays as it is where its charset is not named or not one of mail") {
  CHECK(to_utf8("Empf\xe4nger", "") == "Empf\xe4nger");
  CHECK(to_utf8("Empf\xc3\xa4nger", "utf-8") == "Empf\xc3\xa4nger");
  CHECK(to_utf8("Empf\xe4nger", "../../tmp/evil") == "Empf\xe4nger");
  CHECK(to_utf8("Empf\xe4nger", "gb/../evil") == "Empf\xe4nger");
  CHECK(to_utf8("plain", "iso-2022-jp") == "plain");
}
