#include "codes/forwarded.h"

#include <doctest/doctest.h>

using codes::find_forwarded;
using codes::unquoted;
using codes::without_quote_marks;

TEST_CASE("what stands under the headers of a forwarded bounce is the bounce") {
  const auto found = find_forwarded(
      "Hallo!\n\nVon: Mail Delivery System <MAILER-DAEMON@mx1.our.example>\n"
      "Gesendet: Montag, 23. November 2026 07:11\nAn: Alice [mailto:alice@our.example]\n"
      "Betreff: Undelivered Mail\n\n<bob@b.example>: no");
  CHECK(found.is_of_mailer);
  CHECK(found.headers_at == 8);
  CHECK(found.text == "\n<bob@b.example>: no");
  CHECK(found.addresses ==
        std::vector<std::string>{"MAILER-DAEMON@mx1.our.example", "alice@our.example"});
}

TEST_CASE("the headers may be quoted or in bold type, and of any mailer") {
  CHECK(find_forwarded("> From: MAILER-DAEMON@b.example\n> Date: today\n> \n> x").text ==
        "> \n> x");
  CHECK(find_forwarded("*From:* Microsoft Outlook <x@b.example>\n*Sent:* now\nx").text == "x");
  CHECK(find_forwarded("De : postmaster@b.example\nObjet : NDR\nx").text == "x");
}

TEST_CASE("headers of a person, and a lone line, are none of a forwarded bounce") {
  for (const char* text : {"From: Bob <bob@b.example>\nSent: now\nx", "From: MAILER-DAEMON\n\nx",
                           "no headers at all", ""}) {
    CHECK_FALSE(find_forwarded(text).is_of_mailer);
    CHECK(find_forwarded(text).text == text);
  }
}

TEST_CASE("marks of quotation are taken off a line, those of a transcript are not") {
  CHECK(without_quote_marks("> > 550 no") == "550 no");
  CHECK(without_quote_marks(" >>550 no") == "550 no");
  CHECK(without_quote_marks(">>> RCPT TO:<a@b>") == ">>> RCPT TO:<a@b>");
  CHECK(without_quote_marks("550 a > b") == "550 a > b");
  CHECK(without_quote_marks(">").empty());
}

TEST_CASE("as many marks are taken off each line as the first has") {
  CHECK(unquoted("> a\n> > b\n>\nc\n") == "a\n> b\n\nc\n");
  CHECK(unquoted("a\n> b") == "a\n> b\n");
  CHECK(unquoted("").empty());
}
