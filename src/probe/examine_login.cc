#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "base/text.h"
#include "codes/refusal.h"
#include "probe/call.h"
#include "probe/checks.h"
#include "probe/examination.h"
#include "smtp/login.h"

namespace probe {
namespace {

constexpr Check kLogin{"auth-login",
                       Stage::auth,
                       Verdict::fail,
                       "RFC 4954",
                       "the login that was given is taken (--auth-user)",
                       "check user and password; 'ehlo send --auth-user' shows the conversation"};

std::vector<Finding> told(Judgements judgements) {
  return {finding_of(kLogin, std::move(judgements.front()))};
}

// A password goes to no server that may be anybody's.
std::string distrust(const AddressFacts& facts, const Login& login) {
  if (login.insecure || facts.is_local()) return "";
  if (!facts.tls) return "no TLS: credentials are not sent in clear (--insecure does)";
  if (facts.tls->verified) return "";
  return fmt::format(
      "the certificate is not trusted, so no credentials are sent (--insecure "
      "does): {}",
      facts.tls->trouble);
}

constexpr const char* kTrustFirst =
    "mend TLS first, as the other checks tell; what --insecure sends anybody on the way may read";

std::string way_to_log_in(const std::vector<std::string>& offered, const Login& login) {
  if (offered.empty())
    return "log in where AUTH is offered, mostly on port 587 or 465; or switch it on here "
           "(Postfix: "
           "smtpd_sasl_auth_enable = yes)";
  if (login.mechanisms.empty())
    return "give what one of them needs: --auth-password-file, or --auth-token-file";
  return base::printable(
      fmt::format("name one that is offered: --auth {}", fmt::join(offered, ",")));
}

Judgements try_mechanisms(Call& call, const Login& login) {
  const net::TlsFacts* tls = call.facts().tls ? &*call.facts().tls : nullptr;
  const auto& offered = call.facts().offered().auth_mechanisms();
  const auto names =
      smtp::choose_mechanisms(offered, login.mechanisms, login.credentials, tls, false);
  if (names.empty())
    return broken(fmt::format("no mechanism can be used: {}",
                              smtp::why_none(offered, login.mechanisms, login.credentials, tls)),
                  way_to_log_in(offered, login));
  const auto reply =
      log_in(call.connection(), call.transcript(), names.front(), login.credentials, tls);
  if (!reply) return broken(fmt::format("{}: {}", names.front(), reply.error().text));
  if (reply->ok()) return holds(fmt::format("{}: {}", names.front(), one_line(*reply)));
  return broken(fmt::format("{}: {}", names.front(), one_line(*reply)),
                codes::read_refusal(*reply).todo);
}

}  // namespace

bool wants_login(const Subject& subject) {
  return subject.wish.login.has_value() && subject.wish.wants(kLogin);
}

std::vector<Finding> examine_login(const Subject& subject) {
  Login login = *subject.wish.login;
  login.credentials.host = subject.host.place.name;
  login.credentials.port = subject.host.place.port;
  if (std::string why = distrust(subject.facts, login); !why.empty())
    return told(broken(std::move(why), kTrustFirst));
  Call call(subject.dialer, subject.host.place, subject.wish, subject.listener);
  if (!call.prepare(subject.facts.address)) {
    const auto& error = call.facts().error;
    return told(unknown(error ? error->text : "the server did not take a second connection"));
  }
  if (std::string why = distrust(call.facts(), login); !why.empty())
    return told(broken(std::move(why), kTrustFirst));
  auto findings = told(try_mechanisms(call, login));
  call.finish();
  return findings;
}

std::span<const Check> login_checks() { return {&kLogin, 1}; }

}  // namespace probe
