#include "smtp/server_input.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/text.h"

namespace smtp {
namespace {

using base::Deadline;
using base::Duration;
using base::ErrorKind;

// A stop is noticed within this time; a Stream cannot be woken from another thread.
constexpr Duration kSlice{250};

base::Error stopped() { return {ErrorKind::lost, base::Stage::none, "the server was stopped"}; }

}  // namespace

ServerInput::ServerInput(net::Stream& stream, std::stop_token stop,
                         std::function<base::Result<void>()> before_wait)
    : stream_(stream),
      stop_(std::move(stop)),
      before_wait_(std::move(before_wait)),
      buffer_(std::make_unique_for_overwrite<char[]>(kCapacity)) {}

void ServerInput::make_room() {
  if (start_ == 0) return;
  std::memmove(buffer_.get(), buffer_.get() + start_, end_ - start_);
  end_ -= std::exchange(start_, 0);
}

// A client that keeps talking, one byte at a time if need be, must not keep the server alive: so
// the grace is one for the whole session, and it is looked at whether or not bytes come.
bool ServerInput::ended_by_stop(OnStop on_stop) {
  if (!stop_.stop_requested()) return false;
  if (!grace_) grace_ = Deadline::after(kGrace);
  return on_stop == OnStop::end || grace_->passed();
}

base::Result<void> ServerInput::fill(Deadline deadline, OnStop on_stop) {
  make_room();
  if (auto said = before_wait_(); !said) return said;
  for (;;) {
    if (ended_by_stop(on_stop)) return base::fail(stopped());
    const auto count =
        stream_.read(std::span(buffer_.get() + end_, kCapacity - end_), deadline.slice(kSlice));
    if (count && *count == 0)
      return base::fail(ErrorKind::lost, "the client closed the connection");
    if (count) {
      end_ += *count;
      return {};
    }
    if (count.error().kind != ErrorKind::timeout) return base::fail(count.error());
    if (deadline.passed())
      return base::fail(ErrorKind::timeout, "timeout after " +
                                                base::show_duration(deadline.span()) +
                                                " without a word from the client");
  }
}

base::Result<ServerInput::Line> ServerInput::line(std::size_t most, Deadline deadline) {
  Line line;
  if (ended_by_stop(OnStop::end)) return base::fail(stopped());
  for (std::size_t scanned = 0;;) {
    const std::string_view there(buffer_.get() + start_, end_ - start_);
    const std::size_t lf = there.find('\n', scanned);
    if (lf != std::string_view::npos) {
      start_ += lf + 1;
      line.text = there.substr(0, lf);
      line.bare_lf = !line.text.ends_with('\r');
      if (!line.bare_lf) line.text.remove_suffix(1);
      line.too_long = line.too_long || line.text.size() > most;
      if (line.too_long) line.text = {};
      return line;
    }
    scanned = there.size();
    if (scanned > most + 1) {
      line.too_long = true;
      start_ += scanned;
      scanned = 0;
    }
    if (auto filled = fill(deadline, OnStop::end); !filled) return base::fail(filled.error());
  }
}

base::Result<std::string_view> ServerInput::bytes(std::size_t most, Deadline deadline) {
  if (start_ == end_) {
    if (auto filled = fill(deadline, OnStop::finish); !filled) return base::fail(filled.error());
  }
  return std::string_view(buffer_.get() + start_, std::min(most, end_ - start_));
}

bool ServerInput::discard() { return std::exchange(start_, end_) != end_; }

}  // namespace smtp
