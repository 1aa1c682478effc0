#include "report/session_log.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace report {

SessionLog::Session::Session(SessionLog& log, std::string peer)
    : log_(log), peer_(base::printable(peer)), text_(held_, log.options_) {
  ++log_.open_;
}

SessionLog::Session::~Session() {
  print();
  --log_.open_;
  const std::lock_guard lock(log_.mutex_);
  if (log_.last_ == this) log_.last_ = nullptr;
}

void SessionLog::Session::tell(const smtp::Event& event) {
  text_.tell(event);
  if (held_.tellp() > static_cast<std::streamoff>(kMaxHeld)) print();
}

void SessionLog::Session::waiting() {
  if (log_.open_ == 1) print();
}

void SessionLog::Session::print() {
  const std::string text = std::exchange(held_, std::ostringstream()).str();
  if (text.empty()) return;
  const std::lock_guard lock(log_.mutex_);
  if (!begun_)
    log_.out_ << fmt::format("# {}\n", peer_);
  else if (log_.last_ != this)
    log_.out_ << fmt::format("# {}, continued\n", peer_);
  begun_ = true;
  log_.last_ = this;
  log_.out_ << text << std::flush;
}

}  // namespace report
