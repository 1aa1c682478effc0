#include "base/rfc3339.h"

#include <doctest/doctest.h>

using namespace base;

namespace {

std::int64_t seconds_of(std::string_view text) {
  const auto moment = parse_rfc3339(text);
  return moment ? moment->time_since_epoch().count() : -1;
}

}  // namespace

TEST_CASE("a moment counts from 1970, in any zone") {
  CHECK(seconds_of("1970-01-01T00:00:10Z") == 10);
  CHECK(seconds_of("2026-12-01T08:00:00Z") == 1'796'112'000);
  CHECK(seconds_of("2026-12-01T08:00:00+01:30") == 1'796'112'000 - 5'400);
  CHECK(seconds_of("2026-12-01T08:00:00-01:00") == 1'796'112'000 + 3'600);
  CHECK(seconds_of("2016-12-31T23:59:60Z") == seconds_of("2017-01-01T00:00:00Z"));
}

TEST_CASE("days and hours that do not exist are no moment") {
  for (const char* bad :
       {"", "2026-12-01", "2026-12-01T08:00:00", "2026-12-01 08:00:00Z", "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z", "2026-12-01T24:00:00Z", "2026-12-01T08:60:00Z",
        "2026-12-01T08:00:61Z", "2026-12-01T08:00:00+1", "2026-12-01T08:00:00+25:00",
        "2026-12-01T08:00:00Zx", "2026-12-01T08:00:0xZ"})
    CHECK(seconds_of(bad) == -1);
}
