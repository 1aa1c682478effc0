#include "probe/examination.h"

#include <array>

namespace probe {

std::span<const Examination> examinations() {
  static constexpr std::array kExaminations{
      Examination{"login", wants_login, examine_login},
  };
  return kExaminations;
}

}  // namespace probe
