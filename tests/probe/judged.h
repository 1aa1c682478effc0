// What a judge said, as text: for the tests of judges that have no scene.
#pragma once

#include <fmt/format.h>

#include <string>

#include "probe/check.h"

namespace test {

// "fail: reason" of the first judgement, for a check that fails.
inline std::string said(const probe::Judgements& judgements) {
  static constexpr probe::Check kCheck{"c", probe::Stage::envelope, probe::Verdict::fail, "", "",
                                       ""};
  const probe::Finding finding = finding_of(kCheck, judgements.front());
  return fmt::format("{}: {}", policy::verdict_name(finding.verdict), finding.reason);
}

inline std::string fix_in(const probe::Judgements& judgements) { return judgements.front().fix; }

}  // namespace test
