#include "net/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "net/tls_files.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

struct Version {
  std::string_view name;
  int number;
  std::uint64_t off;  // the option that forbids it
};

constexpr std::array kVersions{
    Version{"TLSv1", TLS1_VERSION, SSL_OP_NO_TLSv1},
    Version{"TLSv1.0", TLS1_VERSION, SSL_OP_NO_TLSv1},
    Version{"TLSv1.1", TLS1_1_VERSION, SSL_OP_NO_TLSv1_1},
    Version{"TLSv1.2", TLS1_2_VERSION, SSL_OP_NO_TLSv1_2},
    Version{"TLSv1.3", TLS1_3_VERSION, SSL_OP_NO_TLSv1_3},
};

Result<Version> find_version(const std::string& name) {
  for (const Version& version : kVersions)
    if (base::equal_ignoring_case(version.name, name)) return version;
  return fail(ErrorKind::parse, fmt::format("'{}' is no TLS version: write TLSv1, TLSv1.1, TLSv1.2 "
                                            "or TLSv1.3",
                                            base::printable(name)));
}

// TLS 1.0 and 1.1 sign with SHA-1, which OpenSSL 3 does at security level 0 only. Who asks for
// them by name gets that.
void allow_old(SSL_CTX& context, int version) {
  if (version < TLS1_2_VERSION) SSL_CTX_set_security_level(&context, 0);
}

Result<void> refuse_empty_range(const TlsOptions& options) {
  if (options.min_version.empty() || options.max_version.empty()) return {};
  const auto least = find_version(options.min_version), most = find_version(options.max_version);
  if (least && most && least->number > most->number)
    return fail(ErrorKind::parse, fmt::format("no TLS version is at least {} and at most {}",
                                              least->name, most->name));
  return {};
}

Result<void> set_range(SSL_CTX& context, const TlsOptions& options) {
  if (auto some = refuse_empty_range(options); !some) return some;
  if (!options.min_version.empty()) {
    const auto least = find_version(options.min_version);
    if (!least) return fail(least.error());
    SSL_CTX_set_min_proto_version(&context, least->number);
    allow_old(context, least->number);
  }
  if (!options.max_version.empty()) {
    const auto most = find_version(options.max_version);
    if (!most) return fail(most.error());
    SSL_CTX_set_max_proto_version(&context, most->number);
    if (options.min_version.empty() && most->number < TLS1_2_VERSION)
      SSL_CTX_set_min_proto_version(&context, TLS1_VERSION);
    allow_old(context, most->number);
  }
  return {};
}

Result<void> set_only(SSL_CTX& context, const std::vector<std::string>& protocols) {
  if (protocols.empty()) return {};
  std::uint64_t allowed = 0;
  int least = TLS1_3_VERSION;
  for (const std::string& name : protocols) {
    const auto version = find_version(name);
    if (!version) return fail(version.error());
    allowed |= version->off;
    least = std::min(least, version->number);
  }
  SSL_CTX_set_min_proto_version(&context, least);
  for (const Version& version : kVersions)
    if ((allowed & version.off) == 0) SSL_CTX_set_options(&context, version.off);
  allow_old(context, least);
  return {};
}

tl::unexpected<base::Error> unknown(std::string_view what, const std::string& value,
                                    std::string_view command) {
  ERR_clear_error();
  return fail(ErrorKind::parse,
              fmt::format("no {} of '{}' is known to {}: see `openssl {}`", what,
                          base::printable(value), tls_library_version(), command));
}

Result<void> set_ciphers(SSL_CTX& context, const std::string& ciphers) {
  std::vector<std::string_view> old, suites;
  for (const std::string_view name : base::split(ciphers, ':'))
    if (!name.empty()) (name.starts_with("TLS_") ? suites : old).push_back(name);
  const std::string old_list = fmt::format("{}", fmt::join(old, ":"));
  const std::string suite_list = fmt::format("{}", fmt::join(suites, ":"));
  if (!old.empty() && SSL_CTX_set_cipher_list(&context, old_list.c_str()) != 1)
    return unknown("cipher", old_list, "ciphers");
  if (!suites.empty() && SSL_CTX_set_ciphersuites(&context, suite_list.c_str()) != 1)
    return unknown("TLS 1.3 suite", suite_list, "ciphers -tls1_3");
  return {};
}

Result<void> set_groups(SSL_CTX& context, const std::string& groups) {
  if (groups.empty() || SSL_CTX_set1_groups_list(&context, groups.c_str()) == 1) return {};
  return unknown("group", groups, "ecparam -list_curves");
}

Result<void> set_identity(SSL_CTX& context, const TlsOptions& options) {
  if (options.certificate_file.empty()) {
    if (options.key_file.empty()) return {};
    return fail(ErrorKind::usage, "a client key needs its certificate too (--tls-cert)");
  }
  return use_identity(context, options.certificate_file, options.key_file, options.chain_file,
                      options.passphrase);
}

// OpenSSL gives a session to whoever wants to hear of it, and keeps none itself.
int tell_of_ticket(SSL* ssl, SSL_SESSION* session) {
  const auto* listener = static_cast<const TicketListener*>(SSL_get_app_data(ssl));
  if (listener == nullptr || !*listener) return 0;
  TlsTicket ticket;
  ticket.by_id = SSL_SESSION_has_ticket(session) == 0;
  ticket.lifetime = static_cast<std::uint32_t>(SSL_SESSION_get_ticket_lifetime_hint(session));
  ticket.early_data = SSL_SESSION_get_max_early_data(session);
  ticket.session = {session, [](SSL_SESSION* kept) { SSL_SESSION_free(kept); }};
  (*listener)(ticket);
  return 1;
}

void listen_for_tickets(SSL_CTX& context) {
  SSL_CTX_set_session_cache_mode(&context,
                                 SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
  SSL_CTX_sess_set_new_cb(&context, tell_of_ticket);
}

}  // namespace

Result<SslContextPtr> client_context(const TlsOptions& options) {
  SslContextPtr context(SSL_CTX_new(TLS_client_method()));
  if (!context) return fail(ErrorKind::io, "cannot start OpenSSL");
  // The handshake trusts everybody; secure_as_client() judges what it brought.
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  if (options.old_peers) SSL_CTX_set_options(context.get(), SSL_OP_LEGACY_SERVER_CONNECT);
  listen_for_tickets(*context);
  auto done = set_range(*context, options);
  if (done) done = set_only(*context, options.protocols);
  if (done) done = set_ciphers(*context, options.ciphers);
  if (done) done = set_groups(*context, options.groups);
  if (done) done = set_identity(*context, options);
  if (!done) return fail(done.error());
  return context;
}

}  // namespace net
