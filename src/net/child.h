// A command run by /bin/sh, with pipes on its standard input, output and error.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/fd_stream.h"
#include "net/unique_fd.h"

namespace net {

// Closing the stream closes the child's input; a child that does not end within 2 s (at once when
// the stream was interrupted) gets SIGTERM, and SIGKILL 1 s later. It is always reaped. Its
// standard error, and an exit status that is not 0, come out of take_notes(). Error kind io when it
// cannot be started, and from read() when the shell cannot execute it: there is nothing to try
// again.
base::Result<std::unique_ptr<FdStream>> start_child(const std::string& command);

// Lines out of a pipe. At most 100 of 4096 bytes are kept until they are taken.
class LineCollector {
 public:
  explicit LineCollector(UniqueFd fd);

  // Takes what is there; false at the end.
  bool drain();
  void add(std::string line);
  std::vector<std::string> take();
  int fd() const { return fd_.get(); }

 private:
  void take_in(std::string_view bytes);

  UniqueFd fd_;
  std::string line_;
  std::vector<std::string> lines_;
};

// A process that was started and must be waited for.
class ChildProcess {
 public:
  explicit ChildProcess(pid_t pid);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  void terminate();
  bool ended_within(base::Deadline deadline) const;
  // Waits, with TERM and KILL in the end. "exit status 127", "killed by signal 9", "" for success
  // and when it was waited for before.
  std::string finish();
  // After finish(): the shell found no such command, or none that it may execute (POSIX.1, XCU
  // 2.8.2).
  bool was_no_command() const { return exit_status_ == 126 || exit_status_ == 127; }

 private:
  pid_t pid_;
  UniqueFd handle_;  // pidfd
  bool terminated_ = false;
  int exit_status_ = -1;
};

}  // namespace net
