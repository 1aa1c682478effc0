#include "codes/log_summary.h"

#include <doctest/doctest.h>

#include <sstream>

#include "codes/line_reader.h"

using codes::LogEvent;
using codes::LogOutcome;

TEST_CASE("a summary counts what was not delivered by reason, code, host and domain") {
  codes::VerdictCache cache(codes::Classifier::builtin());
  codes::LogSummary summary;
  LogEvent event;
  event.outcome = LogOutcome::failed;
  event.recipient = "a@B.example";
  event.remote = "mx.b.example";
  event.text = "host mx.b.example[192.0.2.1] said: 550 5.1.1 <a@B.example>: user unknown";
  summary.add(event, cache);
  event.text = "host mx.c.example[192.0.2.2] said: 550 5.1.1 <z@c.example>: user unknown";
  summary.add(event, cache);
  event.outcome = LogOutcome::delivered;
  summary.add(event, cache);
  CHECK(summary.failed == 2);
  CHECK(summary.delivered == 1);
  CHECK(summary.reasons.largest(9).front().name == "userunknown");
  CHECK(summary.codes.largest(9).front().name == "550 5.1.1");
  CHECK(summary.domains.largest(9).front().name == "b.example");
  CHECK(summary.domains.largest(9).front().count == 2);
}

TEST_CASE("lines come as soon as they are complete, the last without its end") {
  std::istringstream in("one\r\ntwo\nthree");
  codes::LineReader lines(in);
  CHECK(lines.peek(3).starts_with("one"));
  CHECK(**lines.next() == "one");
  CHECK(**lines.next() == "two");
  CHECK(**lines.next() == "three");
  CHECK_FALSE(*lines.next());
}

TEST_CASE("a line of more than 1 MiB is an error") {
  std::istringstream in(std::string((1 << 20) + 2, 'x'));
  codes::LineReader lines(in);
  const auto line = lines.next();
  REQUIRE_FALSE(line);
  CHECK(line.error().text == "line 1 is longer than 1 MiB; this is no log");
}
