#include "message/mbox.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <utility>

#include "message/out_file.h"

namespace message {
namespace {

constexpr std::string_view kFrom = "From ";

std::string from_line(const smtp::Path& sender) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 64> date{};
  const std::size_t size = std::strftime(date.data(), date.size(), "%a %b %e %H:%M:%S %Y", &parts);
  std::string name = sender.is_null() ? "MAILER-DAEMON" : sender.address();
  for (char& c : name)
    if (c == ' ') c = '_';
  return fmt::format("From {} {}\n", name, std::string_view(date.data(), size));
}

base::Result<OutFile> open_to_append(const std::string& path) {
  net::UniqueFd fd(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return io_error("open", path);
  return OutFile(std::move(fd), path);
}

// The name is gone at once; the space is given back when the descriptor is closed.
base::Result<OutFile> nameless_file(const std::string& beside) {
  std::string path = beside + ".XXXXXX";
  net::UniqueFd fd(::mkostemp(path.data(), O_CLOEXEC));
  if (!fd) return io_error("create", path);
  ::unlink(path.c_str());
  return OutFile(std::move(fd), std::move(path));
}

// flock(2) knows no time-out.
base::Result<void> lock(const OutFile& mbox, const std::string& path) {
  const auto patience = base::Deadline::after(Mbox::kLockPatience);
  while (::flock(mbox.fd(), LOCK_EX | LOCK_NB) != 0) {
    if ((errno != EWOULDBLOCK && errno != EINTR) || patience.passed())
      return io_error("lock", path);
    ::poll(nullptr, 0, 20);
  }
  return {};
}

// The line ends that lack before the next "From ": a file may end inside a line, or without the
// empty line.
base::Result<std::string_view> missing_end(const OutFile& mbox, off_t size,
                                           const std::string& path) {
  std::array<char, 2> last{'\n', '\n'};
  const auto count = static_cast<std::size_t>(std::min<off_t>(size, 2));
  const ssize_t got =
      ::pread(mbox.fd(), last.data() + 2 - count, count, size - static_cast<off_t>(count));
  if (got != static_cast<ssize_t>(count)) return io_error("read", path);
  if (last[1] != '\n') return "\n\n";
  return last[0] == '\n' ? "" : "\n";
}

class MboxDelivery final : public smtp::Delivery {
 public:
  MboxDelivery(OutFile spool, std::string path, std::string from)
      : spool_(std::move(spool)), path_(std::move(path)), from_(std::move(from)) {}

  base::Result<void> write(std::string_view content) override {
    return spool_.write(encoder_.encode(content));
  }

  base::Result<std::string> commit() override {
    auto done = spool_.write(encoder_.finish());
    if (done) done = spool_.flush();
    if (!done) return base::fail(done.error());
    auto mbox = open_to_append(path_);
    if (!mbox) return base::fail(mbox.error());
    if (auto locked = lock(*mbox, path_); !locked) return base::fail(locked.error());
    if (auto appended = append_or_undo(*mbox); !appended) return base::fail(appended.error());
    return "kept in " + path_;
  }

 private:
  base::Result<void> append_or_undo(OutFile& mbox) {
    struct stat before {};
    if (::fstat(mbox.fd(), &before) != 0) return io_error("read", path_);
    const auto end = missing_end(mbox, before.st_size, path_);
    if (!end) return base::fail(end.error());
    auto done = mbox.write(*end);
    if (done) done = append(mbox);
    if (!done) (void)!::ftruncate(mbox.fd(), before.st_size);
    return done;
  }

  base::Result<void> append(OutFile& mbox) {
    if (auto done = mbox.write(from_); !done) return done;
    std::array<char, 65536> buffer;
    if (::lseek(spool_.fd(), 0, SEEK_SET) != 0) return io_error("read", path_);
    for (;;) {
      const ssize_t count = ::read(spool_.fd(), buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return io_error("read", path_);
      if (count == 0) return mbox.sync();
      const std::string_view piece(buffer.data(), static_cast<std::size_t>(count));
      if (auto done = mbox.write(piece); !done) return done;
    }
  }

  OutFile spool_;
  std::string path_, from_;
  MboxEncoder encoder_;
};

}  // namespace

void MboxEncoder::end_line_start() {
  if (matched_ == kFrom.size()) out_ += '>';
  out_ += kFrom.substr(0, std::exchange(matched_, 0));
  at_line_start_ = false;
}

// A `>` goes out at once: whether another one was put before or behind it, the line is the same.
std::string_view MboxEncoder::take_line_start(std::string_view piece) {
  while (!piece.empty() && at_line_start_) {
    const char c = piece.front();
    if (c == '>' && matched_ == 0) {
      out_ += c;
    } else if (c == kFrom[matched_]) {
      if (++matched_ == kFrom.size()) end_line_start();
    } else {
      end_line_start();
      break;
    }
    piece.remove_prefix(1);
  }
  return piece;
}

std::string_view MboxEncoder::encode(std::string_view piece) {
  out_.clear();
  while (!piece.empty()) {
    if (std::exchange(held_cr_, false) && piece.front() != '\n') out_ += '\r';
    if (at_line_start_) piece = take_line_start(piece);
    const std::size_t lf = piece.find('\n');
    std::string_view text = piece.substr(0, lf);
    held_cr_ = text.ends_with('\r');
    if (held_cr_) text.remove_suffix(1);
    out_ += text;
    if (lf == std::string_view::npos) break;
    out_ += '\n';
    held_cr_ = false;
    at_line_start_ = true;
    piece.remove_prefix(lf + 1);
  }
  if (!out_.empty()) last_ = out_.back();
  return out_;
}

std::string_view MboxEncoder::finish() {
  out_.clear();
  const bool complete = last_ == '\n' && matched_ == 0 && !held_cr_;
  if (at_line_start_) end_line_start();
  if (held_cr_) out_ += '\r';
  out_ += complete ? "\n" : "\n\n";
  return out_;
}

base::Result<std::unique_ptr<Mbox>> Mbox::open(const std::string& path) {
  if (auto file = open_to_append(path); !file) return base::fail(file.error());
  if (auto done = sync_directory(parent_directory(path)); !done) return base::fail(done.error());
  return std::unique_ptr<Mbox>(new Mbox(path));
}

base::Result<std::unique_ptr<smtp::Delivery>> Mbox::begin(const smtp::Envelope& envelope) {
  auto spool = nameless_file(path_);
  if (!spool) return base::fail(spool.error());
  return std::make_unique<MboxDelivery>(std::move(*spool), path_, from_line(envelope.sender));
}

}  // namespace message
