#include "commands/send/login.h"

#include <fmt/format.h>

#include "base/text.h"
#include "commands/misused.h"
#include "smtp/auth_mechanisms.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

std::vector<std::string> mechanism_names(const std::vector<std::string>& given) {
  std::vector<std::string> names;
  for (const std::string& name : given)
    if (!base::trim(name).empty() && name != "{}")
      names.push_back(base::to_upper(base::trim(name)));
  return names;
}

Result<void> check_mechanisms(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (smtp::find_mechanism(name) != nullptr) continue;
    const auto near = base::nearest(name, smtp::known_mechanisms());
    return fail(ErrorKind::parse,
                fmt::format("--auth: '{}' is not a mechanism known here{}", base::printable(name),
                            near ? fmt::format(", did you mean {}?", *near) : ""));
  }
  return {};
}

Result<void> check_secrets(const SendOptions& options) {
  if (options.auth_password.has_value() + !options.auth_password_file.empty() +
          !options.auth_password_command.empty() >
      1)
    return misused(
        "--auth-password, --auth-password-file and --auth-password-command exclude each other");
  if (options.auth_token.has_value() + !options.auth_token_file.empty() +
          !options.auth_token_command.empty() >
      1)
    return misused("--auth-token, --auth-token-file and --auth-token-command exclude each other");
  for (const auto& [option, value] : {std::pair("--auth-user", &options.auth_user),
                                      std::pair("--auth-authzid", &options.auth_authzid),
                                      std::pair("--auth-realm", &options.auth_realm),
                                      std::pair("--auth-domain", &options.auth_domain)})
    if (base::breaks_line(*value))
      return misused(fmt::format("{} cannot hold CR, LF or NUL", option));
  return {};
}

Result<void> plan_auth(const SendOptions& options, smtp::Plan& plan) {
  const int given = options.auth_requested + options.auth_optional_requested +
                    options.auth_strict_requested + options.no_auth;
  if (given > 1)
    return misused(
        "--auth, --auth-optional, --auth-optional-strict and --no-auth exclude each other");
  if (options.no_auth) return {};
  if (options.auth_requested) {
    plan.auth = smtp::AuthUse::required;
    plan.mechanisms = mechanism_names(options.auth);
  } else if (options.auth_optional_requested) {
    plan.auth = smtp::AuthUse::optional;
    plan.mechanisms = mechanism_names(options.auth_optional);
  } else if (options.auth_strict_requested) {
    plan.auth = smtp::AuthUse::optional_strict;
    plan.mechanisms = mechanism_names(options.auth_optional_strict);
  } else if (!options.auth_user.empty()) {
    plan.auth = smtp::AuthUse::required;  // as in swaks: who names a user wants to log in
  } else if (!options.typed_for_login.empty()) {
    return misused(fmt::format("{} needs --auth-user or --auth", options.typed_for_login));
  }
  if (auto known = check_mechanisms(plan.mechanisms); !known) return known;
  plan.force_mechanism = options.auth_force;
  plan.insecure = options.insecure;
  if (plan.force_mechanism && plan.mechanisms.empty())
    return misused("--auth-force needs the mechanism's name: --auth NAME");
  return {};
}

// Whoever can forge an answer of the DNS can name a mail host of their own, with a good certificate
// for it: a name that came from there proves nothing (RFC 7817 section 3).
Result<void> check_trust(const SendOptions& options, const SendJob& job) {
  const bool named = job.server || job.verify_target || options.dump_mail;
  const bool logs_in = job.plan.auth != smtp::AuthUse::off && !options.insecure;
  if (named || !(logs_in || options.requiretls)) return {};
  return misused(fmt::format(
      "{}, name the server (--server): the mail host that the DNS names for a domain may "
      "be anybody's; --tls-verify-target names the one to trust",
      logs_in ? "to log in" : "with --requiretls"));
}

}  // namespace

Result<void> plan_login(const SendOptions& options, SendJob& job) {
  if (auto good = check_secrets(options); !good) return good;
  if (auto good = plan_auth(options, job.plan); !good) return good;
  return check_trust(options, job);
}

}  // namespace commands
