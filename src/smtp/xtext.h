// Text inside a parameter of MAIL, RCPT, XCLIENT or XFORWARD (RFC 3461 section 4).
#pragma once

#include <string>
#include <string_view>

namespace smtp {

// Blanks, controls, "+", "=" and bytes above 126 become "+20" and the like.
std::string xtext(std::string_view text);

// An address of type utf-8 in ASCII (RFC 6533 section 3): what xtext cannot hold becomes "\x{FC}"
// and the like. `text` is UTF-8.
std::string unitext(std::string_view text);

}  // namespace smtp
