#include "smtp/series.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "smtp/talk.h"

using namespace smtp;
using namespace test;
using base::Stage;

namespace {

// One to "torn" cannot be read to its end.
base::Result<std::string_view> content_for(const std::string& to, int piece) {
  if (piece == 0) return "Hi\r\n";
  if (to == "torn") return base::fail(base::ErrorKind::no_input, "cannot read it");
  return std::string_view();
}

// To several, where `to` has blanks. One to "odd" cannot be made.
Letter letter(const std::string& to, int& composed) {
  std::vector<Path> recipients;
  for (const std::string_view one : base::split(to, ' '))
    recipients.push_back(parse_path(one).value());
  return {0, recipients, [to, &composed](const Extensions&) -> base::Result<Message> {
            ++composed;
            if (to == "odd") return base::fail(base::ErrorKind::no_input, "cannot make it");
            return Message{[to, piece = 0]() mutable { return content_for(to, piece++); }, 4};
          }};
}

enum class Way { one_by_one, pipelined, chunked };

// Letters to each of `names`, in series; what became of each as "b 250", or as "b: why not".
struct Run {
  Run(std::vector<std::string> names, const std::vector<Step>& steps, Way way = Way::one_by_one)
      : talking(steps) {
    Plan plan;
    plan.helo = "me";
    plan.tls = TlsUse::off;
    plan.sender = parse_path("a").value();
    plan.pipeline = way != Way::one_by_one;
    plan.chunking = way == Way::chunked;
    const Series series{[&]() -> std::optional<Letter> {
                          if (next == names.size()) return std::nullopt;
                          return letter(names[next++], composed);
                        },
                        [&](const Letter&, const Outcome& outcome) {
                          const auto& one = outcome.recipients.front();
                          const std::string code = std::to_string(one.final ? one.final->code : 0);
                          const std::string fate = outcome.outcome_unknown() ? "unknown" : code;
                          done.push_back(fmt::format("{} {}", one.path.address(), fate));
                          if (outcome.error) errors.push_back(outcome.error->text);
                        },
                        plan.pipeline};
    session = converse_in_series(talking.connection, talking.transcript, plan, series);
    CHECK(talking.peer.finished());
    CHECK(talking.peer.closed());
  }

  Talking talking;
  std::size_t next = 0;
  int composed = 0;
  Lines done, errors;
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

TEST_CASE("MAILMAX counts transactions: a letter that RCPTMAX cuts in two is two of them") {
  auto steps = open("250-mx\r\n250 LIMITS MAILMAX=3 RCPTMAX=1\r\n");
  add_message(steps, "b");
  add_message(steps, "c");
  add_quit(steps);
  const Run run({"b c", "d e"}, steps);
  CHECK(run.next == 1);
}

TEST_CASE("a letter that cannot be made costs no transaction") {
  auto steps = open("250-mx\r\n250 LIMITS MAILMAX=1\r\n");
  add_message(steps, "b");
  add_quit(steps);
  CHECK(Run({"odd", "b"}, steps).done == Lines{"odd 0", "b 250"});
}

TEST_CASE("a letter is composed once") {
  auto steps = open();
  add_message(steps, "b");
  add_quit(steps);
  CHECK(Run({"b"}, steps).composed == 1);
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

namespace {

const char* const kOffer = "250-mx\r\n250-CHUNKING\r\n250 PIPELINING\r\n";

std::string envelope(const std::string& to) { return "MAIL FROM:<a>\r\nRCPT TO:<" + to + ">\r\n"; }
std::string data(const std::string& to) { return envelope(to) + "DATA\r\n"; }
std::string chunk(const std::string& to) { return envelope(to) + "BDAT 4 LAST\r\nHi\r\n"; }

std::vector<Step> offering(std::initializer_list<Step> steps) {
  std::vector<Step> all = open(kOffer);
  all.insert(all.end(), steps);
  return all;
}

const char* const kGo = "250 ok\r\n250 ok\r\n354 go on\r\n";
const char* const kThree = "250 ok\r\n250 ok\r\n250 queued\r\n";
const char* const kReset = "250 reset\r\n";
Step quit() { return expect("QUIT\r\n"); }
Step bye() { return reply("221 bye\r\n"); }

}  // namespace

TEST_CASE("pipelined, the dot of a letter and the envelope of the next are one write") {
  const Run run(
      {"b", "c"},
      offering({expect(data("b")), reply(kGo), expect("Hi\r\n.\r\n" + data("c")),
                reply("250 queued\r\n", kGo), expect("Hi\r\n.\r\n"), ok(), quit(), bye()}),
      Way::pipelined);
  CHECK(run.done == Lines{"b 250", "c 250"});
  CHECK(run.talking.peer.writes().size() == 5);
}

TEST_CASE("a refused letter leaves the next one, whose envelope is out, as it is") {
  const Run run({"b", "c"},
                offering({expect(data("b")), reply(kGo), expect("Hi\r\n.\r\n" + data("c")),
                          reply("452 later\r\n", kGo), expect("Hi\r\n.\r\n"), ok(), quit(), bye()}),
                Way::pipelined);
  CHECK(run.done == Lines{"b 452", "c 250"});
}

TEST_CASE("content is not sent to a server that refused its DATA") {
  const Run run(
      {"b", "c", "d"},
      offering({expect(data("b")), reply(kGo), expect("Hi\r\n.\r\n" + data("c")),
                reply("250 ok\r\n", "452 no\r\n503 no\r\n503 no\r\n"), expect("RSET\r\n"), ok(),
                expect(data("d")), reply(kGo), expect("Hi\r\n.\r\n"), ok(), quit(), bye()}),
      Way::pipelined);
  CHECK(run.done == Lines{"b 250", "c 0", "d 250"});
}

TEST_CASE("a DATA that was taken for nobody is taken back with a lone dot") {
  const Run run({"b", "c"},
                offering({expect(data("b")), reply(kGo), expect("Hi\r\n.\r\n" + data("c")),
                          reply("250 ok\r\n", "250 ok\r\n550 no\r\n354 go on\r\n"), expect(".\r\n"),
                          reply("554 nobody\r\n"), expect("RSET\r\n"), ok(), quit(), bye()}),
                Way::pipelined);
  CHECK(run.done == Lines{"b 250", "c 0"});
}

TEST_CASE("a connection lost behind a dot leaves the fate of that letter open, and of no other") {
  const Run run({"b", "c"},
                offering({expect(data("b")), reply(kGo), expect("Hi\r\n.\r\n" + data("c")), end()}),
                Way::pipelined);
  CHECK(run.done == Lines{"b unknown", "c 0"});
  CHECK(run.errors == Lines{"connection closed by the peer waiting for the reply to end of data; "
                            "the message may have been delivered",
                            "the connection ended with a message before; the message was not "
                            "delivered"});
}

TEST_CASE("a connection lost behind the reply to a dot loses the next letter only") {
  const Run run(
      {"b", "c"},
      offering({expect(data("b")), reply(kGo), expect("Hi\r\n.\r\n" + data("c")), ok(), end()}),
      Way::pipelined);
  CHECK(run.done == Lines{"b 250", "c 0"});
  CHECK(run.errors == Lines{"connection closed by the peer waiting for the reply to MAIL FROM; "
                            "the message was not delivered"});
}

TEST_CASE("a letter that cannot be read to its end is not ended, and nothing follows it") {
  const Run run({"torn", "c"}, offering({expect(data("torn")), reply(kGo)}), Way::pipelined);
  CHECK(run.done == Lines{"torn 0", "c 0"});
  CHECK(run.errors.front() == "cannot read it");
}

TEST_CASE("chunked, letters are on their way together once one was accepted") {
  const Run run(
      {"b", "c", "d"},
      offering({expect(chunk("b")), reply(kThree), expect(chunk("c") + "RSET\r\n" + chunk("d")),
                reply(kThree, kReset, kThree), quit(), bye()}),
      Way::chunked);
  CHECK(run.done == Lines{"b 250", "c 250", "d 250"});
  CHECK(run.talking.peer.writes().size() == 4);
}

TEST_CASE("behind a chunk that was refused one letter goes at a time, and RSET before it") {
  const Run run(
      {"b", "c", "d"},
      offering({expect(chunk("b")), reply("250 ok\r\n", "550 no\r\n", "503 nobody\r\n"),
                expect("RSET\r\n" + chunk("c")), reply(kReset, "250 ok\r\n250 ok\r\n452 full\r\n"),
                expect("RSET\r\n" + chunk("d")), reply(kReset, kThree), quit(), bye()}),
      Way::chunked);
  CHECK(run.done == Lines{"b 0", "c 452", "d 250"});
}

TEST_CASE("a refused chunk at the end leaves no transaction behind") {
  const Run run({"b"},
                offering({expect(chunk("b")), reply("250 ok\r\n", "250 ok\r\n", "452 full\r\n"),
                          expect("RSET\r\n"), ok(), quit(), bye()}),
                Way::chunked);
  CHECK(run.done == Lines{"b 452"});
}

TEST_CASE("a lost connection leaves open the fate of each letter that is out and not answered") {
  const Run run(
      {"b", "c", "d"},
      offering({expect(chunk("b")), reply(kThree), expect(chunk("c") + "RSET\r\n" + chunk("d")),
                reply(kThree, kReset), end()}),
      Way::chunked);
  CHECK(run.done == Lines{"b 250", "c 250", "d unknown"});
  CHECK(run.errors == Lines{"connection closed by the peer waiting for the reply to MAIL FROM; "
                            "the message may have been delivered"});
}

TEST_CASE("421 to a letter in flight leaves open the fate of those behind it") {
  const Run run({"b", "c", "d"},
                offering({expect(chunk("b")), reply(kThree),
                          expect(chunk("c") + "RSET\r\n" + chunk("d")), reply("421 closing\r\n")}),
                Way::chunked);
  CHECK(run.done == Lines{"b 250", "c 0", "d unknown"});
  CHECK(run.errors == Lines{"the connection ended with a message before; the message may have been "
                            "delivered"});
}

TEST_CASE("a letter that cannot be read does not go out in part, and the others do") {
  const Run run({"torn", "c"}, offering({expect(chunk("c")), reply(kThree), quit(), bye()}),
                Way::chunked);
  CHECK(run.done == Lines{"torn 0", "c 250"});
}

TEST_CASE("a server that goes away behind a letter costs the next one, and no more are asked for") {
  const Run run({"b", "c", "d", "e"},
                offering({expect(chunk("b")), reply(kThree, "421 one a connection\r\n"), end()}),
                Way::chunked);
  CHECK(run.next == 2);
  CHECK(run.done == Lines{"b 250", "c 0"});
}

TEST_CASE(
    "a server that refuses RSET between two letters may have given the second to others too") {
  const Run run(
      {"b", "c", "d"},
      offering({expect(chunk("b")), reply(kThree), expect(chunk("c") + "RSET\r\n" + chunk("d")),
                reply(kThree, "500 what?\r\n")}),
      Way::chunked);
  CHECK(run.done == Lines{"b 250", "c 250", "d unknown"});
  CHECK(run.errors == Lines{"the server refused RSET between two messages; the message may have "
                            "been delivered, and to others, too"});
}

TEST_CASE("what came of the letters is told in their order, also of one that cannot be made") {
  const Run chunked({"b", "c", "odd", "d"},
                    offering({expect(chunk("b")), reply(kThree), expect(chunk("c")), reply(kThree),
                              expect(chunk("d")), reply(kThree), quit(), bye()}),
                    Way::chunked);
  CHECK(chunked.done == Lines{"b 250", "c 250", "odd 0", "d 250"});
  const Run chained(
      {"b", "odd", "c"},
      offering({expect(data("b")), reply(kGo), expect("Hi\r\n.\r\n"), ok(), expect(data("c")),
                reply(kGo), expect("Hi\r\n.\r\n"), ok(), quit(), bye()}),
      Way::pipelined);
  CHECK(chained.done == Lines{"b 250", "odd 0", "c 250"});
}

namespace {

std::string times(std::size_t count, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

}  // namespace

// Half of those in flight have landed when the next ones are written.
TEST_CASE("answers that came before a write failed count, and what is not out was not delivered") {
  const std::size_t most = kMostInFlight;
  const std::string reset_and_three = kReset + std::string(kThree);
  const Run run(Lines(1 + most + most / 2, "b"),
                offering({expect(chunk("b")), reply(kThree),
                          expect(chunk("b") + times(most - 1, "RSET\r\n" + chunk("b"))),
                          reply(kThree + times(most / 2 - 1, reset_and_three)), deaf(),
                          reply(times(most / 2, reset_and_three)), end()}),
                Way::chunked);
  CHECK(std::ranges::count(run.done, "b 250") == 1 + most);
  CHECK(run.errors == Lines(most / 2,
                            "connection reset by the peer sending end of data; the "
                            "message was not delivered"));
}

TEST_CASE("behind a write that failed what was not answered may have been delivered") {
  const std::size_t most = kMostInFlight;
  const std::string reset_and_three = kReset + std::string(kThree);
  const Run run(Lines(1 + most + 1, "b"),
                offering({expect(chunk("b")), reply(kThree),
                          expect(chunk("b") + times(most - 1, "RSET\r\n" + chunk("b"))),
                          reply(kThree + times(most / 2 - 1, reset_and_three)), deaf(), end()}),
                Way::chunked);
  CHECK(std::ranges::count(run.done, "b 250") == 1 + most / 2);
  CHECK(std::ranges::count(run.done, "b unknown") == most / 2);
  CHECK(run.errors.front() ==
        "connection reset by the peer sending end of data; the message may have been delivered");
  CHECK(run.done.back() == "b 0");
}
