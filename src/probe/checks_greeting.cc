#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "banner/greeting.h"
#include "banner/trouble.h"
#include "base/text.h"
#include "codes/refusal.h"
#include "probe/checks.h"
#include "probe/scene.h"

namespace probe {
namespace {

using base::ErrorKind;
using codes::About;

constexpr std::size_t kMaxTextLine = 512;  // RFC 5321 section 4.5.3.1.5, CRLF and code included

// The error that came in place of a greeting, when it is of this kind and has no better name.
const base::Error* lost_as(const AddressScene& scene, ErrorKind kind) {
  const AddressFacts& facts = scene.address;
  const bool here = facts.lost_at(base::Stage::greeting) && !facts.other_way;
  return here && facts.error->kind == kind ? &*facts.error : nullptr;
}

Judgements judge_greeting(const AddressScene& scene) {
  const auto& greeting = scene.address.greeting;
  if (!greeting || !greeting->ok()) return {};
  if (greeting->code != 220)
    return broken(fmt::format("the server greets with {}, where SMTP has 220: {}", greeting->code,
                              one_line(*greeting)));
  return holds(fmt::format("{} ({})", one_line(*greeting),
                           base::show_duration(*scene.address.times.greeting)));
}

Judgements judge_silent(const AddressScene& scene) {
  const base::Error* error = lost_as(scene, ErrorKind::timeout);
  if (error == nullptr || scene.address.heard > 0) return {};
  return broken(fmt::format("{}: connected, but the server says nothing", error->text));
}

Judgements judge_unfinished(const AddressScene& scene) {
  const base::Error* error = lost_as(scene, ErrorKind::timeout);
  const std::size_t heard = scene.address.heard;
  if (error == nullptr || heard == 0) return {};
  return broken(fmt::format("{}: {}", error->text, banner::half_a_greeting(heard)));
}

Judgements judge_lost(const AddressScene& scene) {
  if (const base::Error* error = lost_as(scene, ErrorKind::lost)) return broken(error->text);
  const base::Error* error = lost_as(scene, ErrorKind::io);
  if (error == nullptr) return {};
  return broken(error->text, "name a program that exists and may be executed, with its path");
}

Judgements judge_garbage(const AddressScene& scene) {
  const base::Error* error = lost_as(scene, ErrorKind::protocol);
  return error == nullptr ? Judgements() : broken(error->text);
}

Judgements judge_tls_only(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!facts.other_way || scene.host.place.tls_first) return {};
  return broken(
      "the server says nothing in plaintext, and answers in TLS: it speaks TLS from the first byte "
      "on this port",
      fmt::format("ehlo probe smtps://{}", scene.host.place.shown));
}

// What the greeting is about, when it is a refusal.
std::optional<codes::Refusal> refusal_of(const AddressScene& scene) {
  const auto& greeting = scene.address.greeting;
  if (!greeting || greeting->code < 400) return std::nullopt;
  return codes::read_refusal(*greeting);
}

Judgements judge_refused(const AddressScene& scene) {
  const auto refusal = refusal_of(scene);
  const auto& greeting = scene.address.greeting;
  if (!refusal || !greeting->permanent() || refusal->about == About::early_talk) return {};
  if (refusal->about == About::client)
    return broken(fmt::format("the greeting turns this client away: {}", one_line(*greeting)),
                  refusal->todo);
  return broken(fmt::format("the greeting turns everybody away: {}", one_line(*greeting)));
}

Judgements judge_busy(const AddressScene& scene) {
  const auto refusal = refusal_of(scene);
  const auto& greeting = scene.address.greeting;
  if (!refusal || !greeting->temporary() || refusal->about == About::early_talk) return {};
  return broken(fmt::format("the greeting says not now: {}", one_line(*greeting)),
                refusal->about == About::client ? refusal->todo : "");
}

// Nothing is ever said from here before the greeting.
Judgements judge_early_talk(const AddressScene& scene) {
  const auto refusal = refusal_of(scene);
  if (!refusal || refusal->about != About::early_talk) return {};
  return broken(fmt::format("the greeting says that the client did not wait for it: {}",
                            one_line(*scene.address.greeting)));
}

Judgements judge_slow(const AddressScene& scene) {
  const auto& took = scene.address.times.greeting;
  if (!took) return {};
  if (*took < banner::kSlowGreeting) return holds(base::show_duration(*took));
  return broken(
      fmt::format("the greeting took {}: a tarpit, or a name server that the server "
                  "asks in vain",
                  base::show_duration(*took)));
}

Judgements judge_masked(const AddressScene& scene) {
  const auto& greeting = scene.address.greeting;
  if (!greeting) return {};
  if (!banner::read_greeting(*greeting).masked) return holds("no asterisks");
  return broken(fmt::format("the greeting is asterisks: {}", one_line(*greeting)));
}

Judgements judge_name(const AddressScene& scene) {
  const auto& greeting = scene.address.greeting;
  if (!greeting || !greeting->ok()) return {};
  const banner::Greeting read = banner::read_greeting(*greeting);
  if (read.masked) return {};
  if (banner::is_local_name(read.name))
    return milder(Verdict::hint, fmt::format("the greeting says {}, a name that nobody else knows",
                                             base::printable(read.name)));
  if (banner::is_qualified(read.name)) return holds(base::printable(read.name));
  return broken(fmt::format("the greeting does not begin with a full host name: '{}'",
                            base::printable(read.name)));
}

std::vector<std::string> faults_of(const smtp::Reply& greeting) {
  std::vector<std::string> faults;
  if (greeting.bare_lf) faults.emplace_back("a line ends in LF without CR");
  if (!banner::read_greeting(greeting).ascii)
    faults.emplace_back("it holds bytes that are no printable ASCII");
  const auto is_long = [](const std::string& line) { return line.size() + 6 > kMaxTextLine; };
  if (std::ranges::any_of(greeting.lines, is_long))
    faults.push_back(fmt::format("a line is longer than {} bytes", kMaxTextLine));
  return faults;
}

Judgements judge_syntax(const AddressScene& scene) {
  const auto& greeting = scene.address.greeting;
  if (!greeting) return {};
  const auto faults = faults_of(*greeting);
  if (faults.empty()) return holds("as RFC 5321 wants it");
  return broken(fmt::format("the greeting breaks the protocol: {}", fmt::join(faults, "; ")));
}

// What a server calls itself should be one of the names by which its address is known.
Judgements judge_known_as(const AddressScene& scene) {
  const AddressFacts& facts = scene.address;
  if (!facts.greeting || !facts.greeting->ok() || facts.names.names.empty()) return {};
  const std::string name = base::to_lower(banner::read_greeting(*facts.greeting).name);
  if (name.find('.') == std::string::npos) return {};
  const bool known = name == base::to_lower(scene.host.place.name) ||
                     std::ranges::find(facts.names.names, name, &policy::ReverseName::name) !=
                         facts.names.names.end();
  if (known) return holds(base::printable(name));
  return broken(fmt::format("the server calls itself {}, its reverse name is {}",
                            base::printable(name),
                            base::printable(facts.names.names.front().name)));
}

}  // namespace

std::span<const Check> greeting_checks() {
  static constexpr std::array kChecks{
      Check{"greeting", Stage::greeting, Verdict::fail, "RFC 5321 section 4.3.1",
            "the server greets with 220", "", judge_greeting},
      Check{"greeting-silent", Stage::greeting, Verdict::fail, "RFC 5321 section 4.5.3.2.1",
            "the greeting comes before the time-out",
            "look at the server's load and its name servers; a port forwarding to nothing looks "
            "the same",
            judge_silent},
      Check{"greeting-unfinished", Stage::greeting, Verdict::fail, "RFC 5321 section 4.5.3.2.1",
            "a greeting that has begun comes to its end before the time-out",
            banner::kHalfAGreeting, judge_unfinished},
      Check{"greeting-lost", Stage::greeting, Verdict::fail, "RFC 5321 section 3.8",
            "the server does not hang up before it has greeted",
            "look in the server's log: a wrapper, a block list or a full connection table hangs up "
            "like this",
            judge_lost},
      Check{"greeting-not-smtp", Stage::greeting, Verdict::fail, "RFC 5321 section 4.2",
            "what comes first is a reply of SMTP",
            "another service listens on this port, or something on the way talks in between",
            judge_garbage},
      Check{"tls-on-plaintext-port", Stage::greeting, Verdict::fail, "RFC 8314 section 3.3",
            "the port is spoken to as it wants to be: in plaintext first",
            "connect with TLS from the first byte (smtps://), or offer STARTTLS on this port",
            judge_tls_only},
      Check{"greeting-refused", Stage::greeting, Verdict::fail, "RFC 5321 section 3.1",
            "the greeting is not a refusal (554)",
            "the server takes no mail from here: see its log for the reason (block list, policy, "
            "a host that is no mail server)",
            judge_refused},
      Check{"greeting-busy", Stage::greeting, Verdict::fail, "RFC 5321 section 3.8",
            "the greeting is not a 421 or another refusal for now", banner::kWhenItStays,
            judge_busy},
      Check{"early-talker", Stage::greeting, Verdict::fail, "RFC 5321 section 4.3.1",
            "the server does not take this client for one that talks ahead of the greeting",
            "probe waits for the greeting, so something on the way speaks first: a proxy that adds "
            "a PROXY header where the server expects none, or a load balancer's health check",
            judge_early_talk},
      Check{"greeting-slow", Stage::greeting, Verdict::hint, "RFC 5321 section 4.5.3.2.1",
            "the greeting comes within 5 s",
            "nothing, when it is on purpose; else look for a name server that does not answer",
            judge_slow},
      Check{"greeting-masked", Stage::greeting, Verdict::warn, "",
            "no firewall covers the greeting with asterisks (Cisco PIX or ASA)",
            "switch off the inspection of SMTP (\"no inspect esmtp\"): it hides STARTTLS too",
            judge_masked},
      Check{"greeting-name", Stage::greeting, Verdict::warn, "RFC 5321 section 4.2",
            "the greeting begins with the server's full host name",
            "set the server's name (Postfix: myhostname)", judge_name},
      Check{"greeting-syntax", Stage::greeting, Verdict::hint, "RFC 5321 sections 2.3.8, 4.2",
            "the greeting is printable ASCII, in lines that end in CRLF",
            "correct the banner in the server's configuration", judge_syntax},
      Check{"greeting-known-as", Stage::greeting, Verdict::hint, "RFC 1912 section 2.1",
            "the server calls itself by its host name or its reverse name",
            "make the banner, the reverse name and the host name one", judge_known_as},
  };
  return kChecks;
}

}  // namespace probe
