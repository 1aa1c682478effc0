#include "session/spelled_logins.h"

#include <doctest/doctest.h>

#include "session/play.h"

namespace {

std::string masked(std::string_view script, std::string_view text) {
  base::Mask mask;
  session::hide_spelled_logins(test::script_of(script), mask);
  return mask(text);
}

}  // namespace

TEST_CASE("what logs in is hidden, however a file spells it out") {
  CHECK(masked("@auth PLAIN user=joe password=h3s3cret\n", "h3s3cret") == "{{password}}");
  CHECK(masked("C: AUTH PLAIN AGpvZQBoczNjcmV0\n", "PLAIN AGpvZQBoczNjcmV0") == "PLAIN ***");
  CHECK(masked("C: AUTH LOGIN\nS: 334\nC: aHMzY3JldA==\n", "C: aHMzY3JldA==") == "C: ***");
}

TEST_CASE("the lines of a message are no logins") {
  CHECK(masked("C: DATA\nS: 354\nC: Auth is good\nC: .\nS: 250\n", "good") == "good");
  CHECK(masked("C: BDAT 14 LAST\nC: Auth is good\nS: 250\n", "good") == "good");
  CHECK(masked("C: AUTH PLAIN two words\n", "two words") == "two words");
}
