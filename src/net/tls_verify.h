// Is a chain of certificates to be trusted, and for a name? The handshake does not ask: it goes on
// whatever the peer sent, and this judges afterwards, so that the verdict can say everything.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/tls_ptr.h"

namespace net {

struct Verdict {
  bool chain_trusted = false;
  bool name_matched = false;
  // Why the chain is not trusted, and why the name does not match; plain words, with the fix.
  std::string chain_trouble, name_trouble;

  std::string trouble() const;  // both, separated by "; "
};

// `chain` as the server sent it, its own certificate first. `name` may be empty: none is matched.
// The time is now.
Verdict judge_chain(STACK_OF(X509) * chain, X509_STORE& roots, const std::string& name);

}  // namespace net
