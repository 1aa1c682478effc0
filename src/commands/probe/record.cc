#include "commands/probe/record.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/text.h"
#include "report/transcript.h"

namespace commands {
namespace {

using base::fail;
using base::Result;

tl::unexpected<base::Error> cannot(std::string_view doing, const std::string& path,
                                   const std::string& why) {
  return fail(base::ErrorKind::io, fmt::format("--record: cannot {} {}: {}", doing,
                                               base::printable(path), base::to_lower(why)));
}

std::string file_name(const probe::HostFacts& host, const probe::AddressFacts& address) {
  std::string name = host.place.shown;
  if (!address.is_local()) name += "-" + address.shown;
  for (char& c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '.' || c == '-' || c == '_';
    if (!plain) c = '-';
  }
  if (name.starts_with('.')) name.front() = '-';
  return name + ".smtp";
}

// What a listener writes to.
struct Recording {
  explicit Recording(const std::string& path)
      : file(path, std::ios::binary | std::ios::trunc), text(file, options()) {}

  static report::TranscriptOptions options() {
    report::TranscriptOptions shown;
    shown.whole_content = true;
    return shown;
  }

  std::ofstream file;
  report::TranscriptText text;
};

}  // namespace

Result<ProbeRecord> ProbeRecord::open(const std::string& directory) {
  std::error_code trouble;
  if (!directory.empty()) std::filesystem::create_directories(directory, trouble);
  if (trouble) return cannot("make", directory, trouble.message());
  return ProbeRecord(directory);
}

Result<smtp::Transcript::Listener> ProbeRecord::listener(const probe::HostFacts& host,
                                                         const probe::AddressFacts& address) const {
  if (directory_.empty()) return smtp::Transcript::Listener();
  const std::string path = directory_ + "/" + file_name(host, address);
  auto recording = std::make_shared<Recording>(path);
  if (!recording->file) return cannot("write", path, std::strerror(errno));
  return [recording](const smtp::Event& event) {
    recording->text.tell(event);
    recording->file.flush();
  };
}

}  // namespace commands
