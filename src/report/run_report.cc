#include "report/run_report.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/meaning.h"
#include "session/cursor.h"

namespace report {
namespace {

using session::Failure;
using session::Finding;
using session::Outcome;
using session::Verdict;

std::string indented(std::string_view text, std::string_view by) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += fmt::format("{}{}\n", by, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string meaning_of(const Failure& failure) {
  if (!failure.reply || failure.reply->code < 400) return "";
  const std::string text = meaning(*failure.reply);
  return text.empty() ? "" : fmt::format("  {}\n", text);
}

// Several failures of one connection share their conversation: it is shown behind the last.
std::string conversation(const Failure& failure, const Failure* next) {
  if (failure.dialogue.empty() || (next != nullptr && next->dialogue == failure.dialogue))
    return "";
  return "  the conversation up to there:\n" + indented(failure.dialogue, "    ");
}

}  // namespace

void RunTotals::add(const Outcome& outcome) {
  checks += outcome.checks;
  switch (outcome.verdict) {
    case Verdict::passed:
      ++passed;
      break;
    case Verdict::failed:
      ++failed;
      break;
    case Verdict::skipped:
      ++skipped;
      break;
  }
}

std::string headline(const Outcome& outcome) {
  if (outcome.verdict != Verdict::failed) return "";
  if (outcome.error) return outcome.error->text.substr(0, outcome.error->text.find('\n'));
  for (const Finding& finding : outcome.findings)
    if (finding.fatal) return finding.text;
  return outcome.failures.front().text;
}

std::string account(const Outcome& outcome) {
  if (outcome.verdict != Verdict::failed) return "";
  std::string text;
  if (outcome.error) text += outcome.error->text + "\n";
  for (const Finding& finding : outcome.findings)
    if (finding.fatal) text += show(finding);
  for (std::size_t i = 0; i < outcome.failures.size(); ++i) {
    const Failure& failure = outcome.failures[i];
    const Failure* next = i + 1 < outcome.failures.size() ? &outcome.failures[i + 1] : nullptr;
    text += show(failure) + meaning_of(failure) + conversation(failure, next);
  }
  return text;
}

std::string counted(std::size_t number, const std::string& noun) {
  return fmt::format("{} {}{}", base::show_count(number), noun, number == 1 ? "" : "s");
}

}  // namespace report
