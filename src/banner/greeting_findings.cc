#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "banner/greeting.h"
#include "base/text.h"
#include "codes/refusal.h"
#include "net/address.h"
#include "smtp/extensions.h"
#include "smtp/size_keyword.h"

namespace banner {
namespace {

using policy::Finding;
using policy::Level;

constexpr std::size_t kMostOctets = 512;  // of a reply line, code and CRLF included
constexpr std::size_t kAroundText = 6;    // "220 " and CRLF
constexpr std::size_t kShownName = 100;

std::string shown(std::string_view name) { return base::printable(name.substr(0, kShownName)); }

// What `ehlo codes` advises where the words blame this client.
std::string advice_on(const smtp::Reply& refusal, std::string_view otherwise) {
  codes::Refusal read = codes::read_refusal(refusal);
  const bool blames_us =
      read.about == codes::About::client || read.about == codes::About::early_talk;
  return blames_us ? std::move(read.todo) : std::string(otherwise);
}

std::optional<Finding> code_finding(const smtp::Reply& reply) {
  if (reply.code == 220) return std::nullopt;
  const std::string said = smtp::one_line(reply);
  if (reply.code == 421)
    return Finding{Level::fail, "is closed for now: " + said, advice_on(reply, kWhenItStays), {}};
  if (reply.code == 554)
    return Finding{Level::fail,
                   "refuses every message from here: " + said,
                   advice_on(reply, "ask its postmaster by another way, or use another address"),
                   {}};
  return Finding{Level::fail,
                 "greets with a code that is none of 220, 421 and 554: " + said,
                 reply.ok() ? "another service listens on this port: name the port of SMTP"
                            : advice_on(reply, "greet as RFC 5321 section 4.3.2 says"),
                 {}};
}

Finding name_finding(const Greeting& greeting) {
  const std::string fix = "greet with the host's full name (RFC 5321 section 4.3.1)";
  if (greeting.name.empty()) return {Level::warn, "names no host in its greeting", fix, {}};
  if (net::IpAddress::parse(greeting.name))
    return {Level::warn,
            fmt::format("greets with the address {} without brackets", shown(greeting.name)),
            fix,
            {}};
  return {Level::warn,
          fmt::format("greets with {}, which is not the full name of a host", shown(greeting.name)),
          fix,
          {}};
}

void judge_name(const Greeting& greeting, std::vector<Finding>& findings) {
  if (greeting.masked) {
    findings.push_back(
        {Level::warn,
         "stands behind a Cisco PIX or ASA that stars out the greeting, and may hide "
         "STARTTLS and other extensions",
         "on the firewall: no inspect esmtp",
         {}});
  } else if (!is_qualified(greeting.name)) {
    findings.push_back(name_finding(greeting));
  } else if (is_local_name(greeting.name)) {
    findings.push_back(
        {Level::hint,
         fmt::format("greets with {}, a name that nobody else knows", shown(greeting.name)),
         "greet with the name that the DNS has for it",
         {}});
  }
}

void judge_form(const smtp::Reply& reply, const Greeting& greeting,
                std::vector<Finding>& findings) {
  if (reply.bare_lf)
    findings.push_back({Level::warn,
                        "ends a line in LF alone (RFC 5321 section 2.3.8)",
                        "end each line in CRLF",
                        {}});
  if (!greeting.ascii)
    findings.push_back({Level::warn,
                        "has bytes in its greeting that are not printable ASCII (RFC 5321 section "
                        "4.2)",
                        "greet in ASCII",
                        {}});
  const auto longest = std::ranges::max(reply.lines, {}, &std::string::size).size() + kAroundText;
  if (longest > kMostOctets)
    findings.push_back({Level::warn,
                        fmt::format("has a greeting line of {} octets; 512 may be (RFC 5321 "
                                    "section 4.5.3.1.5)",
                                    longest),
                        "break it into several lines",
                        {}});
}

std::string advice_without_hello(const Greeting& greeting, const HelloTrial& trial) {
  if (trial.lmtp) return "it may speak SMTP: leave out --lmtp and lmtp://";
  if (trial.helo_taken)
    return "offer EHLO (RFC 5321 section 3.2); a firewall may have taken it away";
  if (base::equal_ignoring_case(greeting.protocol, "LMTP")) return "it speaks LMTP: add --lmtp";
  return fmt::format("it may speak LMTP: add --lmtp; else {}", kNotSmtp);
}

std::string advice_on_refusal(const smtp::Reply& reply, const Greeting& greeting,
                              const HelloTrial& trial) {
  if (reply.temporary()) return advice_on_put_off(reply);
  if (is_another_service(reply, greeting, trial)) return kNotSmtp;
  if (knows_no_hello(reply)) return advice_without_hello(greeting, trial);
  return advice_on(reply, trial.helo_taken
                              ? kNotTheName
                              : "see the server's log for the reason: a block list, a policy, or "
                                "the name in EHLO (--helo)");
}

// Who takes HELO takes mail.
Finding refusal_finding(const smtp::Reply& reply, const Greeting& greeting,
                        const HelloTrial& trial) {
  return {trial.helo_taken ? Level::warn : Level::fail,
          fmt::format("refuses {}: {}", trial.lmtp ? "LHLO" : "EHLO", smtp::one_line(reply)),
          advice_on_refusal(reply, greeting, trial),
          {}};
}

void judge_size(const smtp::Extensions& extensions, std::vector<Finding>& findings) {
  if (const auto wrong = smtp::wrong_size(extensions))
    findings.push_back(
        {Level::hint,
         fmt::format("offers SIZE {}, which is no number (RFC 1870 section 4)", shown(*wrong)),
         "offer SIZE with a number of bytes, or alone",
         {}});
}

}  // namespace

std::vector<Finding> greeting_findings(const smtp::Reply& reply, base::Duration delay) {
  std::vector<Finding> findings;
  const Greeting greeting = read_greeting(reply);
  if (auto finding = code_finding(reply)) findings.push_back(std::move(*finding));
  if (reply.code == 220) judge_name(greeting, findings);
  if (!reply.lines.empty()) judge_form(reply, greeting, findings);
  if (delay >= kSlowGreeting)
    findings.push_back({Level::hint,
                        fmt::format("greets after {}: a tarpit, or a slow look-up of this host's "
                                    "name",
                                    base::show_duration(delay)),
                        "",
                        {}});
  return findings;
}

std::string advice_on_put_off(const smtp::Reply& refusal) {
  if (refusal.code == 421) return advice_on(refusal, kWhenItStays);
  return advice_on(refusal,
                   "see the server's log for the reason: a look-up of this client's address or "
                   "name that failed (try --helo NAME with a name that the DNS knows), its load, "
                   "or its limits; then try again");
}

bool knows_no_hello(const smtp::Reply& refusal) {
  return (refusal.code == 500 || refusal.code == 502 || refusal.code == 504) &&
         codes::read_refusal(refusal).about != codes::About::client;
}

bool is_another_service(const smtp::Reply& refusal, const Greeting& greeting,
                        const HelloTrial& trial) {
  if (trial.lmtp || trial.helo_taken || greeting.masked) return false;
  if (!greeting.protocol.empty() || is_qualified(greeting.name)) return false;
  if (refusal.status()) return false;
  const auto& helo = trial.helo_refusal;
  const bool knows_neither =
      knows_no_hello(refusal) && helo && knows_no_hello(*helo) && !helo->status();
  return refusal.code == 530 || knows_neither;
}

std::vector<Finding> hello_findings(const smtp::Reply& reply, const Greeting& greeting,
                                    const HelloTrial& trial) {
  if (!reply.ok()) return {refusal_finding(reply, greeting, trial)};
  std::vector<Finding> findings;
  const auto extensions = smtp::Extensions::parse(reply);
  judge_size(extensions, findings);
  const std::string_view name = extensions.server_name();
  if (!greeting.masked && is_qualified(greeting.name) &&
      !base::equal_ignoring_case(name, greeting.name))
    findings.push_back({Level::hint,
                        fmt::format("calls itself {} in the greeting and {} behind EHLO",
                                    shown(greeting.name), name.empty() ? "nothing" : shown(name)),
                        "use one name",
                        {}});
  const bool hidden = std::ranges::any_of(extensions.all(), [](const smtp::Extension& one) {
    return one.keyword.size() > 4 && base::glob_match("XXXX*", one.keyword);
  });
  if (hidden)
    findings.push_back({Level::fail,
                        "stands behind a device that overwrites what EHLO offers (XXXX...), "
                        "mostly STARTTLS",
                        "let the device pass SMTP on as it is",
                        {}});
  return findings;
}

}  // namespace banner
