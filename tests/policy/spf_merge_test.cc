#include "policy/spf_merge.h"

#include <doctest/doctest.h>

using policy::merge_spf;

TEST_CASE("two SPF records become one that lets send whom either does, with the milder end") {
  CHECK(merge_spf({"v=spf1 include:a.example -all", "v=spf1 include:b.example ~all"}) ==
        "v=spf1 include:a.example include:b.example ~all");
  CHECK(merge_spf({"v=spf1 mx ip4:192.0.2.1 -all", "v=spf1 MX -all"}) ==
        "v=spf1 mx ip4:192.0.2.1 -all");
  CHECK(merge_spf({"v=spf1 mx", "v=spf1 -all"}) == "v=spf1 mx ~all");
  CHECK(merge_spf({"v=spf1 ?all", "v=spf1 a -all"}) == "v=spf1 a ~all");
}

TEST_CASE("what only its owner can merge is left to him") {
  const std::string good = "v=spf1 mx -all";
  for (const char* other :
       {"v=spf1 +all", "v=spf1 redirect=a.example", "v=spf1 -ip4:192.0.2.1 -all", "v=spf1 -all mx",
        "v=spf1 mail -all", "v=spf1 exp=a.example -all", "v=spf1 x=y -all"}) {
    CAPTURE(other);
    CHECK_FALSE(merge_spf({good, other}));
  }
}

TEST_CASE("two records that need more lookups together than are allowed are not merged") {
  std::string many = "v=spf1";
  for (const char c : std::string("abcdefghij")) many += std::string(" include:") + c + ".example";
  CHECK(merge_spf({many, "v=spf1 ip4:192.0.2.1 -all"}));
  CHECK_FALSE(merge_spf({many, "v=spf1 mx -all"}));
}
