// What has changed since an earlier probe: a verdict of a check at an address is compared with the
// one of then. Reasons are not: the days that a certificate has left change daily.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "probe/result.h"

namespace report {

// The verdicts of an earlier probe; json_baseline.h reads one.
struct Baseline {
  // Host and address are empty where a finding is the domain's, or the host's as a whole.
  struct Key {
    std::string target, host, address, check;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  std::map<Key, probe::Verdict> verdicts;      // of several of one check the worst
  std::map<std::string, std::string> targets;  // with the trouble of each; mostly empty
};

struct Change {
  std::string where;  // as Spot::shown(); the target's name for a domain
  std::string check;  // its id; empty for the target's own trouble
  probe::Verdict was{}, is{};
  std::string reason;  // of now; empty when the check has nothing to say any more

  bool is_worse() const { return is > was; }
};

struct Comparison {
  bool known = true;            // the target stands in the baseline
  std::vector<Change> changes;  // the worse ones first

  // The worst verdict of those that got worse; nothing when none did.
  std::optional<probe::Verdict> worst_new() const;
};

// What was not there before counts as passed before: a new alarm is worse. What is not there any
// more is better only when its stage was reached, at the same address; what is unknown now, and was
// worse, is neither.
Comparison compare(const probe::TargetResult& now, const Baseline& before);

// "since the baseline: 1 worse, 2 better" and a line or two for each; a line when all is as it was.
std::string comparison_text(const Comparison& comparison);

}  // namespace report
