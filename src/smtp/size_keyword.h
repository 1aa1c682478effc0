// The SIZE keyword where it is not what RFC 1870 section 4 wants.
#pragma once

#include <optional>
#include <string_view>

#include "smtp/extensions.h"

namespace smtp {

// What stands behind SIZE when it is no number: servers mean a limit by it, and clients read none.
// Raw bytes.
std::optional<std::string_view> wrong_size(const Extensions& extensions);

}  // namespace smtp
