#include "commands/credentials.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>

#include "base/text.h"
#include "commands/netrc.h"
#include "smtp/auth_mechanisms.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using base::Secret;

Result<Secret> first_line_of_command(const std::string& option, const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr)
    return fail(ErrorKind::usage, fmt::format("{}: cannot run '{}'", option, command));
  std::string line;
  for (int c = std::fgetc(pipe); c != EOF && c != '\n'; c = std::fgetc(pipe))
    line += static_cast<char>(c);
  while (std::fgetc(pipe) != EOF) {
  }
  const int status = ::pclose(pipe);
  if (line.ends_with('\r')) line.pop_back();
  Secret secret(line);
  base::wipe(line);
  if (status != 0)
    return fail(ErrorKind::usage, fmt::format("{}: '{}' failed", option, base::printable(command)));
  return secret;
}

struct Sources {
  std::string option;  // "--auth-password"
  const std::optional<std::string>& value;
  const std::string& file;
  const std::string& command;
};

Result<Secret> from_sources(const Sources& sources) {
  if (sources.value) return Secret(*sources.value);
  if (!sources.file.empty()) return first_line_of(sources.option + "-file", sources.file);
  if (!sources.command.empty())
    return first_line_of_command(sources.option + "-command", sources.command);
  return Secret();
}

std::optional<NetrcEntry> from_netrc(const std::string& host, const std::string& user,
                                     const Env& env) {
  if (host.empty()) return std::nullopt;
  auto path = env.getenv("NETRC");
  if (!path) {
    path = env.getenv("HOME");
    if (path) *path += "/.netrc";
  }
  if (!path) return std::nullopt;
  std::ifstream file(*path);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  auto entry = find_in_netrc(text, host, user);
  base::wipe(text);
  return entry;
}

tl::unexpected<base::Error> no_user() {
  return fail(ErrorKind::usage,
              "to log in, --auth-user is needed, or an entry for the host in ~/.netrc");
}

// True when every mechanism that was named does without a secret.
bool needs_no_password(const SendOptions& options) {
  const auto& named = options.auth_requested            ? options.auth
                      : options.auth_optional_requested ? options.auth_optional
                                                        : options.auth_optional_strict;
  const auto without = [](const std::string& name) {
    const smtp::Mechanism* mechanism = smtp::find_mechanism(name);
    return mechanism != nullptr && !mechanism->needs_password && !mechanism->needs_token;
  };
  return !named.empty() && std::ranges::all_of(named, without);
}

}  // namespace

Result<Secret> first_line_of(const std::string& option, const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file || (!std::getline(file, line) && !file.eof()))
    return fail(ErrorKind::no_input,
                fmt::format("{}: cannot read {}", option, base::printable(path)));
  if (line.ends_with('\r')) line.pop_back();
  Secret secret(line);
  base::wipe(line);
  return secret;
}

Result<smtp::Credentials> find_credentials(const SendOptions& options, const std::string& host,
                                           const Env& env) {
  smtp::Credentials found;
  found.user = options.auth_user;
  found.authorization = options.auth_authzid;
  found.realm = options.auth_realm;
  found.domain = options.auth_domain;
  found.host = host;

  auto token = from_sources(
      {"--auth-token", options.auth_token, options.auth_token_file, options.auth_token_command});
  if (!token) return fail(token.error());
  found.token = std::move(*token);
  auto password = from_sources({"--auth-password", options.auth_password,
                                options.auth_password_file, options.auth_password_command});
  if (!password) return fail(password.error());
  found.password = std::move(*password);

  const bool given = options.auth_password || !options.auth_password_file.empty() ||
                     !options.auth_password_command.empty();
  if (!found.token.empty() || needs_no_password(options)) return found;
  if (given && !found.user.empty()) return found;
  if (given) return no_user();
  if (auto entry = from_netrc(host, found.user, env)) {
    if (found.user.empty()) found.user = entry->login;
    found.password = std::move(entry->password);
    if (found.user.empty()) return no_user();
    return found;
  }
  if (found.user.empty()) return no_user();
  auto answer = env.ask_secret(fmt::format("password of {} (or --auth-password-file)", found.user));
  if (!answer) return fail(answer.error());
  found.password = Secret(*answer);
  base::wipe(*answer);
  return found;
}

}  // namespace commands
