// What a server staples to its certificate: its issuer's word that it is not revoked (RFC 6960).
#pragma once

#include <string>
#include <string_view>

#include "net/tls_ptr.h"

namespace net {

inline constexpr std::string_view kOcspGood = "good";

// Before the handshake.
void ask_for_ocsp(SSL* ssl);

// After it: "good", "revoked", "unknown"; empty when nothing was stapled or asked for; else in
// plain words why what was stapled does not count. The issuer is looked for in what the server sent
// and in `roots`; whether it is to be trusted is another question.
std::string judge_ocsp(SSL* ssl, X509_STORE& roots);

}  // namespace net
