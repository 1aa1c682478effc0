// Lines of a client that may hold a login, as they may be shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace smtp {

// True for AUTH and what stands behind it, with blanks or tabs wherever a client puts them.
bool is_auth(std::string_view line);

// Of AUTH only the mechanism, "AUTH PLAIN ***": an initial response may be a password. Any other
// line as it is.
std::string without_initial_response(std::string_view line);

// A shorter login is hidden where it stands and nowhere else: it would hide what is no login.
inline constexpr std::size_t kLeastLogin = 4;

// What AUTH says behind its mechanism; empty when that is nothing.
std::string_view initial_response(std::string_view line);

// True when `line` begins as a command does that SMTP has. A client that is out of step sends its
// password where a command is awaited.
bool begins_with_command(std::string_view line);

}  // namespace smtp
