// Whether a condition holds, with what it looks at for whoever has to say why not.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "session/facts.h"
#include "session/script.h"
#include "session/variables.h"

namespace session {

struct Judgement {
  bool holds = false;
  std::vector<std::string> values;  // of the subject
};

// Errors are those of expanding the condition's value.
base::Result<Judgement> judge(const Condition& condition, const Facts& facts,
                              const Variables& variables);

// "expected ehlo SIZE == 9, got nothing of the kind".
std::string show_unmet(const Condition& condition, const std::vector<std::string>& values);
// "250, 251" or "nothing of the kind"; printable.
std::string list_values(const std::vector<std::string>& values);

}  // namespace session
