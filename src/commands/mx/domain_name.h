// A domain as people write it on the command line or in a list.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace commands {

// In A-labels. Error kind parse for what is none; where it is an IP address or somebody's address,
// the error says what to write.
base::Result<std::string> domain_to_ask(std::string_view name);

}  // namespace commands
