// What handshakes with equal options have in common. To make it takes longer than the handshake.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/result.h"
#include "net/tls.h"
#include "net/tls_ptr.h"

namespace net {

// Holds one context and one store at a time: those of the options that asked last.
class TlsShared {
 public:
  // Errors as of client_context() and load_roots(); they are not remembered.
  base::Result<SslContextPtr> context(const TlsOptions& options);
  base::Result<StorePtr> roots(const std::string& ca_path);

 private:
  std::mutex mutex_;
  TlsOptions made_for_;
  SslContextPtr context_;
  std::string roots_of_;
  StorePtr roots_;
};

// Out of options.shared, or made for this handshake alone.
base::Result<SslContextPtr> context_for(const TlsOptions& options);
base::Result<StorePtr> roots_for(const TlsOptions& options);

}  // namespace net
