// The variables EHLO_... of the environment, by which options are set.
#pragma once

#include <string>
#include <vector>

namespace commands {

// "EHLO_TLS_CA_PATH" for "tls-ca-path".
std::string environment_name(const std::string& option);

// Of the variables `given` those that are no option's of any command and nearly are: a slip of the
// pen that would be passed over in silence. "EHLO_TIMOUT is no option's variable, did you mean
// EHLO_TIMEOUT?"
std::vector<std::string> misspelt_variables(std::vector<std::string> given);

}  // namespace commands
