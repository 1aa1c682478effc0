#include "commands/probe/tests_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "commands/wire_path.h"
#include "net/interruptible.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

Result<smtp::Path> path_of(std::string_view option, const std::string& text) {
  auto path = smtp::parse_path(text);
  if (path) path = wire_path(std::move(*path));
  if (!path) path.error().text = fmt::format("{}: {}", option, path.error().text);
  return path;
}

// Somebody whom a domain's DNS names has not been asked whether he likes it.
Result<void> check_named(const ProbeTestOptions& options, const ProbePlan& plan) {
  std::string_view option;
  if (!options.relay.empty()) option = "--relay-test";
  if (options.open_relay) option = "--open-relay";
  if (options.smuggling) option = "--smuggling";
  const bool named =
      !plan.lists && std::ranges::all_of(plan.named, [](const probe::Target& target) {
        return target.find == probe::Target::Find::host;
      });
  if (option.empty() || named) return {};
  return fail(
      ErrorKind::usage,
      fmt::format("{} is for servers that you name: write HOST:PORT or smtp://HOST", option));
}

Result<void> plan_relay(const ProbeTestOptions& options, probe::Tests& tests) {
  tests.open_relay = options.open_relay;
  if (options.relay.empty()) return {};
  auto from = path_of("--relay-test", options.relay.front());
  if (!from) return fail(from.error());
  auto to = path_of("--relay-test", options.relay.back());
  if (!to) return fail(to.error());
  if (to->domain.empty())
    return fail(ErrorKind::parse, "--relay-test: TO needs a domain: write user@example.com");
  tests.relay = probe::Tests::Relay{std::move(*from), std::move(*to)};
  return {};
}

Result<void> plan_recipients(const ProbeTestOptions& options, probe::Tests& tests) {
  for (const std::string& text : options.recipients) {
    auto path = path_of("--rcpt", text);
    if (!path) return fail(path.error());
    if (path->is_null()) return fail(ErrorKind::parse, "--rcpt: the null path is no recipient");
    tests.recipients.push_back(std::move(*path));
  }
  auto sender = path_of("--from", options.from);
  if (!sender) return fail(sender.error());
  tests.sender = std::move(*sender);
  tests.envelope = options.envelope || !tests.recipients.empty();
  return {};
}

Result<void> plan_retry(const ProbeTestOptions& options, probe::Tests& tests) {
  if (options.retry_greylist.empty()) return {};
  auto span = base::parse_duration(options.retry_greylist);
  if (!span) return fail(ErrorKind::parse, "--retry-greylist: " + span.error().text);
  if (tests.recipients.empty())
    return fail(ErrorKind::usage, "--retry-greylist asks again for --rcpt, which is not given");
  tests.retry_greylist = *span;
  return {};
}

}  // namespace

Result<void> plan_probe_tests(const ProbeTestOptions& options, ProbePlan& plan, const Env& env) {
  probe::Tests& tests = plan.wish.tests;
  if (auto good = check_named(options, plan); !good) return good;
  if (auto good = plan_recipients(options, tests); !good) return good;
  if (auto good = plan_retry(options, tests); !good) return good;
  tests.wait = [interrupt = env.dialer.interruption()](base::Duration span) {
    net::pause(span, interrupt.get());
  };
  if (auto good = plan_relay(options, tests); !good) return good;
  if (options.smuggling && tests.recipients.empty())
    return fail(ErrorKind::usage,
                "--smuggling sends messages: name a recipient of your own with --rcpt");
  tests.ntlm = options.ntlm;
  tests.starttls = options.starttls;
  tests.smuggling = options.smuggling;
  tests.tls_enumerate = options.tls_enumerate;
  return {};
}

}  // namespace commands
