#include "report/junit.h"

#include <fmt/format.h>

#include "base/text.h"

namespace report {
namespace {

using session::Failure;
using session::Outcome;
using session::Verdict;

std::string seconds(base::Duration span) {
  return fmt::format("{}.{:03}", span.count() / 1000, span.count() % 1000);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

// U+FFFE and U+FFFF are no characters of XML.
std::string without_noncharacters(std::string text) {
  for (const std::string_view bad : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
    for (std::size_t at = text.find(bad); at != std::string::npos; at = text.find(bad))
      text.replace(at, bad.size(), "?");
  return text;
}

bool is_error(const Outcome& outcome) {
  return outcome.tries == 0 || outcome.failures.front().error.has_value();
}

std::string verdict_of(const Outcome& outcome) {
  switch (outcome.verdict) {
    case Verdict::passed:
      return "";
    case Verdict::skipped:
      return fmt::format("      <skipped message=\"{}\"/>\n", xml_text(outcome.skipped));
    case Verdict::failed:
      break;
  }
  const std::string_view element = is_error(outcome) ? "error" : "failure";
  return fmt::format("      <{} message=\"{}\">{}</{}>\n", element, xml_text(headline(outcome)),
                     xml_text(account(outcome)), element);
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string out;
  for (const std::string_view line : base::split(text, '\n')) {
    if (line.data() != text.data()) out += '\n';
    out += without_noncharacters(escaped(base::printable(line)));
  }
  return out;
}

void Junit::file(std::size_t number, const Outcome& outcome) {
  if (outcome.verdict == Verdict::failed && is_error(outcome)) ++errors_;
  const std::string head = fmt::format(
      R"(    <testcase classname="ehlo.run" name="{}" file="{}" assertions="{}" time="{}")",
      xml_text(outcome.title), xml_text(outcome.file), outcome.checks, seconds(outcome.took));
  const std::string body = verdict_of(outcome);
  cases_[number] = head + (body.empty() ? "/>\n" : fmt::format(">\n{}    </testcase>\n", body));
}

void Junit::not_run(std::size_t number, const Outcome& outcome) {
  Outcome skipped = outcome;
  skipped.verdict = Verdict::skipped;
  skipped.skipped = "not run";
  file(number, skipped);
}

void Junit::end(const RunTotals& totals) {
  const std::string counts =
      fmt::format(R"(name="ehlo run" tests="{}" failures="{}" errors="{}" skipped="{}" time="{}")",
                  cases_.size(), totals.failed - errors_, errors_, totals.skipped + totals.not_run,
                  seconds(totals.took));
  out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites " << counts << ">\n  <testsuite "
       << counts << ">\n";
  for (const auto& [number, text] : cases_) out_ << text;
  out_ << "  </testsuite>\n</testsuites>\n" << std::flush;
}

}  // namespace report
