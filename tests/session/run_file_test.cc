#include "session/run_file.h"

#include <doctest/doctest.h>

#include "session/play.h"

using namespace session;
using namespace std::chrono_literals;
using test::expect;
using test::reply;
using test::ScriptedPeer;

namespace {

struct Runner : test::Run {
  RunRules rules;
  std::map<std::string, std::string> files;

  Outcome run(const std::string& text) {
    files["t.smtp"] = text;
    const ClientOptions client{dialer,
                               [](const std::string&) -> base::Result<std::vector<net::Address>> {
                                 return std::vector<net::Address>{net::UnixAddress{"mx"}};
                               },
                               [this](base::Duration span) { slept.push_back(span); },
                               30s,
                               {}};
    const auto read = test::world(files).read_file;
    const RunTools tools{read, [this](const std::string&) { return Variables(test::world(files)); },
                         client};
    return run_file("t.smtp", rules, tools, transcript);
  }
};

ScriptedPeer refusing() {
  return {reply("554 no\r\n"), expect("QUIT\r\n"), reply("221 bye\r\n"), test::end()};
}

}  // namespace

TEST_CASE("a file that holds has passed, with its checks counted") {
  Runner runner;
  runner.dialer.add(ScriptedPeer{reply("220 x\r\n"), test::end()});
  const Outcome outcome = runner.run("S: 220\n? code == 220\n");
  CHECK(outcome.verdict == Verdict::passed);
  CHECK(outcome.checks == 2);
  CHECK(outcome.tries == 1);
  CHECK(outcome.title == "t.smtp");
  CHECK(outcome.steps.empty());
}

TEST_CASE("steps are kept when they are asked for") {
  Runner runner;
  runner.rules.keep_steps = true;
  runner.dialer.add(ScriptedPeer{reply("220-a\r\n220 b\r\n"), test::end()});
  const Outcome outcome = runner.run("# words\nS: 220-a\nS: 220  b\n? lines == 3\n");
  REQUIRE(outcome.steps.size() == 2);
  CHECK(outcome.steps[0].text == "S: 220-a\nS: 220  b");
  CHECK(outcome.steps[0].reply->lines == std::vector<std::string>{"a", "b"});
  CHECK(outcome.steps[1].failure == "expected lines == 3, got 2");
  CHECK(outcome.steps[1].place.line == 4);
}

TEST_CASE("what fails is tried again, after a pause, from its first line") {
  Runner runner;
  runner.rules.retries = 3;
  runner.rules.retry_interval = 7s;
  runner.rules.keep_steps = true;
  runner.dialer.add(refusing());
  runner.dialer.add(ScriptedPeer{reply("220 x\r\n"), test::end()});
  const Outcome outcome = runner.run("S: 220\n");
  CHECK(outcome.verdict == Verdict::passed);
  CHECK(outcome.tries == 2);
  CHECK(outcome.steps.size() == 1);
  CHECK(runner.slept == std::vector<base::Duration>{7s});
}

TEST_CASE("the last try counts, and a skipped file is not tried again") {
  Runner runner;
  runner.rules.retries = 1;
  runner.dialer.add(refusing());
  const Outcome outcome = runner.run("S: 220\n");
  CHECK(outcome.verdict == Verdict::failed);
  CHECK(outcome.tries == 2);
  CHECK(outcome.failures[0].error->kind == base::ErrorKind::connect);
  Runner skipping;
  skipping.rules.retries = 1;
  skipping.dialer.add(ScriptedPeer{reply("220 x\r\n"), test::end()});
  const Outcome skipped = skipping.run("S: 220\n@skip-unless ehlo FOO\nC: A\n");
  CHECK(skipped.verdict == Verdict::skipped);
  CHECK(skipped.skipped == "not so: ehlo FOO");
  CHECK(skipped.tries == 1);
}

TEST_CASE("a file that is wrong itself is not tried again") {
  Runner runner;
  runner.rules.retries = 5;
  runner.dialer.add(ScriptedPeer{reply("220 x\r\n"), expect("QUIT\r\n"), reply("221 b\r\n")});
  const Outcome outcome = runner.run("S: 220\n@message nowhere\n");
  CHECK(outcome.tries == 1);
  CHECK(outcome.failures[0].text == "cannot read nowhere");
}

TEST_CASE("lines above and below are left out, settings above are not") {
  Runner runner;
  runner.rules.from_line = 4;
  runner.rules.to_line = 5;
  runner.dialer.add(ScriptedPeer{reply("220 b\r\n"), test::end()});
  const Outcome outcome =
      runner.run("@set word b\n@connect a\nS: 250\n@connect b\nS: 220 {{word}}\nS: 250\n");
  CHECK(outcome.verdict == Verdict::passed);
  CHECK(outcome.checks == 1);
}

TEST_CASE("what is included stands in its @include's line") {
  Runner runner;
  runner.files["hello"] = "S: 220\n\n\nC: A\nS: 250\n";
  runner.rules.to_line = 2;
  runner.dialer.add(
      ScriptedPeer{reply("220 b\r\n"), expect("A\r\n"), reply("250 b\r\n"), test::end()});
  const Outcome outcome = runner.run("@connect a\n@include hello\nC: B\n");
  CHECK(outcome.verdict == Verdict::passed);
  CHECK(outcome.checks == 2);
}

// All that keeps a file from being played follows.

TEST_CASE("a file that is not there or does not parse is not played") {
  Runner runner;
  Outcome outcome = runner.run("@include nowhere\n");
  CHECK(outcome.verdict == Verdict::failed);
  CHECK(outcome.tries == 0);
  CHECK(outcome.error->kind == base::ErrorKind::no_input);
  outcome = runner.run("S: x\n");
  CHECK(outcome.error->kind == base::ErrorKind::parse);
  CHECK(runner.dialer.dialled.empty());
}

TEST_CASE("a file that checks nothing is not played unless that is allowed") {
  Runner runner;
  Outcome outcome = runner.run("C: A\n");
  CHECK(outcome.error->text ==
        "t.smtp: it checks nothing: no S:, no ? and no @expect; --allow-unchecked runs it all the "
        "same");
  CHECK(outcome.error->kind == base::ErrorKind::parse);
  runner.rules.allow_unchecked = true;
  outcome = runner.run("# nothing\n");
  CHECK(outcome.verdict == Verdict::passed);
}

TEST_CASE("an unset variable is found before anything is sent; what is worth a look is kept") {
  Runner runner;
  const Outcome outcome = runner.run("S: 220 4.1.0\nC: {{a}}\n");
  CHECK(outcome.verdict == Verdict::failed);
  REQUIRE(outcome.findings.size() == 2);
  CHECK_FALSE(outcome.findings[0].fatal);
  CHECK(outcome.findings[1].fatal);
  CHECK(runner.dialer.dialled.empty());
}
