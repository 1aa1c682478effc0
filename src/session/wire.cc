#include "session/wire.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace session {
namespace {

using base::Deadline;
using base::Duration;
using base::ErrorKind;
using base::fail;
using base::Result;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kShown = 300;
constexpr std::size_t kMostUnread = 256 * 1024;

Duration since(Clock::time_point moment) {
  return std::chrono::duration_cast<Duration>(Clock::now() - moment);
}

base::Error with_rest(base::Error error, std::string_view rest) {
  if (!rest.empty())
    error.text += fmt::format("; what came is \"{}\"", base::printable(rest.substr(0, kShown)));
  return error;
}

base::Error closed() {
  return {ErrorKind::lost, base::Stage::none, "the peer closed the connection"};
}

}  // namespace

Duration Wire::elapsed() const { return since(begun_); }

Result<void> Wire::write(std::string_view bytes, Deadline deadline) {
  written_ = Clock::now();
  return net::write_all(*stream_, bytes, deadline);
}

Result<std::size_t> Wire::read_some(Deadline deadline) {
  std::array<char, 16 * 1024> into;  // NOLINT: filled by read()
  const auto got = stream_->read(into, deadline);
  if (got) parser_.feed({into.data(), *got});
  return got;
}

std::string Wire::take(std::size_t count) {
  const std::string held(parser_.unread());
  parser_.clear();
  parser_.feed(std::string_view(held).substr(count));
  return held.substr(0, count);
}

Result<smtp::Reply> Wire::reply(Deadline deadline) {
  for (;;) {
    auto reply = parser_.next();
    if (!reply) return fail(with_rest(reply.error(), parser_.unread()));
    if (*reply) {
      reply_time_ = since(written_);
      return std::move(**reply);
    }
    const auto got = read_some(deadline);
    if (!got) return fail(with_rest(got.error(), parser_.unread()));
    if (*got == 0) return fail(with_rest(closed(), parser_.unread()));
  }
}

Result<std::string> Wire::bytes(std::size_t count, Deadline deadline) {
  while (parser_.unread().size() < count) {
    const auto got = read_some(deadline);
    if (!got) return fail(with_rest(got.error(), parser_.unread()));
    if (*got == 0) return fail(with_rest(closed(), parser_.unread()));
  }
  return take(count);
}

Result<std::string> Wire::raw_line(std::size_t most, Deadline deadline) {
  std::size_t end = 0;
  while ((end = parser_.unread().find('\n')) == std::string_view::npos) {
    if (parser_.unread().size() > most)
      return fail(ErrorKind::protocol, fmt::format("a line of more than {} bytes", most));
    const auto got = read_some(deadline);
    if (!got) return fail(with_rest(got.error(), parser_.unread()));
    if (*got == 0) return fail(with_rest(closed(), parser_.unread()));
  }
  return take(end + 1);
}

Result<std::string> Wire::line(std::size_t most, Deadline deadline) {
  auto line = raw_line(most, deadline);
  if (!line) return line;
  if (!line->ends_with("\r\n"))
    return fail(ErrorKind::protocol, "a line that ends with LF alone (RFC 5321 wants CRLF)");
  line->resize(line->size() - 2);
  return line;
}

Result<Wire::Quiet> Wire::listen(Deadline deadline) {
  if (!parser_.unread().empty()) return Quiet::spoke;
  const auto got = read_some(deadline);
  if (got) return *got > 0 ? Quiet::spoke : Quiet::ended;
  if (got.error().kind == ErrorKind::timeout) return Quiet::silent;
  if (got.error().kind == ErrorKind::lost) return Quiet::ended;
  return fail(got.error());
}

Result<std::string> Wire::unread(Deadline deadline) {
  while (stream_->has_input() && parser_.unread().size() < kMostUnread) {
    const auto got = read_some(deadline);
    if (!got) return fail(got.error());
    if (*got == 0) break;
  }
  return std::string(parser_.unread());
}

}  // namespace session
