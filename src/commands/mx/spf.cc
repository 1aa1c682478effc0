#include "commands/mx/spf.h"

#include <fmt/format.h>

#include "base/text.h"
#include "commands/complain.h"
#include "dns/cache.h"
#include "policy/spf_check.h"
#include "report/json_spf.h"
#include "report/spf_text.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using policy::SpfResult;

// Its domain in A-labels (RFC 7208 section 4.3), for macros take parts of it.
Result<std::string> ascii_identity(const std::string& identity) {
  const std::size_t domain = identity.rfind('@') + 1;
  if (base::is_ascii(identity)) return identity;
  auto ascii = dns::to_ascii(identity.substr(domain));
  if (!ascii) return fail(ErrorKind::parse, "--spf-check: " + ascii.error().text);
  return identity.substr(0, domain) + *ascii;
}

Result<policy::SpfClient> client_of(const MxOptions& options) {
  const auto parts = base::split(options.spf_check, ',');
  const auto ip = net::IpAddress::parse(base::trim(parts[0]));
  if (!ip || parts.size() > 3)
    return fail(ErrorKind::parse, "--spf-check: IP[,SENDER[,HELO]] is needed, not " +
                                      base::printable(options.spf_check));
  std::string sender(parts.size() > 1 ? base::trim(parts[1]) : "");
  const std::string helo(parts.size() > 2 ? base::trim(parts[2]) : "");
  if (sender.empty() && helo.empty() && options.domains.size() == 1)
    sender = "postmaster@" + options.domains.front();
  else if (!options.domains.empty() || (sender.empty() && helo.empty()))
    return fail(ErrorKind::usage,
                "--spf-check needs one domain: in SENDER, in HELO, or as the only DOMAIN");
  const auto ascii_sender = ascii_identity(sender);
  if (!ascii_sender) return fail(ascii_sender.error());
  const auto ascii_helo = ascii_identity(helo);
  if (!ascii_helo) return fail(ascii_helo.error());
  policy::SpfClient client = policy::spf_mail_from(*ip, *ascii_sender, *ascii_helo);
  auto domain = dns::to_ascii(client.domain);
  if (!domain) return fail(ErrorKind::parse, "--spf-check: " + domain.error().text);
  client.domain = std::move(*domain);
  return client;
}

Exit exit_for(SpfResult result, policy::Verdict fail_on) {
  switch (result) {
    case SpfResult::none:
    case SpfResult::neutral:
    case SpfResult::pass:
      return Exit::ok;
    case SpfResult::softfail:
      return fail_on == policy::Verdict::warn ? Exit::check : Exit::ok;
    case SpfResult::fail:
    case SpfResult::permerror:
      return Exit::check;
    case SpfResult::temperror:
      return Exit::temporary;
  }
  return Exit::ok;
}

}  // namespace

Exit check_spf_client(const MxOptions& options, const MxPlan& plan, dns::Resolver& asking,
                      Env& env) {
  const auto client = client_of(options);
  if (!client) return complain(env, "mx", client.error());
  dns::Cache cache;
  dns::CachingResolver resolver(asking, cache);
  policy::SpfOptions about;
  about.receiver = env.host_name();
  about.now = std::chrono::system_clock::to_time_t(env.now());
  const auto verdict = policy::check_spf(resolver, *client, about, plan.deadline());
  env.out << (options.json    ? report::json_of(verdict, *client)
              : options.brief ? report::short_spf(verdict)
                              : report::spf_text(verdict, *client));
  return exit_for(verdict.result, plan.fail_on);
}

}  // namespace commands
