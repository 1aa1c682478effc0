#include "session/judge.h"

#include <fmt/format.h>

#include "base/text.h"
#include "session/conditions.h"

namespace session {

base::Result<Judgement> judge(const Condition& condition, const Facts& facts,
                              const Variables& variables) {
  const auto wanted = condition.predicate == Predicate::matches
                          ? base::Result<std::string>(condition.value.literal_text())
                          : variables.expand(condition.value);
  if (!wanted) return base::fail(wanted.error());
  const auto variable =
      condition.subject == Subject::var ? variables.find(condition.argument) : std::nullopt;
  auto values = values_of(condition, facts, variable);
  const bool holds_now = holds(condition, values, *wanted);
  return Judgement{holds_now, std::move(values)};
}

std::string list_values(const std::vector<std::string>& values) {
  if (values.empty()) return "nothing of the kind";
  return base::printable(fmt::format("{}", fmt::join(values, ", ")));
}

std::string show_unmet(const Condition& condition, const std::vector<std::string>& values) {
  return fmt::format("expected {}, got {}", print_condition(condition), list_values(values));
}

}  // namespace session
