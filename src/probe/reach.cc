#include "probe/reach.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "probe/checks.h"

namespace probe {
namespace {

constexpr std::array kChecks{
    Check{"reached", Stage::envelope, Verdict::unknown, "",
          "the conversation comes as far as what was asked for",
          "mend what ended it; without --only and --skip the other checks tell more"},
};

bool wants_a_test(const Wish& wish) {
  const Tests& tests = wish.tests;
  return tests.envelope || tests.relay || tests.open_relay || tests.ntlm || tests.starttls ||
         tests.smuggling || tests.tls_enumerate || wish.login;
}

Stage end_of(const AddressFacts& facts) {
  if (facts.error) return stage_of(facts.error->stage);
  return facts.greeting && facts.greeting->ok() ? Stage::ehlo : Stage::greeting;
}

bool wants_beyond(Stage end, const Wish& wish) {
  return std::ranges::any_of(all_stages(), [&](Stage stage) {
    return stage > end && stage != Stage::domain && wish.wants(stage);
  });
}

// Where the checks of that stage are made, they tell what ended it.
bool wants_only_beyond(Stage end, const Wish& wish) {
  return !wish.wants(end) && wants_beyond(end, wish);
}

std::vector<Finding> not_reached(const std::string& why) {
  return {finding_of(kChecks[0], unknown("not all that was asked for: " + why).front())};
}

std::string what_ended(const AddressFacts& facts) {
  if (facts.error) return base::printable(facts.error->text);
  const bool greeted = facts.greeting && facts.greeting->ok();
  const auto& refusal = greeted ? facts.hello : facts.greeting;
  return fmt::format("{} was refused: {}", greeted ? "EHLO" : "the connection",
                     refusal ? one_line(*refusal) : "no reply");
}

}  // namespace

std::span<const Check> reach_checks() { return kChecks; }

std::vector<Finding> judge_reach(const AddressFacts& facts, const Wish& wish, bool to_the_end) {
  if (!to_the_end && (wants_a_test(wish) || wants_only_beyond(end_of(facts), wish)))
    return not_reached(what_ended(facts));
  const bool wants_tls = wish.wants(Stage::tls) || wish.wants(Stage::certificate);
  if (to_the_end && !facts.tls && wants_tls && !wish.only.empty())
    return not_reached("there is no TLS here, and no certificate");
  return {};
}

std::vector<Finding> judge_reach(const HostFacts& host, const Wish& wish) {
  const bool is_told = wish.wants(*find_check("resolve"));
  if (!host.trouble || is_told || !wants_beyond(Stage::resolve, wish)) return {};
  return not_reached(base::printable(host.trouble->text));
}

}  // namespace probe
