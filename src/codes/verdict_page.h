// What to do about a verdict: the page of the rule that decided where it has one (rule-pages.txt),
// else the page of its reason.
#pragma once

#include "codes/classifier.h"
#include "codes/code_table.h"

namespace codes {

// Null where the rule has none of its own, or no rule decided.
const CodePage* own_page_of(const Verdict& verdict);

const CodePage& page_of(const Verdict& verdict);

}  // namespace codes
