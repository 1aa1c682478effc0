// OAUTHBEARER (RFC 7628) and XOAUTH2 (Google's and Microsoft's), which libgsasl lacks.
//
// Both are one message of the client. A server that refuses it sends a JSON error as a challenge,
// which must be answered before the refusal itself comes.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "smtp/auth.h"

namespace smtp {

// Error kind usage when user or token would break out of the message: a token is printable ASCII
// without blanks (RFC 6750 section 2.1), a user name holds no control character.
base::Result<void> check_bearer(const Credentials& credentials);

base::Secret oauthbearer_message(const Credentials& credentials);  // RFC 7628 section 3.1
base::Secret xoauth2_message(const Credentials& credentials);

// `status 401, schemes bearer: {"status":"401","schemes":"bearer"}`: the fields for people, then
// the text as it came. Safe to print, at most kMostShown bytes of the text. Empty for "".
std::string explain_bearer_error(std::string_view json);

}  // namespace smtp
