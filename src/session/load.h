// A session file with all that it includes, as one Script.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "session/script.h"

namespace session {

inline constexpr int kMaxIncludes = 16;  // levels, one below the other

// The bytes of a file, or an Error of kind no_input.
using ReadFile = std::function<base::Result<std::string>(const std::string& path)>;

// Parses `path` and puts the statements of each @include where it stands; its path is relative to
// the file that names it. Errors: those of parse(), kind parse for a cycle, too many levels or more
// than kMaxFile with all that is included, kind no_input for a file that cannot be read; each
// points at its @include line.
base::Result<Script> load(const std::string& path, const ReadFile& read_file);
// The same for bytes that are there already: standard input.
base::Result<Script> load_bytes(std::string_view bytes, const std::string& name,
                                const ReadFile& read_file);

// `path` as `beside`, a file's path, sees it.
std::string relative_to(const std::string& beside, const std::string& path);

}  // namespace session
