// What a finished handshake can tell.
#pragma once

#include "net/tls.h"
#include "net/tls_ptr.h"
#include "net/tls_words.h"

namespace net {

// All but the judgement of the chain.
TlsFacts facts_of(SSL* ssl, TlsRole role);

}  // namespace net
