#include "report/load_summary.h"

#include <doctest/doctest.h>

using namespace report;
using base::Duration;
using base::Stage;

namespace {

// With RCPT and end of data answered by these codes; 0: not answered.
smtp::Outcome outcome(int rcpt, int final) {
  smtp::Outcome outcome;
  outcome.recipients.push_back({{"bob", "b.example"}, {}, {}});
  if (rcpt != 0) outcome.recipients[0].rcpt = smtp::Reply{rcpt, {"x"}};
  if (final != 0) outcome.recipients[0].final = smtp::Reply{final, {"x"}};
  return outcome;
}

LoadSummary counted() {
  LoadSummary summary;
  for (int i = 0; i < 1200; ++i) summary.add(outcome(250, 250));
  summary.add(outcome(550, 0));
  summary.add(outcome(250, 452));
  summary.add(outcome(250, 550));
  summary.add(outcome(250, 0));
  return summary;
}

}  // namespace

TEST_CASE("messages are counted by what became of them") {
  CHECK(counted().messages() == 1204);
  CHECK(
      counted().text(Duration(2000), 6) ==
      "1,204 messages in 2 s, 602/s: 1,200 accepted, 1 deferred, 2 refused, 1 failed (452: 1, 550: "
      "2); 6 not tried\n");
}

TEST_CASE("what some of a message's recipients have got is neither accepted nor refused") {
  smtp::Outcome half = outcome(250, 250);
  half.recipients.push_back({{"full", "b.example"}, smtp::Reply{552, {"full"}}, {}});
  LoadSummary summary;
  summary.add(half);
  CHECK(summary.text(Duration(1000), 0) ==
        "1 message in 1 s, 1/s: 0 accepted, 1 in part, 0 deferred, 0 refused, 0 failed (552: 1)\n");
  CHECK(summary.progress(Duration(1000)) == "1 message, 1/s, not accepted: 1 (552: 1)");
  LoadSummary other;
  other.add(summary);
  CHECK(other.messages() == 1);
}

TEST_CASE(
    "of recipients that are refused for now and for good the message is refused, by both codes") {
  smtp::Outcome mixed = outcome(450, 0);
  mixed.recipients.push_back({{"gone", "b.example"}, smtp::Reply{550, {"who?"}}, {}});
  mixed.recipients.push_back({{"none", "b.example"}, smtp::Reply{550, {"who?"}}, {}});
  LoadSummary summary;
  summary.add(mixed);
  CHECK(summary.text(Duration(1000), 0) ==
        "1 message in 1 s, 1/s: 0 accepted, 0 deferred, 1 refused, 0 failed (450: 1, 550: 1)\n");
}

TEST_CASE("what some have got and others may have got is not known") {
  smtp::Outcome half = outcome(250, 250);
  half.recipients.push_back({{"ann", "b.example"}, smtp::Reply{250, {"ok"}}, {}});
  half.error = base::Error{base::ErrorKind::lost, Stage::dot, "lost"};
  LoadSummary summary;
  summary.add(half);
  CHECK(summary.text(Duration(1000), 0) ==
        "1 message in 1 s, 1/s: 0 accepted, 0 deferred, 0 refused, 1 failed; 1 may have been "
        "delivered\n");
}

TEST_CASE("what nobody can know is counted apart") {
  smtp::Outcome lost = outcome(250, 0);
  lost.error = base::Error{base::ErrorKind::lost, Stage::dot, "lost"};
  LoadSummary summary;
  summary.add(lost);
  summary.add(outcome(250, 0));
  CHECK(summary.text(Duration(1000), 0) ==
        "2 messages in 1 s, 2/s: 0 accepted, 0 deferred, 0 refused, 2 failed; 1 may have been "
        "delivered\n");
}

TEST_CASE("the line of progress tells what was not accepted") {
  CHECK(counted().progress(Duration(1000)) ==
        "1,204 messages, 1,204/s, not accepted: 4 (452: 1, 550: 2)");
  LoadSummary one;
  one.add(outcome(250, 250));
  CHECK(one.progress(Duration(0)) == "1 message, 1,000/s");
}

TEST_CASE("each stage has its percentiles, over all threads") {
  LoadSummary all, other;
  for (int i = 1; i <= 99; ++i) all.heard(Stage::dot, Duration(i));
  other.heard(Stage::dot, Duration(5000));
  for (int i = 1; i <= 10; ++i) all.heard(Stage::mail, std::chrono::microseconds(41 * i * i * i));
  other.add(outcome(250, 250));
  all.add(other);
  CHECK(all.text(Duration(1000), 0) ==
        "1 message in 1 s, 1/s: 1 accepted, 0 deferred, 0 refused, 0 failed\n"
        "  MAIL FROM        p50 5.12 ms, p90 29 ms, p99 41 ms\n"
        "  end of data      p50 50 ms, p90 90 ms, p99 99 ms\n");
}
