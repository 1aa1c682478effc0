#include "commands/run/files.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/text.h"
#include "message/out_file.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

std::string cause(int number) { return base::to_lower(std::strerror(number)); }

Result<std::vector<std::string>> session_files_in(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed))
    if (at->path().extension() == ".smtp" && !at->is_directory(failed))
      found.push_back(at->path().lexically_normal().string());
  if (failed)
    return fail(ErrorKind::no_input, fmt::format("cannot read {}: {}", base::printable(folder),
                                                 base::to_lower(failed.message())));
  if (found.empty())
    return fail(ErrorKind::no_input,
                fmt::format("there is no *.smtp file in {}", base::printable(folder)));
  std::ranges::sort(found);
  return found;
}

bool is_wanted(const std::string& path, const std::string& only) {
  return only.empty() || base::glob_match(only, path) ||
         base::glob_match(only, fs::path(path).filename().string());
}

}  // namespace

Result<std::vector<std::string>> find_session_files(const std::vector<std::string>& named,
                                                    const std::string& only) {
  std::vector<std::string> files;
  for (const std::string& name : named) {
    std::error_code none;
    if (!fs::is_directory(name, none)) {
      files.push_back(name);
      continue;
    }
    auto found = session_files_in(name);
    if (!found) return found;
    std::ranges::move(*found, std::back_inserter(files));
  }
  std::erase_if(files, [&](const std::string& path) { return !is_wanted(path, only); });
  if (files.empty())
    return fail(ErrorKind::no_input,
                fmt::format("--only: no file matches '{}'", base::printable(only)));
  return files;
}

Result<std::string> read_whole(std::istream& in, const std::string& name, std::size_t most) {
  std::string bytes;
  std::array<char, 64 * 1024> piece;  // NOLINT: filled by read()
  while (in && bytes.size() < most) {
    in.read(piece.data(),
            static_cast<std::streamsize>(std::min(piece.size(), most - bytes.size())));
    bytes.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad())
    return fail(ErrorKind::no_input,
                fmt::format("cannot read {}: {}", base::printable(name), cause(errno)));
  return bytes;
}

Result<std::string> read_whole(const std::string& path, std::size_t most) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return fail(ErrorKind::no_input,
                fmt::format("cannot read {}: {}", base::printable(path), cause(errno)));
  return read_whole(in, path, most);
}

Result<void> replace_file(const std::string& path, const std::string& bytes) {
  const auto failed = [&] {
    return fail(ErrorKind::io,
                fmt::format("cannot write {}: {}", base::printable(path), cause(errno)));
  };
  std::error_code unknown;
  const std::string target = std::filesystem::canonical(path, unknown).string();
  struct ::stat before {};
  if (unknown) errno = unknown.value();
  if (unknown || ::stat(target.c_str(), &before) != 0) return failed();
  const std::string beside = fmt::format("{}.{}.tmp", target, ::getpid());
  auto out = message::OutFile::create(beside);
  if (!out) return fail(out.error());
  auto good = out->write(bytes);
  if (good) good = out->flush();
  // Only root may give a file to somebody else, and nobody else needs to.
  [[maybe_unused]] const int owned = ::fchown(out->fd(), before.st_uid, before.st_gid);
  if (good && (::fchmod(out->fd(), before.st_mode & 07777) != 0 ||
               std::rename(beside.c_str(), target.c_str()) != 0))
    good = failed();
  if (!good) ::unlink(beside.c_str());
  return good;
}

}  // namespace commands
