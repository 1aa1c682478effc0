#include "smtp/series.h"

#include <doctest/doctest.h>

#include "smtp/talk.h"

using namespace smtp;
using namespace test;
using base::Stage;

namespace {

Letter letter(const std::string& to) {
  return {{parse_path(to).value()}, [](const Extensions&) -> base::Result<Message> {
            return Message{[given = false]() mutable -> base::Result<std::string_view> {
              return std::exchange(given, true) ? std::string_view() : "Hi\r\n";
            }};
          }};
}

// Letters to each of `names`, in series; what became of each as "b 250".
struct Run {
  Run(std::vector<std::string> names, const std::vector<Step>& steps) : talking(steps) {
    Plan plan;
    plan.helo = "me";
    plan.tls = TlsUse::off;
    plan.sender = parse_path("a").value();
    const Series series{
        [&]() -> std::optional<Letter> {
          if (next == names.size()) return std::nullopt;
          return letter(names[next++]);
        },
        [&](const Outcome& outcome) {
          const auto& one = outcome.recipients.front();
          done.push_back(fmt::format("{} {}", one.path.address(), one.final ? one.final->code : 0));
        }};
    session = converse_in_series(talking.connection, talking.transcript, plan, series);
    CHECK(talking.peer.finished());
    CHECK(talking.peer.closed());
  }

  Talking talking;
  std::size_t next = 0;
  Lines done;
  Outcome session;
};

Step ok() { return reply("250 ok\r\n"); }

std::vector<Step> open(const std::string& offer = "250 mx\r\n") {
  return {reply("220 mx\r\n"), expect("EHLO me\r\n"), reply(offer)};
}

void add_message(std::vector<Step>& steps, const std::string& to) {
  for (const Step& step :
       {expect("MAIL FROM:<a>\r\n"), ok(), expect("RCPT TO:<" + to + ">\r\n"), ok(),
        expect("DATA\r\n"), reply("354 go on\r\n"), expect("Hi\r\n.\r\n"), ok()})
    steps.push_back(step);
}

void add_quit(std::vector<Step>& steps) {
  steps.push_back(expect("QUIT\r\n"));
  steps.push_back(reply("221 bye\r\n"));
}

}  // namespace

TEST_CASE("letters go one after the other over one connection") {
  auto steps = open();
  add_message(steps, "b");
  add_message(steps, "c");
  add_quit(steps);
  const Run run({"b", "c"}, steps);
  CHECK(run.done == Lines{"b 250", "c 250"});
  CHECK_FALSE(run.session.error);
}

TEST_CASE("RSET stands behind a letter that did not come to its content") {
  auto steps = open();
  for (const Step& step : {expect("MAIL FROM:<a>\r\n"), ok(), expect("RCPT TO:<b>\r\n"),
                           reply("550 no\r\n"), expect("RSET\r\n"), ok()})
    steps.push_back(step);
  add_message(steps, "c");
  add_quit(steps);
  CHECK(Run({"b", "c"}, steps).done == Lines{"b 0", "c 250"});
}

TEST_CASE("a server's MAILMAX ends the series") {
  auto steps = open("250-mx\r\n250 LIMITS MAILMAX=1\r\n");
  add_message(steps, "b");
  add_quit(steps);
  const Run run({"b", "c"}, steps);
  CHECK(run.next == 1);
}

TEST_CASE("a connection that is lost ends the series, and its letter knows why") {
  auto steps = open();
  steps.push_back(expect("MAIL FROM:<a>\r\n"));
  steps.push_back(reply("421 closing\r\n"));
  const Run run({"b", "c"}, steps);
  CHECK(run.done == Lines{"b 0"});
}

TEST_CASE("a session that is not opened asks for no letter") {
  const Run run({"b"}, {reply("554 no\r\n"), expect("QUIT\r\n"), reply("221 bye\r\n")});
  CHECK(run.next == 0);
  CHECK(run.session.refused_at == Stage::greeting);
}
