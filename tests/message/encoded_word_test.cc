#include "message/encoded_word.h"

#include <doctest/doctest.h>

using message::encode_field;
using message::takes_encoded_words;

TEST_CASE("ASCII comes back unchanged") {
  CHECK(encode_field("Subject", "plain =?text?=") == "plain =?text?=");
}

TEST_CASE("text is encoded from the first word that needs it to the last") {
  CHECK(encode_field("Subject", "Gr\u00fc\u00dfe") == "=?utf-8?q?Gr=C3=BC=C3=9Fe?=");
  CHECK(encode_field("Subject", "many gr\u00fc\u00dfe and \u00fcber all") ==
        "many =?utf-8?q?gr=C3=BC=C3=9Fe_and_=C3=BCber?= all");
}

TEST_CASE("bytes that are no UTF-8 are not called so") {
  CHECK(encode_field("Subject", "gr\xfc\xdf") == "=?unknown-8bit?q?gr=FC=DF?=");
}

TEST_CASE("long text is several words, each on a line of at most 76 characters, no letter cut") {
  std::string text;
  for (int i = 0; i < 20; ++i) text += "\u00fc";
  CHECK(encode_field("Subject", text) ==
        "=?utf-8?q?=C3=BC=C3=BC=C3=BC=C3=BC=C3=BC=C3=BC=C3=BC=C3=BC=C3=BC?=\r\n"
        " =?utf-8?q?=C3=BC=C3=BC=C3=BC=C3=BC=C3=BC=C3=BC=C3=BC=C3=BC=C3=BC=C3=BC?=\r\n"
        " =?utf-8?q?=C3=BC?=");
}

TEST_CASE("a word that would start near the end of the line starts the next one") {
  const std::string ascii(60, 'x');
  CHECK(encode_field("Subject", ascii + " \u00fc") == ascii + "\r\n =?utf-8?q?=C3=BC?=");
}

TEST_CASE("in addresses the display names are encoded, quotes and all") {
  CHECK(encode_field("To", "J\u00fcrgen M\u00fcller <j@x>, \"Doe, Zo\u00eb\" <z@x>, a@b") ==
        "=?utf-8?q?J=C3=BCrgen_M=C3=BCller?= <j@x>,"
        "\r\n =?utf-8?q?Doe=2C_Zo=C3=AB?= <z@x>, a@b");
  CHECK(encode_field("resent-from", "j@x (J\u00fcrgen)") == "j@x (=?utf-8?q?J=C3=BCrgen?=)");
}

TEST_CASE("an address cannot be encoded and stays") {
  CHECK(encode_field("To", "j\u00fcrgen@x") == "j\u00fcrgen@x");
}

TEST_CASE("a comment is encoded wherever it stands, and a parenthesis in a text is none") {
  CHECK(encode_field("To", "Bob <b@x> (Gr\u00f6\u00dfe)") ==
        "Bob <b@x> (=?utf-8?q?Gr=C3=B6=C3=9Fe?=)");
  CHECK(encode_field("Subject", "for (M\u00fcller) 12") == "for =?utf-8?q?=28M=C3=BCller=29?= 12");
}

TEST_CASE("a group stays one, whatever its name and its members are called") {
  CHECK(encode_field("To", "Gruppe: \u00c4 <a@x>, b@x;") ==
        "Gruppe: =?utf-8?q?=C3=84?= <a@x>, b@x;");
  CHECK(encode_field("To", "Gr\u00fcne: a@x;") == "=?utf-8?q?Gr=C3=BCne?=: a@x;");
  CHECK(encode_field("To", "\"A: \u00c4\" <a@x>") == "=?utf-8?q?A=3A_=C3=84?= <a@x>");
  CHECK(encode_field("To", "\u00c4 <a@[IPv6:::1]>") == "=?utf-8?q?=C3=84?= <a@[IPv6:::1]>");
}

TEST_CASE("the domain of an address becomes A-labels") {
  CHECK(encode_field("To", "joe@b\u00fccher.example, \"J\" <j\u00f6@b\u00fccher.example>") ==
        "joe@xn--bcher-kva.example, \"J\" <j\u00f6@xn--bcher-kva.example>");
  CHECK(encode_field("From", "jo@b\u00fccher.example (Jo)") == "jo@xn--bcher-kva.example (Jo)");
}

TEST_CASE("a subject with a word that no line can hold is encoded, and no other field") {
  const std::string endless(2000, 'x');
  CHECK(encode_field("subject", endless).starts_with("=?utf-8?q?xxx"));
  CHECK(encode_field("subject", std::string(980, 'x')) == std::string(980, 'x'));
  CHECK(encode_field("List-Unsubscribe", endless) == endless);
}

TEST_CASE("encoded-words have no place among tokens, parameters and identifiers") {
  CHECK_FALSE(takes_encoded_words("content-type"));
  CHECK_FALSE(takes_encoded_words("References"));
  CHECK(takes_encoded_words("Content-Description"));
  CHECK(takes_encoded_words("To"));
}
