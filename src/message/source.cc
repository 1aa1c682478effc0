#include "message/source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <utility>

#include "base/text.h"
#include "message/quoted_printable.h"

namespace message {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

// One read(2). Larger ones gain nothing: the copy is bound by memory, and the L2 cache still holds
// this much when it is written to the socket.
constexpr std::size_t kPiece = 256 * 1024;

auto cannot_read(const std::string& path, int error) {
  return fail(ErrorKind::no_input, fmt::format("cannot read {}: {}", base::printable(path),
                                               base::to_lower(std::strerror(error))));
}

}  // namespace

struct Source::State {
  struct Part {
    std::string text;
    std::string path;
    int fd = -1;
    std::optional<std::uint64_t> size;
    std::optional<QuotedPrintable> encoder = {};
  };
  std::deque<Part> parts;
  std::string buffer;

  // What there is to give of the first part; nothing, and it is over.
  Result<std::string_view> read();

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (const Part& part : parts)
      if (part.fd > STDERR_FILENO) ::close(part.fd);
  }
};

Source::Source(std::unique_ptr<State> state) : state_(std::move(state)) {}
Source::Source(Source&&) noexcept = default;
Source& Source::operator=(Source&&) noexcept = default;
Source::~Source() = default;

Source Source::from_text(std::string text) {
  auto state = std::make_unique<State>();
  const auto size = text.size();
  state->parts.push_back({std::move(text), "", -1, size});
  return Source(std::move(state));
}

Result<Source> Source::open(const std::string& path) {
  const int fd = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return cannot_read(path, errno);
  struct stat facts {};
  if (::fstat(fd, &facts) != 0 || S_ISDIR(facts.st_mode)) {
    const int error = S_ISDIR(facts.st_mode) ? EISDIR : errno;
    ::close(fd);
    return cannot_read(path, error);
  }
  auto state = std::make_unique<State>();
  std::optional<std::uint64_t> size;
  if (S_ISREG(facts.st_mode)) size = static_cast<std::uint64_t>(facts.st_size);
  state->parts.push_back({"", path, fd, size});
  return Source(std::move(state));
}

Source Source::joined(Source head, Source body) {
  for (State::Part& part : body.state_->parts) head.state_->parts.push_back(std::move(part));
  body.state_->parts.clear();
  return head;
}

Source Source::quoted_printable(Source text) {
  for (State::Part& part : text.state_->parts) part.encoder.emplace();
  return text;
}

std::optional<std::uint64_t> Source::size() const {
  std::uint64_t total = 0;
  for (const State::Part& part : state_->parts) {
    if (!part.size) return std::nullopt;
    total += *part.size;
  }
  return total;
}

Result<std::string_view> Source::State::read() {
  Part& part = parts.front();
  if (part.fd < 0) {
    buffer = std::exchange(part.text, {});
    return buffer;
  }
  buffer.resize(kPiece);
  ssize_t got = -1;
  do {
    got = ::read(part.fd, buffer.data(), kPiece);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return cannot_read(part.path, errno);
  return std::string_view(buffer).substr(0, static_cast<std::size_t>(got));
}

Result<std::string_view> Source::next() {
  while (!state_->parts.empty()) {
    State::Part& part = state_->parts.front();
    auto piece = state_->read();
    if (!piece) return piece;
    const bool over = piece->empty();
    if (part.encoder) {
      const std::string_view coded = over ? part.encoder->finish() : part.encoder->encode(*piece);
      state_->buffer.assign(coded);
      piece = state_->buffer;
    }
    if (over) {
      if (part.fd > STDERR_FILENO) ::close(part.fd);
      state_->parts.pop_front();
    }
    if (!piece->empty()) return piece;
  }
  return std::string_view();
}

}  // namespace message
