// A socket that waits for clients.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "net/address.h"
#include "net/stream.h"

namespace net {

struct Accepted {
  std::unique_ptr<Stream> stream;
  std::string peer;  // "127.0.0.1:40312", "unix"
};

class Listener {
 public:
  // Binds and listens (SO_REUSEADDR; a stale unix socket is replaced). Port 0 takes a free one.
  // Error kind io with the cause: "cannot listen on 127.0.0.1:25: permission denied".
  static base::Result<Listener> open(const Address& address);
  Listener(Listener&&) noexcept;
  Listener& operator=(Listener&&) noexcept;
  ~Listener();

  // The address with the port that was really taken.
  const Address& address() const;

  // Waits for a client. Error kind timeout when the deadline passed, kind lost after stop().
  base::Result<Accepted> accept(base::Deadline deadline);

  // Makes accept() return, now and for ever. Safe from a signal handler and from any thread.
  void stop();

 private:
  struct State;
  explicit Listener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace net
