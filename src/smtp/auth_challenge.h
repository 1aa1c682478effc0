// What a challenge must be before libgsasl may see it.
//
// libgsasl computes as many PBKDF2 rounds as a server asks for, and hands a short NTLM challenge to
// libntlm together with whatever memory lies behind it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "smtp/auth_mechanisms.h"

namespace smtp {

// About four seconds of a small machine in 2026; OWASP asks for 600,000 to 1,300,000 then.
inline constexpr unsigned kMostScramIterations = 2'000'000;

// The Error, of kind auth, of an exchange that ends here.
tl::unexpected<base::Error> given_up(const Mechanism& mechanism, std::string_view cause);

// The error that a SCRAM server ends the exchange with (RFC 5802 section 7: "e=invalid-proof").
// Empty when it is none.
std::string scram_error(std::string_view challenge);

// The challenge as libgsasl may have it. Error kind auth otherwise.
base::Result<std::string> sound_challenge(const Mechanism& mechanism, bool first,
                                          std::string_view challenge);

}  // namespace smtp
