#include "report/load_causes.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/load_summary.h"
#include "report/meaning.h"
#include "report/verdict.h"

namespace report {
namespace {

std::string kind_of(const smtp::Outcome& outcome, const smtp::Reply* refusal) {
  if (outcome.error) return outcome.error->text;
  if (refusal == nullptr) return "";
  const auto status = refusal->status();
  return fmt::format("{} {} {}", base::stage_words(outcome.refused_at), refusal->code,
                     status ? smtp::show(*status) : "");
}

std::string times(std::uint64_t messages) {
  return fmt::format("{} message{}", base::show_count(messages), messages == 1 ? "" : "s");
}

}  // namespace

void LoadCauses::add(const smtp::Outcome& outcome) {
  if (outcome.delivered_to_all()) return;
  const smtp::Reply* refusal = outcome.error ? nullptr : refusal_of(outcome);
  const std::string kind = kind_of(outcome, refusal);
  const auto known = causes_.find(kind);
  if (known != causes_.end()) {
    ++known->second.messages;
    return;
  }
  if (causes_.size() == kMostCauses) {
    ++others_;
    return;
  }
  const auto words = verdict(outcome);
  causes_.emplace(kind, Cause{1, words.empty() ? "not answered" : words.front(),
                              refusal == nullptr ? "" : meaning(*refusal)});
}

std::vector<std::string> LoadCauses::lines() const {
  std::vector<const Cause*> frequent;
  for (const auto& [kind, cause] : causes_) frequent.push_back(&cause);
  std::ranges::stable_sort(frequent, std::ranges::greater{}, &Cause::messages);
  std::vector<std::string> lines;
  for (const Cause* cause : frequent) {
    lines.push_back(fmt::format("{}: {}", times(cause->messages), cause->words));
    if (!cause->meaning.empty()) lines.push_back("  " + cause->meaning);
  }
  if (others_ > 0) lines.push_back(times(others_) + ": for other causes, which --json tells");
  return lines;
}

}  // namespace report
