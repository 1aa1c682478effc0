// Lines of a client that may hold a login, as they may be shown.
#pragma once

#include <string>
#include <string_view>

namespace smtp {

// True for AUTH and what stands behind it, with blanks or tabs wherever a client puts them; also
// for a word that only begins so ("AUTH=PLAIN"): what follows may be a login all the same.
bool is_auth(std::string_view line);

// Of AUTH only the mechanism, "AUTH PLAIN ***": an initial response may be a password. "AUTH=PLAIN
// ***" likewise, and any other line as it is.
std::string without_initial_response(std::string_view line);

// True for base64 that is long enough to be hidden wherever it stands: what is shorter would hide
// what is no login.
bool may_be_login(std::string_view text);

// What AUTH says behind its mechanism; empty when that is nothing.
std::string_view initial_response(std::string_view line);

// True when `line` begins as a command does that SMTP has. A client that is out of step sends its
// password where a command is awaited.
bool begins_with_command(std::string_view line);

}  // namespace smtp
