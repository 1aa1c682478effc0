// Options that cannot be, alone or together.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace commands {

// return misused("-4 and -6 exclude each other");
inline tl::unexpected<base::Error> misused(std::string text) {
  return base::fail(base::ErrorKind::usage, std::move(text));
}

}  // namespace commands
