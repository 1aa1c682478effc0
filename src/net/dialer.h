// Makes Streams. Virtual, because a test dials a scripted server instead of the network.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/deadline.h"
#include "base/result.h"
#include "net/address.h"
#include "net/stream.h"

namespace net {

class Interrupt;

// Where a connection was stopped, which the kind of an Error does not tell.
enum class Obstacle {
  none,        // nothing stopped it, or nobody can tell where
  here,        // nothing left this machine: it has no route to the address, forbids it, or has no
               // socket to give (then the Error is of kind io)
  on_the_way,  // a router or firewall said no, or nobody on the host's own network knows it
  there,       // the host answered: nobody listens at this port
  socket,      // there is no such socket, or it may not be opened
};

struct DialOptions {
  std::string local_interface{};  // an IP address of this machine, or an interface's name
  std::uint16_t local_port = 0;   // 0: any
  // Hears what it was before dial() returns an Error of a socket or its connect(); may be empty.
  std::function<void(Obstacle)> on_obstacle{};
};

class Dialer {
 public:
  virtual ~Dialer() = default;

  // One try at one address. Error kind connect ("connection refused"), timeout, or lost when it was
  // reset as soon as it stood; kind usage when the local address or interface cannot be used
  // (connect when it is of the other family), kind io when a child cannot be started.
  virtual base::Result<std::unique_ptr<Stream>> dial(const Address& address,
                                                     const DialOptions& options,
                                                     base::Deadline deadline) = 0;

  // From any thread: whatever waits in a dial() or in one of its Streams, now or later, gives up
  // with an Error of kind io, "interrupted".
  virtual void interrupt() {}
  // Raised by it, for who waits for something else: a name server, standard input. May be null.
  virtual std::shared_ptr<const Interrupt> interruption() const { return nullptr; }
};

// The real one: sockets and child processes.
std::unique_ptr<Dialer> system_dialer();

}  // namespace net
