// What to do about a verdict: the page of the rule that decided where it has one (rule-pages.txt),
// else that of a code of one provider's own where it tells the same reason, else the reason's.
#pragma once

#include "codes/classifier.h"
#include "codes/code_table.h"

namespace codes {

// Of the rule; null where it has none of its own, or no rule decided.
const CodePage* own_page_of(const Verdict& verdict);

const CodePage& page_of(const Verdict& verdict);

// Of trouble that a server tells in its own log: nobody else can mend it.
const CodePage& page_of_own_trouble();

}  // namespace codes
