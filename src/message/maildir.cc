#include "message/maildir.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "message/out_file.h"

namespace message {
namespace {

class MaildirDelivery final : public smtp::Delivery {
 public:
  MaildirDelivery(OutFile file, std::string directory, std::string name)
      : file_(std::move(file)), directory_(std::move(directory)), name_(std::move(name)) {}

  ~MaildirDelivery() override {
    if (!kept_) ::unlink(in("tmp").c_str());
  }

  base::Result<void> write(std::string_view content) override { return file_.write(content); }

  base::Result<std::string> commit() override {
    if (auto done = file_.sync(); !done) return base::fail(done.error());
    if (std::rename(in("tmp").c_str(), in("new").c_str()) != 0)
      return io_error("create", in("new"));
    kept_ = true;
    // What is not acknowledged is sent again: it must not be there already.
    if (auto done = sync_directory(directory_ + "/new"); !done) {
      ::unlink(in("new").c_str());
      return base::fail(done.error());
    }
    return "kept as " + in("new");
  }

 private:
  std::string in(std::string_view place) const {
    return fmt::format("{}/{}/{}", directory_, place, name_);
  }

  OutFile file_;
  std::string directory_, name_;
  bool kept_ = false;
};

// fsync(2) of a file does not reach the names on the way to it: each directory that was made is
// synced in the one above.
base::Result<void> make_directory(const std::string& path) {
  struct stat status {};
  if (::mkdir(path.c_str(), 0700) == 0) return sync_directory(parent_directory(path));
  const int error_number = errno;
  if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return {};
  errno = error_number;
  return io_error("create", path);
}

}  // namespace

base::Result<std::unique_ptr<Maildir>> Maildir::open(const std::string& path, std::string host) {
  const auto root = (std::filesystem::path(path) / "").parent_path().string();
  for (const char* part : {"", "/tmp", "/new", "/cur"}) {
    if (auto made = make_directory(root + part); !made) return base::fail(made.error());
  }
  for (char& c : host)
    if (c == '/' || c == ':') c = '-';
  return std::unique_ptr<Maildir>(new Maildir(path, std::move(host)));
}

base::Result<std::unique_ptr<smtp::Delivery>> Maildir::begin(const smtp::Envelope&) {
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  std::string name = fmt::format("{}.M{:06}P{}Q{}.{}", now.count() / 1'000'000,
                                 now.count() % 1'000'000, ::getpid(), ++counter_, host_);
  auto file = OutFile::create(fmt::format("{}/tmp/{}", path_, name));
  if (!file) return base::fail(file.error());
  return std::make_unique<MaildirDelivery>(std::move(*file), path_, std::move(name));
}

}  // namespace message
