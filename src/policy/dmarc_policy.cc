#include "policy/dmarc_policy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "base/result.h"
#include "base/text.h"
#include "policy/splice.h"
#include "policy/tag_list.h"

namespace policy {
namespace {

struct PolicyRow {
  DmarcPolicy policy;
  std::string_view name;
  std::string_view meaning;
};

constexpr std::array kPolicies{
    PolicyRow{DmarcPolicy::none, "none", "is not to be treated otherwise"},
    PolicyRow{DmarcPolicy::quarantine, "quarantine", "is suspicious: to the spam folder"},
    PolicyRow{DmarcPolicy::reject, "reject", "is to be refused"},
};
static_assert(base::in_order_of_enum(kPolicies, &PolicyRow::policy, DmarcPolicy::reject));

const PolicyRow& row_of(DmarcPolicy policy) {
  return kPolicies.at(static_cast<std::size_t>(policy));
}

}  // namespace

std::string_view dmarc_policy_name(DmarcPolicy policy) { return row_of(policy).name; }

std::string_view dmarc_policy_meaning(DmarcPolicy policy) { return row_of(policy).meaning; }

std::vector<std::string> dmarc_policy_names() {
  std::vector<std::string> names;
  for (const PolicyRow& row : kPolicies) names.emplace_back(row.name);
  return names;
}

std::optional<DmarcPolicy> parse_dmarc_policy(std::string_view word) {
  for (const PolicyRow& row : kPolicies)
    if (base::equal_ignoring_case(row.name, word)) return row.policy;
  return std::nullopt;
}

bool is_dmarc_policy_tag(std::string_view name) {
  return name == "p" || name == "sp" || name == "np";
}

FirstDmarc first_dmarc(std::string_view record) {
  FirstDmarc first{std::string(record), ""};
  std::vector<std::string> later;
  for (const Tag& tag : parse_tags(first.record).list.tags) {
    if (!is_dmarc_policy_tag(tag.name) || base::equal_ignoring_case(tag.value, "none")) continue;
    later.push_back(fmt::format("{}={}", tag.name, base::to_lower(tag.value)));
  }
  for (const std::string& each : later)
    first.record =
        spliced(first.record, {set_tag(first.record, each.substr(0, each.find('=')), "none")});
  if (!later.empty())
    first.words =
        fmt::format("write {} once the reports show no mail of yours", fmt::join(later, ", "));
  return first;
}

}  // namespace policy
