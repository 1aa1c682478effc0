#include "report/junit_probe.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/junit.h"

namespace report {
namespace {

using probe::Finding;
using probe::Spot;
using probe::Verdict;

std::string seconds(base::Duration span) {
  return fmt::format("{}.{:03}", span.count() / 1000, span.count() % 1000);
}

std::string element(std::string_view name, std::string_view message, std::string_view body) {
  return fmt::format("      <{} message=\"{}\">{}</{}>\n", name, xml_text(message), xml_text(body),
                     name);
}

std::string advice(const Finding& finding) {
  return finding.fix.empty() ? finding.reason
                             : fmt::format("{}\nfix: {}", finding.reason, finding.fix);
}

std::string test_case(std::string_view where, std::string_view name, std::string_view body) {
  const std::string head =
      fmt::format(R"(    <testcase classname="ehlo.probe.{}" name="{}" time="0.000")",
                  xml_text(where), xml_text(name));
  return body.empty() ? head + "/>\n" : fmt::format("{}>\n{}    </testcase>\n", head, body);
}

// The addresses are visited side by side.
base::Duration longest(const probe::TargetResult& result) {
  base::Duration took{};
  for (const probe::HostResult& host : result.hosts)
    for (const probe::AddressResult& address : host.addresses)
      took = std::max(took, address.facts.times.total);
  return took;
}

}  // namespace

std::string JunitProbe::attributes(const std::string& name, const Counts& counts) {
  return fmt::format(R"(name="{}" tests="{}" failures="{}" errors="{}" skipped="{}" time="{}")",
                     xml_text(name), counts.tests, counts.failures, counts.errors, counts.skipped,
                     seconds(counts.took));
}

// One target under way.
struct JunitProbe::Suite {
  std::string target;
  Verdict fail_on;
  Counts counts{};
  std::string cases{};

  void add(const Spot& spot, const Finding& finding) {
    ++counts.tests;
    const std::string shown = spot.shown();
    cases += test_case(shown.empty() ? target : shown, finding.check->id, body_of(finding));
  }
  void add(const base::Error& trouble) {
    ++counts.tests;
    ++counts.errors;
    cases += test_case(target, "target", element("error", trouble.text, trouble.text));
  }
  void leave_out(std::string_view why) {
    ++counts.tests;
    cases += test_case(target, "target", skipped(why));
  }
  std::string skipped(std::string_view why) {
    ++counts.skipped;
    return fmt::format("      <skipped message=\"{}\"/>\n", xml_text(why));
  }
  std::string body_of(const Finding& finding) {
    if (finding.verdict >= fail_on) {
      ++counts.failures;
      return element("failure", finding.reason, advice(finding));
    }
    if (finding.verdict == Verdict::unknown) return skipped(finding.reason);
    if (finding.verdict == Verdict::pass) return "";
    return fmt::format("      <system-out>{}: {}</system-out>\n",
                       policy::verdict_name(finding.verdict), xml_text(advice(finding)));
  }
};

void JunitProbe::add(const probe::TargetResult& result) {
  Suite suite{result.target, fail_on_};
  for_each_finding(result,
                   [&](const Spot& spot, const Finding& finding) { suite.add(spot, finding); });
  if (result.trouble) suite.add(*result.trouble);
  suite.counts.took = longest(result);
  add(suite);
}

void JunitProbe::leave_out(const std::string& target, std::string_view why) {
  Suite suite{target, fail_on_};
  suite.leave_out(why);
  add(suite);
}

void JunitProbe::add(const Suite& suite) {
  suites_ += fmt::format("  <testsuite {}>\n{}  </testsuite>\n",
                         attributes(suite.target, suite.counts), suite.cases);
  all_.tests += suite.counts.tests;
  all_.failures += suite.counts.failures;
  all_.errors += suite.counts.errors;
  all_.skipped += suite.counts.skipped;
  all_.took += suite.counts.took;
}

std::string JunitProbe::text() const {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n{}</testsuites>\n",
      attributes("ehlo probe", all_), suites_);
}

}  // namespace report
