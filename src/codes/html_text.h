// The words of a mail that has nothing but HTML.
#pragma once

#include <string>
#include <string_view>

namespace codes {

// Without its tags, of which those that end a line become LF; the commonest entities are read, the
// rest stays. Never fails.
std::string without_tags(std::string_view html);

}  // namespace codes
