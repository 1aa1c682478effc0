#include "dns/cache.h"

#include <algorithm>

#include "base/text.h"

namespace dns {
namespace {

using std::chrono::seconds;
constexpr seconds kWithoutRecords{60};

seconds time_to_keep(const Answer& answer) {
  if (answer.records.empty()) return kWithoutRecords;
  std::uint32_t least = answer.records.front().ttl;
  for (const Record& record : answer.records) least = std::min(least, record.ttl);
  return std::max(seconds(least), seconds(1));
}

Question canonical(const Question& question) {
  std::string name = base::to_lower(question.name);
  if (name.ends_with('.')) name.pop_back();
  return {std::move(name), question.type};
}

}  // namespace

std::optional<Answer> Cache::find(const Question& question, Clock::time_point now) {
  const Question key = canonical(question);
  const std::lock_guard lock(mutex_);
  for (const auto* generation : {&young_, &old_}) {
    const auto kept = generation->find(key);
    if (kept != generation->end() && kept->second.until > now) return kept->second.answer;
  }
  return std::nullopt;
}

void Cache::keep(const Question& question, const Answer& answer, Clock::time_point now) {
  const Question key = canonical(question);
  const std::lock_guard lock(mutex_);
  if (young_.size() >= kMostAnswers) {
    old_ = std::move(young_);
    young_.clear();
  }
  young_[key] = {answer, now + time_to_keep(answer)};
}

std::vector<Answer> CachingResolver::ask_all(const std::vector<Question>& questions,
                                             base::Deadline deadline) {
  std::vector<Answer> answers(questions.size());
  std::vector<Question> unknown;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (auto kept = cache_.find(questions[i])) {
      answers[i] = std::move(*kept);
    } else {
      unknown.push_back(questions[i]);
      places.push_back(i);
    }
  }
  if (unknown.empty()) return answers;
  std::vector<Answer> told = resolver_.ask_all(unknown, deadline);
  for (std::size_t i = 0; i < told.size(); ++i) {
    cache_.keep(unknown[i], told[i]);
    answers[places[i]] = std::move(told[i]);
  }
  return answers;
}

}  // namespace dns
