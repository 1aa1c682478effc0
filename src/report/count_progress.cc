#include "report/count_progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace report {

using namespace std::chrono_literals;

void CountProgress::add() {
  ++done_;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + 100ms;
  const double seconds = std::max(0.001, std::chrono::duration<double>(now - begun_).count());
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(done_) / seconds);
  out_ << fmt::format("\r{} {}, {}/s\x1b[K", base::show_count(done_), what_, base::show_count(rate))
       << std::flush;
  drawn_ = true;
}

void CountProgress::finish() {
  if (drawn_) out_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace report
