#include "message/date.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

using namespace message;

namespace {

std::string date_in(const char* zone, std::time_t seconds) {
  ::setenv("TZ", zone, 1);
  ::tzset();
  const std::string date = rfc5322_date(std::chrono::system_clock::from_time_t(seconds));
  ::unsetenv("TZ");
  ::tzset();
  return date;
}

}  // namespace

TEST_CASE("a date is RFC 5322's, in the machine's time zone") {
  CHECK(date_in("UTC", 1795311276) == "Sun, 22 Nov 2026 01:34:36 +0000");
  CHECK(date_in("XXX-5:30", 1795311276) == "Sun, 22 Nov 2026 07:04:36 +0530");
  CHECK(date_in("XXX8", 1795311276) == "Sat, 21 Nov 2026 17:34:36 -0800");
  CHECK(date_in("XXX0:30", 1795311276) == "Sun, 22 Nov 2026 01:04:36 -0030");
  CHECK(date_in("UTC", 0) == "Thu, 01 Jan 1970 00:00:00 +0000");
}
