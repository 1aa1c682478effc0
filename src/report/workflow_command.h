// A workflow command of GitHub Actions, by which a line of a log becomes an annotation.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace report {

using CommandProperties = std::vector<std::pair<std::string_view, std::string>>;

// "::error file=a.smtp,line=5::expected 250, got 550" and a line end. Whatever would end a property
// or start another command is escaped, as the runner wants it (%25, %0A, ...), and nothing of it is
// unprintable.
std::string workflow_command(std::string_view level, const CommandProperties& properties,
                             std::string_view text);

}  // namespace report
