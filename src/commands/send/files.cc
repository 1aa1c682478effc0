#include "commands/send/files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "base/text.h"
#include "commands/send/dkim.h"
#include "commands/send/parts.h"

namespace commands {
namespace {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::fail;
using base::Result;

struct NamedFile {
  std::string_view option;
  std::string path;
};

std::vector<NamedFile> outputs(const SendOptions& o) {
  return {{"--record", o.record},
          {"--tls-get-peer-cert", o.tls_get_peer_cert},
          {"--tls-get-peer-chain", o.tls_get_peer_chain}};
}

std::string behind_at(const std::optional<std::string>& value) {
  return value && value->starts_with('@') ? value->substr(1) : "";
}

std::vector<NamedFile> inputs(const SendOptions& o) {
  std::vector<NamedFile> files{{"--data", behind_at(o.data)},
                               {"--body", behind_at(o.body)},
                               {"--html", behind_at(o.html)},
                               {"--tls-ca-path", o.tls_ca_path},
                               {"--tls-cert", o.tls_cert},
                               {"--tls-key", o.tls_key},
                               {"--tls-chain", o.tls_chain},
                               {"--tls-key-password-file", o.tls_key_password_file},
                               {"--auth-password-file", o.auth_password_file},
                               {"--auth-token-file", o.auth_token_file},
                               {"--recipients", o.recipients}};
  for (const std::string& one : o.attach_body) files.push_back({"--attach-body", behind_at(one)});
  for (const std::string& one : o.attach)
    files.push_back({"--attach", behind_at(std::string(split_attach(one).content))});
  for (const std::string& one : o.inlined)
    files.push_back({"--inline", std::string(split_inline(one).file)});
  for (const std::string& one : o.sign_dkim) files.push_back({"--sign-dkim", key_file_of(one)});
  return files;
}

// One and the same file, under whatever names. What is no plain file (/dev/null) can serve twice.
bool same(const std::string& a, const std::string& b) {
  std::error_code none;
  if (a.empty() || b.empty()) return false;
  if (fs::exists(a, none) && fs::exists(b, none))
    return fs::is_regular_file(a, none) && fs::equivalent(a, b, none);
  return fs::weakly_canonical(a, none) == fs::weakly_canonical(b, none);
}

Result<void> check_distinct(const NamedFile& output, const std::vector<NamedFile>& others) {
  for (const NamedFile& other : others)
    if (same(output.path, other.path))
      return fail(ErrorKind::usage,
                  fmt::format("{} would write over the file of {}: {}", output.option, other.option,
                              base::printable(output.path)));
  return {};
}

tl::unexpected<base::Error> unwritable(std::string_view option, const std::string& path) {
  return fail(ErrorKind::io, fmt::format("{}: cannot write {}: {}", option, base::printable(path),
                                         base::to_lower(std::strerror(errno))));
}

Result<void> check_writable(const NamedFile& output) {
  if (::access(output.path.c_str(), W_OK) == 0) return {};
  if (errno != ENOENT) return unwritable(output.option, output.path);
  const fs::path folder = fs::path(output.path).parent_path();
  if (::access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) == 0) return {};
  return unwritable(output.option, output.path);
}

}  // namespace

Result<void> check_files(const SendOptions& options) {
  std::vector<NamedFile> taken = inputs(options);
  for (const NamedFile& output : outputs(options)) {
    if (output.path.empty()) continue;
    if (output.path == "-")
      return fail(ErrorKind::usage,
                  fmt::format("{} takes a file; standard output has the conversation already",
                              output.option));
    if (auto good = check_distinct(output, taken); !good) return good;
    if (auto good = check_writable(output); !good) return good;
    taken.push_back(output);
  }
  return {};
}

void LateFile::put(const std::string& text) {
  if (!wanted() || text.empty()) return;
  errno = 0;
  std::ofstream file(path_, std::ios::binary);
  file << text;
  written_ = true;
  if (!file.flush()) trouble_ = unwritable(option_, path_).value();
}

}  // namespace commands
