// What to do about a verdict: the page of the rule that decided where it has one (rule-pages.txt),
// else that of an enhanced code which one provider alone uses and which gives the same reason, else
// the page of the reason.
#pragma once

#include <optional>

#include "codes/classifier.h"
#include "codes/code_table.h"

namespace codes {

// Null where the rule has none of its own, or no rule decided.
const CodePage* own_page_of(const Verdict& verdict);

const CodePage& page_of(const Verdict& verdict, const std::optional<smtp::EnhancedStatus>& status);

// Of trouble that a server tells in its own log: nobody else can mend it.
const CodePage& page_of_own_trouble();

}  // namespace codes
