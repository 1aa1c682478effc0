#include "report/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/text.h"

namespace report {
namespace {

using namespace std::chrono_literals;
constexpr std::uint64_t kWidth = 30;

}  // namespace

void Progress::add(std::uint64_t bytes) {
  done_ += bytes;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + 100ms;
  const std::uint64_t filled =
      std::min(kWidth, done_ * kWidth / std::max<std::uint64_t>(1, total_));
  const double seconds = std::max(0.001, std::chrono::duration<double>(now - begun_).count());
  const auto rate = static_cast<std::uint64_t>(static_cast<double>(done_) / seconds);
  out_ << fmt::format("\r[{:#<{}}{:.<{}}] {} of {}, {}/s\x1b[K", "", filled, "", kWidth - filled,
                      base::show_size(std::min(done_, total_)), base::show_size(total_),
                      base::show_size(rate))
       << std::flush;
  drawn_ = true;
}

void Progress::finish() {
  if (drawn_) out_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace report
