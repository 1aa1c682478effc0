// The colour of a verdict.
#pragma once

#include "policy/row.h"
#include "report/style.h"

namespace report {

Paint paint_of(policy::Verdict verdict);

}  // namespace report
