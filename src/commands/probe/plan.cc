#include "commands/probe/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hex.h"
#include "base/text.h"
#include "commands/credentials.h"
#include "commands/probe/targets_plan.h"
#include "commands/probe/tests_plan.h"
#include "probe/checks.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using policy::Topic;
using policy::Verdict;

constexpr int kPatience = 6;  // tries that all questions about one target may take together
constexpr std::size_t kSha256 = 32;

// Those that the hosts themselves are not judged by already.
constexpr std::array kTopics{Topic::mx,      Topic::spf,     Topic::dkim, Topic::dmarc,
                             Topic::mta_sts, Topic::tls_rpt, Topic::dane, Topic::dnssec,
                             Topic::caa,     Topic::bimi,    Topic::srv};

Result<base::Duration> duration_of(std::string_view option, const std::string& text) {
  auto span = base::parse_duration(text);
  if (!span) return fail(ErrorKind::parse, fmt::format("{}: {}", option, span.error().text));
  if (*span == base::Duration::zero())
    return fail(ErrorKind::parse, fmt::format("{}: it must be longer than nothing", option));
  return span;
}

Result<std::set<std::string, std::less<>>> names_of(std::string_view option,
                                                    const std::vector<std::string>& words) {
  std::set<std::string, std::less<>> names;
  std::vector<std::string> known;
  for (const probe::Stage stage : probe::all_stages()) known.emplace_back(stage_name(stage));
  for (const probe::Check* check : probe::all_checks()) known.emplace_back(check->id);
  for (const std::string& word : words) {
    const std::string name(base::trim(word));
    if (std::ranges::find(known, name) == known.end()) {
      const auto near = base::nearest(name, known);
      return fail(
          ErrorKind::parse,
          fmt::format("{}: there is no check or stage '{}'{}", option, base::printable(name),
                      near ? fmt::format(", did you mean '{}'?", *near) : ""));
    }
    names.insert(name);
  }
  return names;
}

Result<std::string> pin_of(const std::string& text) {
  std::string digits = base::to_lower(text);
  std::erase(digits, ':');
  const auto bytes = base::hex_decode(digits);
  if (bytes && bytes->size() == kSha256) return digits;
  return fail(ErrorKind::parse,
              fmt::format("--pin-sha256: '{}' is no SHA-256: write 64 hexadecimal digits",
                          base::printable(text)));
}

Result<void> plan_times(const ProbeOptions& options, ProbePlan& plan) {
  auto timeout = duration_of("--timeout", options.timeout);
  if (!timeout) return fail(timeout.error());
  auto max_time = duration_of("--max-time", options.max_time);
  if (!max_time) return fail(max_time.error());
  auto dns = duration_of("--dns-timeout", options.dns_timeout);
  if (!dns) return fail(dns.error());
  plan.wish.timeout = *timeout;
  plan.wish.max_time = *max_time;
  plan.dns_timeout = *dns;
  return {};
}

// One that is given alone draws the other's default along.
Result<void> plan_days(const ProbeOptions& options, probe::Wish& wish) {
  const auto days = [](std::uint64_t given) { return static_cast<long long>(given); };
  if (options.cert_warn) wish.cert_warn = days(*options.cert_warn);
  if (options.cert_fail) wish.cert_fail = days(*options.cert_fail);
  if (wish.cert_fail <= wish.cert_warn) return {};
  if (options.cert_warn && options.cert_fail)
    return fail(ErrorKind::usage,
                fmt::format("--cert-fail {} is more than --cert-warn {}: fewer days are worse",
                            *options.cert_fail, *options.cert_warn));
  wish.cert_warn = wish.cert_fail = options.cert_warn ? wish.cert_warn : wish.cert_fail;
  return {};
}

Result<void> plan_tls(const ProbeOptions& options, probe::Wish& wish) {
  wish.tls.ca_path = options.tls_ca_path;
  wish.sni = options.tls_sni;
  if (!options.tls_verify_target.empty()) wish.verify_name = options.tls_verify_target;
  if (auto good = plan_days(options, wish); !good) return good;
  for (const std::string& text : options.pins) {
    auto pin = pin_of(text);
    if (!pin) return fail(pin.error());
    wish.pins.push_back(std::move(*pin));
  }
  auto good = net::check_options(wish.tls);
  if (!good) good.error().text = "--tls-ca-path: " + good.error().text;
  return good;
}

// A name that the DNS gave is no proof of who a host is, so the hosts must be named to log in.
Result<void> plan_login(const ProbeOptions& options, const Env& env, ProbePlan& plan) {
  if (!options.login.auth_requested && options.login.auth_user.empty()) return {};
  if (plan.lists || plan.named.size() != 1 || plan.named.front().find != probe::Target::Find::host)
    return fail(ErrorKind::usage,
                "a login is tried at one server: name it with its port, or as smtp://HOST");
  auto credentials = find_credentials(options.login, plan.named.front().endpoint.host, env);
  if (!credentials) return fail(credentials.error());
  plan.wish.login = probe::Login{std::move(*credentials), {}, options.insecure};
  for (const std::string& name : options.login.auth)
    if (!name.empty()) plan.wish.login->mechanisms.push_back(base::to_upper(name));
  return {};
}

// What kept an address from being looked at: nobody there, not now, not SMTP. Nothing where it was,
// and where TLS is what went wrong: that is told as a finding.
std::optional<Exit> obstacle(const probe::AddressFacts& facts) {
  if (facts.other_way) return std::nullopt;
  if (!facts.greeting) {
    const Exit exit = facts.error ? exit_for(facts.error->kind) : Exit::temporary;
    return exit == Exit::policy ? std::nullopt : std::optional(exit);
  }
  if (!facts.greeting->ok()) return exit_for(*facts.greeting, base::Stage::greeting);
  if (facts.hello && facts.hello->temporary()) return Exit::temporary;
  return std::nullopt;
}

// The worst obstacle, when each address has one or there is no address.
std::optional<Exit> obstacle(const probe::TargetResult& result) {
  Exit worst = Exit::temporary;
  for (const probe::HostResult& host : result.hosts)
    for (const probe::AddressResult& address : host.addresses) {
      const auto one = obstacle(address.facts);
      if (!one) return std::nullopt;
      worst = worse(worst, *one);
    }
  return worst;
}

// What was asked for by name could not be told.
bool leaves_open(const probe::TargetResult& result) {
  static constexpr std::array<std::string_view, 6> kAskedFor{
      "recipient", "relay", "open-relay", "smuggling", "auth-login", "reached"};
  bool open = false;
  for_each_finding(result, [&](const probe::Spot&, const probe::Finding& finding) {
    open = open || (finding.verdict == Verdict::unknown &&
                    std::ranges::find(kAskedFor, finding.check->id) != kAskedFor.end());
  });
  return open;
}

bool has_address(const probe::TargetResult& result) {
  return std::ranges::any_of(result.hosts, [](const probe::HostResult& host) {
    return !host.addresses.empty() ||
           (host.facts.trouble && host.facts.trouble->kind != ErrorKind::no_host);
  });
}

}  // namespace

base::Deadline ProbePlan::deadline() const {
  return base::Deadline::after(dns_timeout * kPatience);
}

Result<ProbePlan> plan_probe(const ProbeOptions& options, const Env& env) {
  ProbePlan plan;
  if (options.ipv4 && options.ipv6) return fail(ErrorKind::usage, "-4 and -6 exclude each other");
  if (options.ipv4) plan.wish.family = net::Family::v4;
  if (options.ipv6) plan.wish.family = net::Family::v6;
  if (base::breaks_line(options.helo))
    return fail(ErrorKind::usage, "--helo cannot hold CR, LF or NUL");
  plan.wish.helo = options.helo.empty() ? env.host_name() : options.helo;
  plan.wish.dnsbls = options.dnsbls;
  plan.wish.topics.assign(kTopics.begin(), kTopics.end());
  plan.wish.now = std::chrono::system_clock::to_time_t(env.now());
  plan.fail_on = options.fail_on == "warn" ? Verdict::warn : Verdict::fail;
  auto only = names_of("--only", options.only), skip = names_of("--skip", options.skip);
  if (!only) return fail(only.error());
  if (!skip) return fail(skip.error());
  plan.wish.only = std::move(*only);
  plan.wish.skip = std::move(*skip);
  if (auto good = plan_times(options, plan); !good) return fail(good.error());
  if (auto good = plan_tls(options, plan.wish); !good) return fail(good.error());
  if (auto good = plan_targets(options, env, plan); !good) return fail(good.error());
  if (auto good = plan_login(options, env, plan); !good) return fail(good.error());
  if (auto good = plan_probe_tests(options.tests, plan, env); !good) return fail(good.error());
  return plan;
}

Exit exit_for(const probe::TargetResult& result, Verdict fail_on) {
  if (result.trouble) return exit_for(result.trouble->kind);
  if (!has_address(result)) return Exit::no_host;
  if (const auto exit = obstacle(result)) return *exit;
  if (result.verdict() >= fail_on) return Exit::check;
  return leaves_open(result) ? Exit::temporary : Exit::ok;
}

}  // namespace commands
