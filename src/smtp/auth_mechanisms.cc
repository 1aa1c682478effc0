#include "smtp/auth_mechanisms.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace smtp {
namespace {

constexpr std::size_t kMostReasons = 20;

constexpr Mechanism scram(std::string_view name, bool bound) {
  return {.name = name,
          .needs_user = true,
          .needs_password = true,
          .bound = bound,
          .client_first = true,
          .proves_server = true};
}

constexpr Mechanism challenged(std::string_view name, bool proves_server) {
  return {.name = name, .needs_user = true, .needs_password = true, .proves_server = proves_server};
}

constexpr Mechanism bearer(std::string_view name, bool needs_user) {
  return {.name = name,
          .needs_user = needs_user,
          .needs_token = true,
          .sends_secret = true,
          .client_first = true};
}

constexpr Mechanism clear(std::string_view name, bool client_first) {
  return {.name = name,
          .needs_user = true,
          .needs_password = true,
          .sends_secret = true,
          .client_first = client_first};
}

constexpr Mechanism without_secret(std::string_view name, Unasked unasked) {
  return {.name = name, .client_first = true, .unasked = unasked};
}

constexpr std::array kMechanisms{
    scram("SCRAM-SHA-256-PLUS", true),
    scram("SCRAM-SHA-1-PLUS", true),
    scram("SCRAM-SHA-256", false),
    scram("SCRAM-SHA-1", false),
    bearer("OAUTHBEARER", false),
    bearer("XOAUTH2", true),
    challenged("DIGEST-MD5", true),
    challenged("CRAM-MD5", false),
    Mechanism{.name = "NTLM", .needs_user = true, .needs_password = true, .invited = true},
    clear("PLAIN", true),
    clear("LOGIN", false),
    without_secret("EXTERNAL", Unasked::last_resort),
    without_secret("GSSAPI", Unasked::last_resort),
    without_secret("ANONYMOUS", Unasked::never),
};

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [name](const std::string& each) {
    return base::equal_ignoring_case(each, name);
  });
}

bool tried_unasked(const Mechanism& mechanism, const Credentials& credentials,
                   const net::TlsFacts* tls) {
  switch (mechanism.unasked) {
    case Unasked::yes:
      return true;
    case Unasked::last_resort:
      return credentials.password.empty() && credentials.token.empty() &&
             (tls != nullptr || mechanism.name != "EXTERNAL");
    case Unasked::never:
      return false;
  }
  return false;
}

struct Candidate {
  const Mechanism* mechanism;
  std::string name;  // LOGIN-INITIAL is another name of LOGIN
};

std::vector<Candidate> candidates(const std::vector<std::string>& wanted,
                                  const Credentials& credentials, const net::TlsFacts* tls) {
  std::vector<Candidate> found;
  for (const std::string& name : wanted)
    if (const Mechanism* mechanism = find_mechanism(name))
      found.push_back({mechanism, base::to_upper(name)});
  if (!wanted.empty()) return found;
  for (const Mechanism& mechanism : kMechanisms)
    if (tried_unasked(mechanism, credentials, tls))
      found.push_back({&mechanism, std::string(mechanism.name)});
  return found;
}

std::string reason_against(std::string_view name, const std::vector<std::string>& offered,
                           const Credentials& credentials, const net::TlsFacts* tls) {
  const Mechanism* mechanism = find_mechanism(name);
  if (mechanism == nullptr) return "is not known here";
  if (!holds(offered, mechanism->name)) return "is not offered";
  const std::string need = unmet_need(*mechanism, credentials, tls);
  return need.empty() ? "is only used when asked for by name (--auth)" : need;
}

}  // namespace

std::span<const Mechanism> mechanisms() { return kMechanisms; }

const Mechanism* find_mechanism(std::string_view name) {
  if (base::equal_ignoring_case(name, "LOGIN-INITIAL")) name = "LOGIN";
  const auto* const found = std::find_if(
      kMechanisms.begin(), kMechanisms.end(),
      [name](const Mechanism& each) { return base::equal_ignoring_case(each.name, name); });
  return found == kMechanisms.end() ? nullptr : found;
}

bool is_scram(const Mechanism& mechanism) { return mechanism.name.starts_with("SCRAM-"); }

std::string unmet_need(const Mechanism& mechanism, const Credentials& credentials,
                       const net::TlsFacts* tls) {
  if (mechanism.bound && tls == nullptr) return "needs TLS (--tls)";
  if (mechanism.bound && tls->binding_unique.empty() && tls->binding_exporter.empty())
    return "needs a channel binding, which this TLS session does not give";
  if (mechanism.needs_token && credentials.token.empty())
    return "needs a token (--auth-token-file)";
  if (mechanism.needs_user && credentials.user.empty()) return "needs a user name (--auth-user)";
  if (mechanism.needs_password && credentials.password.empty())
    return "needs a password (--auth-password-file)";
  return "";
}

const std::vector<std::string>& known_mechanisms() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Mechanism& mechanism : kMechanisms) all.emplace_back(mechanism.name);
    return all;
  }();
  return names;
}

bool sends_secret_in_clear(std::string_view mechanism) {
  const Mechanism* found = find_mechanism(mechanism);
  return found != nullptr && found->sends_secret;
}

bool needs_channel_binding(std::string_view mechanism) {
  const Mechanism* found = find_mechanism(mechanism);
  return found != nullptr && found->bound;
}

bool takes_token(std::string_view mechanism) {
  const Mechanism* found = find_mechanism(mechanism);
  return found != nullptr && found->needs_token;
}

std::vector<std::string> choose_mechanisms(const std::vector<std::string>& offered,
                                           const std::vector<std::string>& wanted,
                                           const Credentials& credentials, const net::TlsFacts* tls,
                                           bool force) {
  std::vector<std::string> chosen;
  for (const auto& [mechanism, name] : candidates(wanted, credentials, tls)) {
    const bool available = (force && !wanted.empty()) || holds(offered, mechanism->name);
    if (available && !holds(chosen, name) && unmet_need(*mechanism, credentials, tls).empty())
      chosen.push_back(name);
  }
  return chosen;
}

bool may_fare_better(std::string_view refused, std::string_view next) {
  const Mechanism* before = find_mechanism(refused);
  const Mechanism* after = find_mechanism(next);
  if (before == nullptr || after == nullptr) return true;
  const bool same_secret =
      before->needs_password == after->needs_password && before->needs_token == after->needs_token;
  const bool any_secret = before->needs_password || before->needs_token;
  return !same_secret || !any_secret || (after->sends_secret && !before->sends_secret);
}

std::string why_none(const std::vector<std::string>& offered,
                     const std::vector<std::string>& wanted, const Credentials& credentials,
                     const net::TlsFacts* tls) {
  const std::vector<std::string>& names = wanted.empty() ? offered : wanted;
  if (names.empty()) return "the server offers no mechanism";
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMostReasons; ++i) {
    if (i > 0) text += "; ";
    text += base::printable(names[i]) + " " + reason_against(names[i], offered, credentials, tls);
  }
  return text;
}

}  // namespace smtp
