#include "commands/credentials.h"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
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

std::string what_came_of(int status) {
  if (WIFSIGNALED(status)) return fmt::format("was ended by signal {}", WTERMSIG(status));
  return fmt::format("failed with exit status {}", WEXITSTATUS(status));
}

Result<Secret> first_line_of_command(const std::string& option, const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr)
    return fail(ErrorKind::io,
                fmt::format("{}: cannot run '{}'", option, base::printable(command)));
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
    return fail(ErrorKind::no_input,
                fmt::format("{}: '{}' {}", option, base::printable(command), what_came_of(status)));
  if (secret.empty())
    return fail(ErrorKind::parse,
                fmt::format("{}: '{}' printed nothing", option, base::printable(command)));
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
  if (!sources.file.empty()) {
    auto line = first_line_of(sources.option + "-file", sources.file);
    if (line && line->empty())
      return fail(ErrorKind::parse, fmt::format("{}-file: the first line of {} is empty",
                                                sources.option, base::printable(sources.file)));
    return line;
  }
  if (!sources.command.empty())
    return first_line_of_command(sources.option + "-command", sources.command);
  return Secret();
}

Result<std::optional<NetrcEntry>> from_netrc(const std::string& host, const std::string& user,
                                             const Env& env) {
  if (host.empty()) return std::nullopt;
  const auto named = env.getenv("NETRC"), home = env.getenv("HOME");
  if (!named && !home) return std::nullopt;
  const std::string path = named ? *named : *home + "/.netrc";
  const std::string shown = (named ? "NETRC: " : "") + base::printable(path);
  std::error_code none;
  std::ifstream file(path);
  if (!file && !named) return std::nullopt;
  if (!file || std::filesystem::is_directory(path, none))
    return fail(ErrorKind::no_input, shown + " cannot be read");
  const auto others = std::filesystem::perms::group_read | std::filesystem::perms::others_read;
  if ((std::filesystem::status(path, none).permissions() & others) != std::filesystem::perms::none)
    env.err << "ehlo: send: warning: " << shown << " can be read by others: chmod 600\n";
  std::string text{std::istreambuf_iterator<char>(file), {}};
  auto entry = find_in_netrc(text, host, user);
  base::wipe(text);
  if (!entry) entry.error().text = fmt::format("{}: {}", shown, entry.error().text);
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
  auto entry = from_netrc(host, found.user, env);
  if (!entry) return fail(entry.error());
  if (*entry) {
    if (found.user.empty()) found.user = (*entry)->login;
    found.password = std::move((*entry)->password);
    if (found.user.empty()) return no_user();
    return found;
  }
  if (found.user.empty()) return no_user();
  auto answer = env.ask_secret(fmt::format("password of {}", base::printable(found.user)));
  if (!answer) {
    answer.error().text += "; --auth-password-file gives it without one";
    return fail(answer.error());
  }
  if (answer->empty()) return fail(ErrorKind::usage, "no password was typed");
  found.password = Secret(*answer);
  base::wipe(*answer);
  return found;
}

}  // namespace commands
