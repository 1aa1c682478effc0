#include "message/out_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

#include "base/text.h"
#include "net/socket_address.h"

namespace message {
namespace {

constexpr std::size_t kHeld = 64 * 1024;

}  // namespace

tl::unexpected<base::Error> io_error(std::string_view doing, const std::string& path) {
  return base::fail(base::ErrorKind::io, fmt::format("cannot {} {}: {}", doing,
                                                     base::printable(path), net::cause(errno)));
}

base::Result<OutFile> OutFile::create(const std::string& path) {
  net::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) return io_error("create", path);
  return OutFile(std::move(fd), path);
}

base::Result<void> OutFile::write_through(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_error("write", path_);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

base::Result<void> OutFile::write(std::string_view bytes) {
  if (held_.size() + bytes.size() > kHeld) {
    if (auto done = flush(); !done) return done;
  }
  if (bytes.size() >= kHeld / 4 && held_.empty()) return write_through(bytes);
  held_ += bytes;
  return {};
}

base::Result<void> OutFile::flush() {
  auto done = write_through(held_);
  held_.clear();
  return done;
}

base::Result<void> OutFile::sync() {
  if (auto done = flush(); !done) return done;
  if (::fsync(fd_.get()) != 0) return io_error("write", path_);
  return {};
}

std::string parent_directory(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

base::Result<void> sync_directory(const std::string& path) {
  const net::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // EINVAL: a file system that keeps names safe by other means.
  if (!fd || (::fsync(fd.get()) != 0 && errno != EINVAL)) return io_error("write", path);
  return {};
}

}  // namespace message
