// Text in rows of a given width.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace base {

// The words of `text` in rows of at most `width` bytes, where words allow. At least one row.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace base
