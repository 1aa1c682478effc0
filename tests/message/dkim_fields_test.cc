#include "message/dkim_fields.h"

#include <doctest/doctest.h>

using namespace message;
using Fields = std::vector<std::string_view>;

TEST_CASE("a folded field is one") {
  CHECK(split_fields("A: b\r\n c\r\n\td\r\nE: f\r\n") == Fields{"A: b\r\n c\r\n\td", "E: f"});
  CHECK(name_of_field("Subject : x") == "Subject");
  CHECK(split_fields("").empty());
}

TEST_CASE("what a reader looks at is covered once more than it is there") {
  const auto chosen = choose_fields("To: b\r\nX: y\r\nFROM: a\r\nReferences: <r>\r\n");
  CHECK(chosen.names ==
        "from:from:to:to:cc:subject:date:message-id:reply-to:sender:in-reply-to:mime-version:"
        "content-type:content-transfer-encoding:references");
  CHECK(chosen.fields == Fields{"FROM: a", "To: b", "References: <r>"});
  CHECK(chosen.has_from);
}

TEST_CASE("of several fields with one name the last comes first") {
  CHECK(choose_fields("From: a\r\nCc: b\r\nCc: c\r\n").fields ==
        Fields{"From: a", "Cc: c", "Cc: b"});
}

TEST_CASE("a header without From is known as such") {
  CHECK_FALSE(choose_fields("To: b\r\n").has_from);
}
