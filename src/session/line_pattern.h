// What a C: line asks of a client when the script plays the server.
//
// `*` matches anything and {{name}} captures; both take as little as they can. Up to the first ':'
// or blank (the verb, a header's name) case does not matter; behind it every byte must be the same.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "session/script.h"
#include "session/variables.h"

namespace session {

// What the names of `wanted` captured; nothing when `line` does not match. Functions are expanded
// and compared. Errors are those of expanding.
base::Result<std::optional<std::map<std::string, std::string>>> match_line(
    const Template& wanted, std::string_view line, const Variables& variables);

}  // namespace session
