// What the keywords of EHLO mean, for people.
#pragma once

#include <string>
#include <string_view>

#include "smtp/extensions.h"

namespace probe {

// "several commands may be sent in one go (RFC 2920)"; empty for a keyword that is not known here.
std::string_view meaning_of(std::string_view keyword);

// The same with what the parameters say: "messages of up to 50 MB (RFC 1870)". Safe to print.
std::string explain(const smtp::Extension& extension);

}  // namespace probe
