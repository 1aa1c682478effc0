// The parser of session files: bytes in, a Script or an Error out. Pure; the grammar is
// ehlo-session(5).
//
// Nothing is skipped in silence. An Error has kind parse; its text is "file:line:column: what was
// expected", the line and a caret, on three lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "session/script.h"

namespace session {

inline constexpr std::size_t kMaxFile = 10 * 1000 * 1000;
inline constexpr std::size_t kMaxLine = 1024 * 1024;

// The lines of a text, which ends them with LF or CRLF and may start with a byte order mark.
std::vector<std::string> lines_of(std::string_view bytes);

// `name` is what messages call the file.
base::Result<Script> parse(std::string_view bytes, const std::string& name);

}  // namespace session
