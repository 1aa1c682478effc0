// The matrix of a probe: a line for each address, a column for each stage.
#pragma once

#include <cstddef>
#include <string>

#include "probe/result.h"
#include "report/style.h"
#include "report/verdict_paint.h"

namespace report {

struct ProbeStyle {
  Style paint{false};
  std::size_t columns = 80;
  bool utf8 = false;  // else ASCII alone
  bool all = false;   // what holds too, and the facts
};

// "✓" or "ok", "✗" or "FAIL".
std::string_view mark(probe::Verdict verdict, bool utf8);

// Stages that nothing was said of have no column. Empty without hosts. Where it is wider than the
// terminal the marks stand below the address.
std::string probe_matrix(const probe::TargetResult& result, const ProbeStyle& style);

}  // namespace report
