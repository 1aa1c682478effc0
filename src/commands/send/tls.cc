#include "commands/send/tls.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "commands/credentials.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

struct Version {
  std::string_view word;  // swaks'
  std::string_view name;  // the protocol's
};

constexpr std::array kVersions{Version{"tlsv1", "TLSv1"}, Version{"tlsv1_1", "TLSv1.1"},
                               Version{"tlsv1_2", "TLSv1.2"}, Version{"tlsv1_3", "TLSv1.3"}};
constexpr std::string_view kFirstAsOpenSslSaysIt = "TLSv1.0";

Result<std::string> version_name(std::string_view word) {
  if (base::equal_ignoring_case(word, kFirstAsOpenSslSaysIt)) word = kVersions.front().name;
  for (const Version& version : kVersions)
    if (base::equal_ignoring_case(word, version.word) ||
        base::equal_ignoring_case(word, version.name))
      return std::string(version.name);
  return fail(ErrorKind::parse,
              fmt::format("--tls-protocol: '{}' is not a version: write tlsv1, tlsv1_1, tlsv1_2 or "
                          "tlsv1_3, or no_ before one of them",
                          base::printable(word)));
}

// swaks' rule: names alone allow only these; a no_ name allows all others.
Result<std::vector<std::string>> allowed_versions(const std::vector<std::string>& words) {
  std::vector<std::string> only, without;
  for (const std::string& given : words) {
    const std::string_view word = base::trim(given);
    const bool no = base::starts_with_ignoring_case(word, "no_");
    auto name = version_name(no ? word.substr(3) : word);
    if (!name) return fail(name.error());
    (no ? without : only).push_back(std::move(*name));
  }
  std::vector<std::string> allowed;
  for (const Version& version : kVersions) {
    const std::string name(version.name);
    const bool named = only.empty() || std::ranges::find(only, name) != only.end();
    if (named && std::ranges::find(without, name) == without.end()) allowed.push_back(name);
  }
  if (allowed.empty()) return fail(ErrorKind::usage, "--tls-protocol: no version is left");
  return allowed;
}

// An option that is worth nothing when the session stays in clear; empty: there is none. Whoever
// asks for a certificate to be checked does not want to hear of it from an attacker that strips
// STARTTLS.
std::string_view demands_tls(const SendOptions& options) {
  if (options.tls_verify) return "--tls-verify";
  if (options.tls_verify_ca) return "--tls-verify-ca";
  if (options.tls_verify_host) return "--tls-verify-host";
  if (!options.tls_verify_target.empty()) return "--tls-verify-target";
  if (!options.tls_get_peer_cert.empty()) return "--tls-get-peer-cert";
  if (!options.tls_get_peer_chain.empty()) return "--tls-get-peer-chain";
  return "";
}

Result<smtp::TlsUse> tls_use(const SendOptions& options) {
  const int given = options.tls + options.tls_optional + options.tls_optional_strict +
                    options.tls_on_connect + options.no_tls;
  if (given > 1)
    return fail(ErrorKind::usage,
                "--tls, --tls-optional, --tls-optional-strict, --tls-on-connect "
                "and --no-tls exclude each other");
  const std::string_view demand = demands_tls(options);
  if (options.no_tls && !demand.empty())
    return fail(ErrorKind::usage, fmt::format("{} and --no-tls exclude each other", demand));
  if (options.no_tls && !options.tls_cert.empty())
    return fail(ErrorKind::usage, "--tls-cert and --no-tls exclude each other");
  if (options.tls_optional) return smtp::TlsUse::optional;
  if (options.tls_optional_strict) return smtp::TlsUse::optional_strict;
  if (options.tls_on_connect) return smtp::TlsUse::on_connect;
  if (options.no_tls) return smtp::TlsUse::off;
  if (options.tls || !demand.empty()) return smtp::TlsUse::required;
  // Nobody listens in on a pipe, and GnuTLS cannot speak over one: Exim then hangs.
  if (!options.pipe.empty()) return smtp::TlsUse::off;
  return smtp::TlsUse::optional_strict;
}

net::Verify verification(const SendOptions& options) {
  if (options.tls_verify || (options.tls_verify_ca && options.tls_verify_host))
    return net::Verify::full;
  if (options.tls_verify_ca) return net::Verify::ca;
  if (options.tls_verify_host) return net::Verify::name;
  return options.tls_verify_target.empty() ? net::Verify::off : net::Verify::full;
}

// What OpenSSL says of a part of the options now, rather than in the middle of a conversation.
Result<void> check(std::string_view option, const net::TlsOptions& part) {
  auto good = net::check_options(part);
  if (good) return good;
  good.error().text = fmt::format("{}: {}", option, good.error().text);
  return good;
}

// OpenSSL finds a certificate in a directory by the hash in its file's name, and by nothing else.
Result<void> check_hashed(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::is_directory(path, none)) return {};
  for (const auto& entry : std::filesystem::directory_iterator(path, none)) {
    const std::string name = entry.path().filename();
    if (name.size() > 9 && name[8] == '.' && name.find_first_not_of("0123456789abcdef") == 8)
      return {};
  }
  return fail(ErrorKind::no_input,
              fmt::format("--tls-ca-path: {} has no hashed certificates; run openssl rehash on it",
                          base::printable(path)));
}

Result<void> check_parts(const SendOptions& options, const net::TlsOptions& tls) {
  if (!options.tls_ca_path.empty()) {
    net::TlsOptions roots;
    roots.ca_path = tls.ca_path;
    if (auto good = check("--tls-ca-path", roots); !good) return good;
    if (auto good = check_hashed(tls.ca_path); !good) return good;
  }
  if (!options.tls_cipher.empty()) {
    net::TlsOptions ciphers;
    ciphers.ciphers = tls.ciphers;
    if (auto good = check("--tls-cipher", ciphers); !good) return good;
  }
  if (options.tls_cert.empty()) return {};
  net::TlsOptions identity;
  identity.certificate_file = tls.certificate_file;
  identity.key_file = tls.key_file;
  identity.chain_file = tls.chain_file;
  identity.passphrase = tls.passphrase;
  return check(options.tls_key.empty() ? "--tls-cert" : "--tls-cert, --tls-key", identity);
}

Result<void> readable(std::string_view option, const std::string& path) {
  if (path.empty() || ::access(path.c_str(), R_OK) == 0) return {};
  return fail(ErrorKind::no_input,
              fmt::format("{}: cannot read {}", option, base::printable(path)));
}

// PEM says in its first lines that a key is encrypted, in either of its forms.
bool is_encrypted(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line))
    if (line.find("ENCRYPTED") != std::string::npos) return true;
  return false;
}

Result<base::Secret> passphrase_of(const std::string& key, const std::string& file,
                                   const Env& env) {
  if (!file.empty()) return first_line_of("--tls-key-password-file", file);
  if (key.empty() || !is_encrypted(key)) return base::Secret();
  auto answer = env.ask_secret(
      fmt::format("passphrase of {} (or --tls-key-password-file)", base::printable(key)));
  if (!answer) return fail(answer.error());
  base::Secret passphrase(*answer);
  base::wipe(*answer);
  return passphrase;
}

}  // namespace

Result<void> plan_tls(const SendOptions& options, const Env& env, smtp::Plan& plan) {
  auto use = tls_use(options);
  if (!use) return fail(use.error());
  plan.tls = *use;
  net::TlsOptions& tls = plan.tls_options;
  tls.verify = verification(options);
  tls.shared = net::share_tls();
  tls.ca_path = options.tls_ca_path;
  tls.certificate_file = options.tls_cert;
  tls.key_file = options.tls_key.empty() ? options.tls_cert : options.tls_key;
  tls.chain_file = options.tls_chain;
  tls.ciphers = options.tls_cipher;
  for (const auto& [option, path] :
       {std::pair("--tls-ca-path", &options.tls_ca_path),
        std::pair("--tls-cert", &options.tls_cert), std::pair("--tls-key", &options.tls_key),
        std::pair("--tls-chain", &options.tls_chain)})
    if (auto good = readable(option, *path); !good) return good;
  for (const auto& [option, path] :
       {std::pair("--tls-key", &options.tls_key), std::pair("--tls-chain", &options.tls_chain)})
    if (!path->empty() && options.tls_cert.empty())
      return fail(ErrorKind::usage, fmt::format("{} needs --tls-cert", option));
  auto passphrase = passphrase_of(tls.key_file, options.tls_key_password_file, env);
  if (!passphrase) return fail(passphrase.error());
  tls.passphrase = std::move(*passphrase);
  if (auto good = check_parts(options, tls); !good) return good;
  if (options.tls_protocol.empty()) return {};
  auto versions = allowed_versions(options.tls_protocol);
  if (!versions) return fail(versions.error());
  tls.protocols = std::move(*versions);
  return {};
}

}  // namespace commands
