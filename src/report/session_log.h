// Prints many sessions at a time, and never mixes two of them.
//
// A session that is alone is shown as it happens. While several are open each is shown, whole, when
// it ends. What is held for a session is bounded: kMaxHeld bytes; a longer one is shown in parts,
// and each part but the first starts with `# PEER, continued`.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <ostream>
#include <sstream>
#include <string>

#include "report/transcript.h"
#include "smtp/transcript.h"

namespace report {

class SessionLog {
 public:
  static constexpr std::size_t kMaxHeld = 1 << 20;

  SessionLog(std::ostream& out, TranscriptOptions options)
      : out_(out), options_(std::move(options)) {}

  class Session {
   public:
    // `peer` stands in the first line.
    Session(SessionLog& log, std::string peer);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void tell(const smtp::Event& event);
    // Nothing more will come for a while.
    void waiting();

   private:
    void print();

    SessionLog& log_;
    std::string peer_;
    std::ostringstream held_;
    TranscriptText text_;
    bool begun_ = false;
  };

 private:
  std::ostream& out_;
  TranscriptOptions options_;
  std::mutex mutex_;
  const Session* last_ = nullptr;  // who printed last
  std::atomic<int> open_{0};
};

}  // namespace report
