// What stands in a transcript for lines of a message that were not shown: "# ... 107 lines, 572
// bytes". Written by the transcript's text, and known again by the lints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace session {

// "... 107 lines, 572 bytes", for behind "# ".
std::string cut_mark(std::uint64_t lines, std::uint64_t bytes);

// What stands for a message that was not shown at all.
inline constexpr std::string_view kNotShown = "the message itself was not shown";

// True for a comment's text, as it stands behind its "#".
bool is_cut_mark(std::string_view comment);

}  // namespace session
