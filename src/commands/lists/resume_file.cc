#include "commands/lists/resume_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "commands/lists/result_reader.h"
#include "commands/lists/shard.h"
#include "net/socket_address.h"
#include "report/json_results.h"

namespace commands {

using base::ErrorKind;
using base::fail;
using base::Result;

tl::unexpected<base::Error> ResumeFile::failed(std::string_view doing) const {
  return fail(ErrorKind::io,
              fmt::format("cannot {} {}: {}", doing, base::printable(path_), net::cause(errno)));
}

Result<std::unique_ptr<ResumeFile>> ResumeFile::open(const std::string& path,
                                                     std::string_view command,
                                                     std::string_view fail_on) {
  net::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  std::unique_ptr<ResumeFile> file(new ResumeFile(path, std::move(fd)));
  if (!file->fd_) return file->failed("write");
  if (::flock(file->fd_.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(ErrorKind::io, fmt::format("another run is writing to {}", base::printable(path)));
  if (auto learned = file->learn(command, fail_on); !learned) return fail(learned.error());
  return file;
}

Result<void> ResumeFile::learn(std::string_view command, std::string_view fail_on) {
  auto reader = ResultReader::open(path_, command, fail_on);
  if (!reader) return fail(reader.error());
  for (;;) {
    const auto result = reader->next();
    if (!result) return fail(result.error());
    if (!*result) break;
    if ((*result)->exit == Exit::io) continue;
    done_.push_back(target_hash((*result)->target));
    worst_ = worse(worst_, (*result)->exit);
  }
  std::ranges::sort(done_);
  if (reader->is_cut() && ::ftruncate(fd_.get(), static_cast<off_t>(reader->end())) != 0)
    return failed("cut");
  return {};
}

bool ResumeFile::has(std::string_view target) const {
  return std::ranges::binary_search(done_, target_hash(report::target_in_results(target)));
}

Result<void> ResumeFile::append(std::string_view lines) {
  while (!lines.empty()) {
    const auto written = ::write(fd_.get(), lines.data(), lines.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("write");
    lines.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace commands
