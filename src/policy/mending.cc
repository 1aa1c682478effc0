#include "policy/mending.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace policy {

void Mending::mend(Finding finding, Splice change, bool choice) {
  mended_.push_back({findings_.size(), choice});
  changes_.push_back(std::move(change));
  findings_.push_back(std::move(finding));
}

std::vector<Finding> Mending::told(std::string_view line) && {
  if (mended_.empty() || line.empty()) return std::move(findings_);
  const Mended worst = *std::ranges::max_element(mended_, [this](const Mended& a, const Mended& b) {
    return findings_[a.finding].level < findings_[b.finding].level;
  });
  std::string& fix = findings_[worst.finding].fix;
  fix = worst.choice ? fmt::format("{}\n{}", fix, line) : std::string(line);
  return std::move(findings_);
}

}  // namespace policy
