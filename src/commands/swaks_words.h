// What a user of swaks types out of habit, and `ehlo send` calls otherwise or does not have.
#pragma once

#include <string>
#include <string_view>

namespace commands {

// For "-tls", "-ap", "--protocol": "write --tls", "it is not there yet". Empty for what swaks does
// not have either, or has under our name.
std::string swaks_hint(std::string_view word);

}  // namespace commands
