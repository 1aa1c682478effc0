#include "report/load_causes.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace report;
using base::Stage;
using Lines = std::vector<std::string>;

namespace {

smtp::Outcome refused(Stage stage, smtp::Reply reply) {
  smtp::Outcome outcome;
  outcome.refused_at = stage;
  outcome.recipients.push_back({{"bob", "b.example"}, {}, {}});
  if (stage == Stage::mail) outcome.mail = std::move(reply);
  if (stage == Stage::rcpt) outcome.recipients[0].rcpt = std::move(reply);
  return outcome;
}

smtp::Outcome lost(const std::string& text) {
  smtp::Outcome outcome;
  outcome.error = base::Error{base::ErrorKind::lost, Stage::dot, text};
  return outcome;
}

}  // namespace

TEST_CASE("a load that was accepted whole has no causes to tell") {
  smtp::Outcome fine;
  fine.recipients.push_back(
      {{"bob", "b.example"}, smtp::Reply{250, {"ok"}}, smtp::Reply{250, {"ok"}}});
  LoadCauses causes;
  causes.add(fine);
  CHECK(causes.lines() == Lines{});
}

TEST_CASE("causes are told once each, the most frequent first, refusals with what they mean") {
  LoadCauses causes;
  causes.add(lost("connection lost; the message may have been delivered"));
  causes.add(refused(Stage::mail, {421, {"4.3.2 busy, ticket 1"}}));
  causes.add(refused(Stage::mail, {421, {"4.3.2 busy, ticket 2"}}));
  const Lines lines = causes.lines();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "2 messages: MAIL FROM refused: 421 4.3.2 busy, ticket 1");
  CHECK(lines[1].starts_with("  "));
  CHECK(lines[2] == "1 message: connection lost; the message may have been delivered");
}

TEST_CASE("one code at two stages is two causes") {
  LoadCauses causes;
  causes.add(refused(Stage::mail, {550, {"x"}}));
  causes.add(refused(Stage::rcpt, {550, {"x"}}));
  const Lines lines = causes.lines();
  REQUIRE(lines.size() == 4);
  CHECK(lines[2] == "1 message: <bob@b.example> refused at RCPT TO: 550 x");
  CHECK(lines[0] == "1 message: MAIL FROM refused: 550 x");
}

TEST_CASE("causes beyond the twentieth are counted") {
  LoadCauses causes;
  for (int i = 0; i < 23; ++i) causes.add(lost(fmt::format("cause {}", i)));
  CHECK(causes.lines().size() == 21);
  CHECK(causes.lines().back() == "3 messages: for other causes, which --json tells");
}
