// TlsOptions as OpenSSL wants them.
#pragma once

#include "base/result.h"
#include "net/tls.h"
#include "net/tls_ptr.h"

namespace net {

// What a client's SSL may have as its app data; it must outlive the SSL.
using TicketListener = std::function<void(const TlsTicket&)>;

// Error kind parse for a version, cipher or group that does not exist, no_input for files.
base::Result<SslContextPtr> client_context(const TlsOptions& options);

}  // namespace net
