// TLS on top of an FdChannel.
#pragma once

#include <memory>

#include "net/channel.h"
#include "net/fd_channel.h"
#include "net/tls.h"

namespace net {

class TlsChannel : public Channel {
 public:
  // Sends a close_notify, for which the peer has 1 s to make room, and waits for nothing.
  virtual void say_goodbye() = 0;

  // A close_notify each way; plaintext that came behind it goes back to the FdChannel.
  virtual base::Result<void> leave(base::Deadline deadline) = 0;
};

struct Secured {
  std::unique_ptr<TlsChannel> channel;
  TlsFacts facts;
};

// `plain` must live longer than the channel.
base::Result<Secured> secure_as_client(FdChannel& plain, const TlsOptions& options,
                                       base::Deadline deadline);
base::Result<Secured> secure_as_server(FdChannel& plain, const TlsIdentity& identity,
                                       base::Deadline deadline);

}  // namespace net
