// Ends the waiting for every peer at once: a signal must not have to wait for a server that says
// nothing, and what is known by then is still to be told.
#pragma once

#include <atomic>

#include "base/result.h"
#include "net/unique_fd.h"

namespace net {

class Interrupt {
 public:
  Interrupt();

  // From any thread. There is no way back.
  void raise();
  bool raised() const { return raised_; }

  // Readable once it is raised, for poll(); -1 when the system gave none.
  int fd() const { return event_.get(); }

 private:
  UniqueFd event_;
  std::atomic<bool> raised_{false};
};

// What a call says that it was raised for. Kind io: the cause is on this machine, and neither the
// next address nor a last word of the server would help.
tl::unexpected<base::Error> interrupted();

}  // namespace net
