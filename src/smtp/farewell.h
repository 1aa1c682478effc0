// How long a goodbye may take: it changes nothing that was decided before.
#pragma once

#include "base/deadline.h"

namespace smtp {

constexpr base::Duration kFarewell{2000};

}  // namespace smtp
