// What a TlsIdentity holds.
#pragma once

#include <string>

#include "net/tls.h"
#include "net/tls_ptr.h"

namespace net {

struct TlsIdentity::Context {
  SslContextPtr ssl;
  std::string certificate_pem;
};

}  // namespace net
