#include "message/source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "base/line_ends.h"
#include "base/text.h"
#include "message/base64_lines.h"
#include "message/quoted_printable.h"
#include "net/interruptible.h"

namespace message {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

// One read(2). Larger ones gain nothing: the copy is bound by memory, and the L2 cache still holds
// this much when it is written to the socket.
constexpr std::size_t kPiece = 256 * 1024;
// What is encoded passes the cache twice; whole lines of base64 are held back by nobody.
constexpr std::size_t kCodedPiece = Base64Lines::kLine * 1024;

struct CrlfEncoder {
  base::LineEnds ends;
  std::string_view encode(std::string_view piece) { return ends.encode(piece); }
  static std::string_view finish() { return {}; }
};
struct TokenEncoder {
  TokenReplacer replacer;
  std::string_view encode(std::string_view piece) { return replacer.replace(piece); }
  std::string_view finish() { return replacer.finish(); }
};
using Encoder = std::variant<CrlfEncoder, TokenEncoder, QuotedPrintable, Base64Lines>;

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
    std::vector<Encoder> encoders = {};  // one after the other

    void add(auto encoder);
  };
  std::deque<Part> parts;
  std::string text;                // of the part that is read
  std::unique_ptr<char[]> buffer;  // of kPiece; not cleared: a small file touches a page of it
  std::string tail;                // what the encoders held at the end
  std::shared_ptr<const net::Interrupt> interrupt;
  bool over = false;  // the first part, as soon as its last piece is no longer looked at

  // What there is to give of the first part; nothing, and it is over.
  Result<std::string_view> read();
  std::string_view encode(std::string_view piece, bool last);
  void drop_part();

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    while (!parts.empty()) drop_part();
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

bool Source::can_be_read_twice(const std::string& path) {
  struct stat status {};
  if (path == "-" || ::stat(path.c_str(), &status) != 0) return path != "-";
  return !S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode) && !S_ISSOCK(status.st_mode);
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

void Source::State::Part::add(auto encoder) {
  if (fd >= 0 || !encoders.empty()) {
    encoders.emplace_back(std::move(encoder));
    return;
  }
  std::string coded(encoder.encode(text));
  text = coded.append(encoder.finish());
  size = text.size();
}

Source Source::encoded(Source plain, Form form) {
  for (State::Part& part : plain.state_->parts) {
    if (form == Form::crlf) part.add(CrlfEncoder());
    if (form == Form::quoted_printable) part.add(QuotedPrintable());
    if (form != Form::base64) continue;
    part.encoders.emplace_back(Base64Lines());
    if (part.size) part.size = Base64Lines::size_of(*part.size);
  }
  return plain;
}

Source Source::replaced(Source text, const TokenReplacer::Table& tokens) {
  for (State::Part& part : text.state_->parts) {
    part.encoders.emplace_back(TokenEncoder{TokenReplacer(tokens)});
    part.size.reset();
  }
  return text;
}

void Source::expect(std::uint64_t size) {
  for (State::Part& part : state_->parts) part.size = std::exchange(size, 0);
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
    text = std::exchange(part.text, {});
    return text;
  }
  if (!part.size && !net::wait_for_input(part.fd, interrupt.get())) return net::interrupted();
  const std::size_t most = part.encoders.empty() ? kPiece : kCodedPiece;
  if (!buffer) buffer = std::make_unique_for_overwrite<char[]>(kPiece);
  ssize_t got = -1;
  do {
    got = ::read(part.fd, buffer.get(), most);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return cannot_read(part.path, errno);
  return std::string_view(buffer.get(), static_cast<std::size_t>(got));
}

// At the end each encoder gives up what it held, through those behind it.
std::string_view Source::State::encode(std::string_view piece, bool last) {
  for (Encoder& encoder : parts.front().encoders) {
    piece = std::visit([&](auto& one) { return one.encode(piece); }, encoder);
    if (!last) continue;
    std::string all(piece);
    all += std::visit([](auto& one) { return std::string(one.finish()); }, encoder);
    tail = std::move(all);
    piece = tail;
  }
  return piece;
}

void Source::State::drop_part() {
  if (parts.front().fd > STDERR_FILENO) ::close(parts.front().fd);
  parts.pop_front();
  over = false;
}

void Source::heed(std::shared_ptr<const net::Interrupt> interrupt) {
  state_->interrupt = std::move(interrupt);
}

Result<std::string_view> Source::next() {
  for (;;) {
    if (state_->over) state_->drop_part();
    if (state_->parts.empty()) return std::string_view();
    auto piece = state_->read();
    if (!piece) return piece;
    state_->over = piece->empty();
    const std::string_view coded = state_->encode(*piece, state_->over);
    if (!coded.empty()) return coded;
  }
}

}  // namespace message
