#include "commands/codes/log_since.h"

#include <doctest/doctest.h>

using namespace commands;

namespace {

std::time_t local(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  std::tm when{};
  when.tm_year = year - 1900;
  when.tm_mon = month - 1;
  when.tm_mday = day;
  when.tm_hour = hour;
  when.tm_min = minute;
  when.tm_sec = second;
  when.tm_isdst = -1;
  return std::mktime(&when);
}

const std::time_t kNow = local(2026, 11, 22, 12, 0, 0);

}  // namespace

TEST_CASE("a span counts back from now, and a moment is one of local time") {
  CHECK(parse_since("2h", kNow) == kNow - 2 * 3600);
  CHECK(parse_since("2026-11-21", kNow) == local(2026, 11, 21));
  CHECK(parse_since("2026-11-21 10:30", kNow) == local(2026, 11, 21, 10, 30));
  CHECK(parse_since("2026-11-21 10:30:15", kNow) == local(2026, 11, 21, 10, 30, 15));
}

TEST_CASE("what is no time is told with what would be one") {
  const auto since = parse_since("yester\nday", kNow);
  REQUIRE_FALSE(since);
  CHECK(since.error().kind == base::ErrorKind::parse);
  CHECK(since.error().text ==
        "--since: 'yester\\nday' is no time: write 2h, 3d, 2026-11-22 or '2026-11-22 10:00'");
}

TEST_CASE("a syslog line has no year: it is of the last such day") {
  CHECK(time_of_line("Nov 22 01:02:03", kNow) == local(2026, 11, 22, 1, 2, 3));
  CHECK(time_of_line("Dec 31 23:59:59", kNow) == local(2025, 12, 31, 23, 59, 59));
  CHECK(time_of_line("Nov  2 01:02:03", kNow) == local(2026, 11, 2, 1, 2, 3));
}

TEST_CASE("an ISO time is local, or UTC with a Z") {
  CHECK(time_of_line("2026-11-22T01:02:03", kNow) == local(2026, 11, 22, 1, 2, 3));
  CHECK(time_of_line("2026-11-22T01:02:03Z", kNow) == std::time_t{1795309323});
}

TEST_CASE("anything else has no time") {
  for (const char* text : {"", "Nov", "Nox 22 01:02:03", "2026-11", "2026/11/22 01:02:03"})
    CHECK_FALSE(time_of_line(text, kNow));
}

TEST_CASE("the offset of a time stamp counts, wherever the machine stands") {
  const auto utc = time_of_line("2026-11-22T10:00:00Z", 0);
  REQUIRE(utc);
  CHECK(time_of_line("2026-11-22T11:00:00+01:00", 0) == utc);
  CHECK(time_of_line("2026-11-22T04:30:00.123456-05:30", 0) == utc);
  CHECK(time_of_line("2026-11-22 11:00:00 +0100", 0) == utc);
}
