#include <doctest/doctest.h>

#include "probe/scenes.h"
#include "report/baseline.h"
#include "report/github_probe.h"
#include "report/json_baseline.h"
#include "report/json_probe.h"
#include "report/junit_probe.h"
#include "report/nagios_probe.h"
#include "report/probe_session.h"

using namespace report;
using test::Probed;
using test::reply_of;

namespace {

// Judged as far as the greeting alone.
probe::TargetResult greeted_with(std::string_view greeting) {
  Probed probed;
  probed.facts().greeting = reply_of(greeting);
  probed.facts().times.total = base::Duration(45);
  probed.wish.only = {"greeting-refused", "greeting-name"};
  probed.alarms();
  return probed.result;
}

probe::TargetResult nowhere() {
  probe::TargetResult result;
  result.target = "example.com";
  result.trouble = base::Error{base::ErrorKind::no_host, base::Stage::resolve, "no such <name>"};
  return result;
}

std::string junit_of(const probe::TargetResult& result) {
  JunitProbe junit(probe::Verdict::fail);
  junit.add(result);
  return junit.text();
}

Baseline baseline_of(const probe::TargetResult& result) {
  return read_baseline(json_of(result, {})).value();
}

}  // namespace

// ---- JUnit

TEST_CASE("a probe in JUnit is a case for each check, with its failure and its fix") {
  const std::string text = junit_of(greeted_with("554 no \x1b[2J<b>"));
  CHECK(text.find(R"(<testsuite name="mx.example.com:25" tests="1" failures="1" errors="0")") !=
        std::string::npos);
  CHECK(text.find(
            R"(<failure message="the greeting turns everybody away: 554 no \x1B[2J&lt;b&gt;">)") !=
        std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("a target that leads nowhere is an error in JUnit") {
  CHECK(junit_of(nowhere()) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"ehlo probe\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" "
        "time=\"0.000\">\n"
        "  <testsuite name=\"example.com\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" "
        "time=\"0.000\">\n"
        "    <testcase classname=\"ehlo.probe.example.com\" name=\"target\" time=\"0.000\">\n"
        "      <error message=\"no such &lt;name&gt;\">no such &lt;name&gt;</error>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

TEST_CASE("a target that a signal left out is skipped in JUnit") {
  JunitProbe junit(probe::Verdict::fail);
  junit.leave_out("<mx>", "not looked at: interrupted");
  CHECK(junit.text().find(
            "  <testsuite name=\"&lt;mx&gt;\" tests=\"1\" failures=\"0\" errors=\"0\" "
            "skipped=\"1\" time=\"0.000\">\n"
            "    <testcase classname=\"ehlo.probe.&lt;mx&gt;\" name=\"target\" time=\"0.000\">\n"
            "      <skipped message=\"not looked at: interrupted\"/>\n"
            "    </testcase>\n") != std::string::npos);
}

// ---- GitHub

TEST_CASE("an alarm is an annotation with its place and its fix") {
  CHECK(github_annotations(greeted_with("554 go away"))
            .starts_with("::error title=greeting-refused at mx.example.com%3A25 [8.8.8.8]::the "
                         "greeting turns everybody away: 554 go away%0Afix: "));
  CHECK(github_annotations(greeted_with("220 mx.example.com")).empty());
  CHECK(github_annotations(nowhere()) == "::error title=example.com::no such <name>\n");
}

// ---- monitoring

TEST_CASE("a monitor's line tells state, facts and data") {
  const NagiosLine line =
      nagios_line({greeted_with("220 mx.example.com")}, {base::Duration(1000), {}, 14, 3});
  CHECK(line.state == NagiosState::ok);
  CHECK(line.text.starts_with("SMTP OK - mx.example.com:25 [8.8.8.8]: TLSv1.3"));
  CHECK(line.text.ends_with(
      ", 0.045 s | time=0.045s;1.000;;0 connect=0.001s;1.000;;0 greeting=0.002s;1.000;;0 "
      "tls=0.003s;1.000;;0 cert_days=90;14:;3:\n"));
}

TEST_CASE("the worst comes first on a monitor's line, and more are counted") {
  const NagiosLine line = nagios_line({greeted_with("220 localhost"), greeted_with("554 a|b")}, {});
  CHECK(line.state == NagiosState::critical);
  CHECK(
      line.text.starts_with("SMTP CRITICAL - mx.example.com:25 [8.8.8.8]: greeting-refused: "
                            "the greeting turns everybody away: 554 a/b (and 1 more) |"));
}

TEST_CASE("what takes too long warns, and then is critical") {
  const auto result = greeted_with("220 mx.example.com");
  CHECK(nagios_line({result}, {base::Duration(40), {}}).state == NagiosState::warning);
  CHECK(nagios_line({result}, {base::Duration(10), base::Duration(40)}).state ==
        NagiosState::critical);
}

TEST_CASE("who leads nowhere is critical, and what cannot be asked unknown") {
  CHECK(nagios_line({nowhere()}, {}).text == "SMTP CRITICAL - example.com: no such <name>\n");
  CHECK(nagios_line(base::Error{base::ErrorKind::usage, {}, "no | target"}).text ==
        "SMTP UNKNOWN - no / target\n");
}

// ---- a baseline

TEST_CASE("nothing has changed since the same result") {
  const auto result = greeted_with("554 go away");
  const Comparison since = compare(result, baseline_of(result));
  CHECK_FALSE(since.worst_new().has_value());
  CHECK(comparison_text(since) == "since the baseline: nothing has changed\n");
}

TEST_CASE("what got worse is told with then and now, and what got better too") {
  const auto good = greeted_with("220 mx.example.com"), bad = greeted_with("554 mx.example.com no");
  const Comparison worse = compare(bad, baseline_of(good)),
                   better = compare(good, baseline_of(bad));
  CHECK(worse.worst_new() == probe::Verdict::fail);
  CHECK(comparison_text(worse) ==
        "since the baseline: 1 worse, 0 better\n"
        "  worse    mx.example.com:25 [8.8.8.8]: greeting-refused: pass before, fail now: the "
        "greeting turns everybody away: 554 mx.example.com no\n");
  CHECK_FALSE(better.worst_new().has_value());
  CHECK(comparison_text(better).starts_with("since the baseline: 0 worse, 1 better\n"));
}

TEST_CASE("what is not known any more is neither worse nor better") {
  auto now = greeted_with("554 mx.example.com no");
  const Baseline before = baseline_of(now);
  now.hosts.front().addresses.front().findings.front().verdict = probe::Verdict::unknown;
  CHECK(comparison_text(compare(now, before)) == "since the baseline: nothing has changed\n");
}

TEST_CASE("a target that the baseline does not know is told, and judged as new") {
  const Comparison since = compare(greeted_with("554 no"), baseline_of(nowhere()));
  CHECK_FALSE(since.known);
  CHECK(since.worst_new() == probe::Verdict::fail);
}

TEST_CASE("a target that led nowhere before is better when it leads somewhere") {
  Baseline before;
  before.targets["mx.example.com:25"] = "no such name";
  const Comparison since = compare(greeted_with("220 mx.example.com"), before);
  REQUIRE(since.changes.size() == 1);
  CHECK_FALSE(since.changes.front().is_worse());
}

TEST_CASE("what is no result names its line") {
  CHECK(read_baseline("\n{}\n").error().text == "line 2 is no result of 'ehlo probe --json'");
  CHECK(read_baseline("").error().text == "there is no result of 'ehlo probe --json' in it");
  CHECK(read_baseline("{\"target\":\"a\",\"hosts\":[7]}").error().text ==
        "line 1 is no result of 'ehlo probe --json'");
}

// ---- a session that asserts

TEST_CASE("a session asserts replies, keywords, TLS and days") {
  Probed probed;
  CHECK(session_of(probed.result, probed.wish) ==
        "# What 'ehlo probe' found at mx.example.com:25: 'ehlo run' tells when it has changed.\n"
        "\n"
        "# mx.example.com:25 [8.8.8.8]\n"
        "@connect mx.example.com:25\n"
        "S: 220 mx.example.com ESMTP\n"
        "C: EHLO {{helo}}\n"
        "S: 250-mx.example.com\n"
        "S: 250-PIPELINING\n"
        "S: 250-SIZE 50000000\n"
        "S: 250-8BITMIME\n"
        "S: 250-ENHANCEDSTATUSCODES\n"
        "S: 250 STARTTLS\n"
        "? ehlo PIPELINING exists\n"
        "? ehlo SIZE exists\n"
        "? ehlo 8BITMIME exists\n"
        "? ehlo ENHANCEDSTATUSCODES exists\n"
        "? ehlo STARTTLS exists\n"
        "C: STARTTLS\n"
        "S: 220 ready\n"
        "@tls verify=on name=mx.example.com\n"
        "? tls.version >= TLSv1.3\n"
        "? cert.days >= 14\n"
        "C: EHLO {{helo}}\n"
        "S: 250-mx.example.com\n"
        "S: 250-PIPELINING\n"
        "S: 250-SIZE 50000000\n"
        "S: 250-8BITMIME\n"
        "S: 250 ENHANCEDSTATUSCODES\n"
        "? ehlo PIPELINING exists\n"
        "? ehlo SIZE exists\n"
        "? ehlo 8BITMIME exists\n"
        "? ehlo ENHANCEDSTATUSCODES exists\n"
        "C: QUIT\n"
        "S: 221\n");
}

TEST_CASE("an address that could not be spoken to is a comment, and alone no session") {
  Probed probed;
  probed.lost(base::Stage::greeting, base::ErrorKind::timeout, "timeout after 5 s");
  CHECK(session_of(probed.result, probed.wish).empty());
}
