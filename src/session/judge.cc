#include "session/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>

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

namespace {

// Of a keyword's parameters only: the grammar knows what the others measure.
bool lacks_number(const Condition& condition, const std::vector<std::string>& values) {
  const bool ordered =
      condition.predicate >= Predicate::less && condition.predicate <= Predicate::at_least;
  return ordered && condition.subject == Subject::ehlo && !values.empty() &&
         std::ranges::none_of(values, [](const std::string& value) {
           return base::parse_number(value, std::numeric_limits<std::uint64_t>::max()).has_value();
         });
}

}  // namespace

std::string list_values(const std::vector<std::string>& values) {
  if (values.empty()) return "nothing of the kind";
  const std::string all = base::printable(fmt::format("{}", fmt::join(values, ", ")));
  return all.empty() ? "no value" : all;
}

std::string show_unmet(const Condition& condition, const std::vector<std::string>& values) {
  return fmt::format("expected {}, got {}{}", print_condition(condition), list_values(values),
                     lacks_number(condition, values) ? ", which is no number" : "");
}

}  // namespace session
