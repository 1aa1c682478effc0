#include "report/json_spf.h"

#include <doctest/doctest.h>

TEST_CASE("what a domain explains reaches no terminal as a control character") {
  policy::SpfVerdict verdict;
  verdict.explanation =
      "\xc2\x9b"
      "31m";  // U+009B begins an escape sequence
  const std::string json = report::json_of(verdict, policy::SpfClient{});
  CHECK(json.find(R"("explanation":"\u009b31m")") != std::string::npos);
  CHECK(json.find("\xc2\x9b") == std::string::npos);
}
