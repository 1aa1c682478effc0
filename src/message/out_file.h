// A file that is written once, from front to back.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "net/unique_fd.h"

namespace message {

// "cannot write /var/mail/new: no space left on device", of kind io, from errno.
tl::unexpected<base::Error> io_error(std::string_view doing, const std::string& path);

class OutFile {
 public:
  // Creates the file (0600); it must not be there yet.
  static base::Result<OutFile> create(const std::string& path);
  // Takes an open descriptor; `path` is for errors.
  OutFile(net::UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  // Small pieces are gathered, large ones written at once.
  base::Result<void> write(std::string_view bytes);
  base::Result<void> flush();
  // Everything is on the disk when this returns.
  base::Result<void> sync();

  int fd() const { return fd_.get(); }

 private:
  base::Result<void> write_through(std::string_view bytes);

  net::UniqueFd fd_;
  std::string path_;
  std::string held_;
};

// The directory that `path` is in.
std::string parent_directory(const std::string& path);

// The names in a directory are on the disk when this returns.
base::Result<void> sync_directory(const std::string& path);

}  // namespace message
