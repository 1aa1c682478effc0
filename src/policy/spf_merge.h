// Several SPF records of one name made one, for receivers give permerror to more. Asks nobody.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace policy {

// Whoever one of them lets send may send, and what happens to the others is the milder of what they
// say. Nothing where one of them says more than who may send, or cannot be read.
std::optional<std::string> merge_spf(const std::vector<std::string>& texts);

}  // namespace policy
