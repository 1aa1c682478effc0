#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "probe/checks.h"
#include "probe/scene.h"

namespace probe {
namespace {

constexpr std::array kWeak{"CRAM-MD5", "DIGEST-MD5", "NTLM", "CRAM-SHA1"};

std::string list_of(const std::vector<std::string>& mechanisms) {
  return base::printable(fmt::format("{}", fmt::join(mechanisms, " ")));
}

Judgements judge_offered(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!facts.last_hello() || !facts.last_hello()->ok()) return {};
  const auto& mechanisms = facts.offered().auth_mechanisms();
  if (!mechanisms.empty()) return holds(list_of(mechanisms));
  if (!scene.host.place.is_submission()) return {};
  return broken("this is a port for submission, and AUTH is not offered");
}

Judgements judge_clear(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!facts.hello || !facts.hello->ok() || facts.is_local()) return {};
  const auto& mechanisms = facts.plain.auth_mechanisms();
  if (!mechanisms.empty())
    return broken(fmt::format("AUTH is offered before TLS: {}", list_of(mechanisms)));
  if (facts.offered().auth_mechanisms().empty()) return {};
  return holds("offered inside TLS alone");
}

Judgements judge_weak(const AddressScene& scene) {
  const auto& mechanisms = scene.address.offered().auth_mechanisms();
  if (mechanisms.empty()) return {};
  std::vector<std::string_view> weak;
  for (const std::string_view name : kWeak)
    if (std::ranges::find(mechanisms, name) != mechanisms.end()) weak.push_back(name);
  if (weak.empty()) return holds("none is weak");
  return broken(fmt::format("weak: {}", fmt::join(weak, " ")));
}

}  // namespace

std::span<const Check> auth_checks() {
  static constexpr std::array kChecks{
      Check{"auth-offered", Stage::auth, Verdict::warn, "RFC 6409 section 4.3",
            "a port for submission offers AUTH",
            "switch it on (Postfix: smtpd_sasl_auth_enable), or look why its SASL service is down",
            judge_offered},
      Check{"auth-clear", Stage::auth, Verdict::warn, "RFC 4954 section 4, RFC 8314 section 4.1",
            "AUTH is offered inside TLS alone",
            "offer it after STARTTLS only (Postfix: smtpd_tls_auth_only = yes)", judge_clear},
      Check{"auth-weak", Stage::auth, Verdict::hint, "RFC 6331",
            "no mechanism is weak (CRAM-MD5, DIGEST-MD5, NTLM)",
            "offer SCRAM-SHA-256, and PLAIN inside TLS", judge_weak},
  };
  return kChecks;
}

}  // namespace probe
