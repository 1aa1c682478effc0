#include "smtp/login_line.h"

#include <doctest/doctest.h>

using smtp::begins_with_command;
using smtp::without_initial_response;

TEST_CASE("of AUTH only the mechanism is shown") {
  CHECK(without_initial_response("AUTH PLAIN AGpv") == "AUTH PLAIN ***");
  CHECK(without_initial_response("auth plain  AGpv x ") == "auth plain  ***");
  CHECK(without_initial_response(" AUTH PLAIN AGpv") == " AUTH PLAIN ***");
  CHECK(without_initial_response("AUTH\tPLAIN\tAGpv") == "AUTH\tPLAIN\t***");
  CHECK(without_initial_response("AUTH LOGIN") == "AUTH LOGIN");
  CHECK(without_initial_response("AUTH=PLAIN AGpv") == "AUTH=PLAIN ***");
  CHECK(without_initial_response("AUTHENTICATE PLAIN AGpv") == "AUTHENTICATE ***");
  CHECK(without_initial_response("") == "");
}

TEST_CASE("a command is known by its first word, in any case") {
  CHECK(begins_with_command("mail FROM:<a@b>"));
  CHECK(begins_with_command(" QUIT"));
  CHECK_FALSE(begins_with_command("am9l"));
  CHECK_FALSE(begins_with_command("h3s cret"));
  CHECK_FALSE(begins_with_command(""));
}
