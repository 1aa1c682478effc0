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

std::string counted(std::uint64_t times, std::string_view noun) {
  return fmt::format("{} {}{}", base::show_count(times), noun, times == 1 ? "" : "s");
}

}  // namespace

void LoadCauses::add(const smtp::Outcome& outcome) {
  if (!outcome.delivered_to_all()) count("message", outcome);
}

void LoadCauses::add_connection(const smtp::Outcome& outcome) { count("connection", outcome); }

void LoadCauses::count(std::string_view of, const smtp::Outcome& outcome) {
  const smtp::Reply* refusal = outcome.error ? nullptr : refusal_of(outcome);
  const std::string kind = fmt::format("{} {}", of, kind_of(outcome, refusal));
  const auto known = causes_.find(kind);
  if (known != causes_.end()) {
    ++known->second.times;
    return;
  }
  if (causes_.size() == kMostCauses) {
    ++others_;
    return;
  }
  const auto words = verdict(outcome);
  causes_.emplace(kind, Cause{1, std::string(of), words.empty() ? "not answered" : words.front(),
                              refusal == nullptr ? "" : meaning(*refusal)});
}

std::vector<std::string> LoadCauses::lines() const {
  std::vector<const Cause*> frequent;
  for (const auto& [kind, cause] : causes_) frequent.push_back(&cause);
  std::ranges::stable_sort(frequent, std::ranges::greater{}, &Cause::times);
  std::vector<std::string> lines;
  for (const Cause* cause : frequent) {
    lines.push_back(fmt::format("{}: {}", counted(cause->times, cause->of), cause->words));
    if (!cause->meaning.empty()) lines.push_back("  " + cause->meaning);
  }
  if (others_ > 0)
    lines.push_back(counted(others_, "message") + ": for other causes, which --json tells");
  return lines;
}

}  // namespace report
