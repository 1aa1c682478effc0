#include "codes/bounce_lines.h"

#include <doctest/doctest.h>

using namespace codes;

TEST_CASE("what stands below the separator is the original, and no words of the mailer") {
  const std::string_view text =
      "It failed.\n\n------ This is a copy of your message ------\nSubject: x\n";
  CHECK(before_original(text).find("Subject") == std::string_view::npos);
  CHECK(before_original("It failed.\n") == "It failed.\n");
}
