#pragma once

#include <string>

namespace commands {

// "ehlo 0.1.0\n" and a line for each library that it is built on.
std::string version_text();

}  // namespace commands
