#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "probe/checks.h"
#include "probe/envelope_judges.h"
#include "probe/examination.h"
#include "probe/relay_forms.h"
#include "probe/transactions.h"

namespace probe {
namespace {

using smtp::Path;
using smtp::Reply;

constexpr std::array kChecks{
    Check{"relay", Stage::envelope, Verdict::fail, "RFC 5321 section 7.8",
          "mail from this sender to this recipient is not relayed (--relay-test)",
          "relay for those who logged in alone (Postfix: smtpd_relay_restrictions)"},
    Check{"open-relay", Stage::envelope, Verdict::fail, "RFC 5321 section 7.8",
          "none of sixteen forms of a foreign recipient is taken (--open-relay)",
          "relay for those who logged in alone (Postfix: smtpd_relay_restrictions); the address "
          "that probes must not be in mynetworks"},
};
constexpr const Check &kRelay = kChecks[0], &kOpenRelay = kChecks[1];

constexpr std::string_view kOnlyAMessageTells =
    "only a message tells: 'ehlo send --server' to an address of yours that is elsewhere";

// Whom no server has as its own (RFC 2606).
Path stranger_from() { return {"relay-test", "example.org"}; }
Path stranger_to() { return {"relay-test", "example.com"}; }

std::string literal_of(const net::Address& address) {
  const auto* tcp = std::get_if<net::TcpAddress>(&address);
  if (tcp == nullptr) return "[127.0.0.1]";
  return tcp->ip.literal();
}

class RelayExamination {
 public:
  RelayExamination(const Subject& subject, Call& call)
      : tests_(subject.wish.tests), wish_(subject.wish), talk_(call) {
    host_.literal = literal_of(subject.facts.address);
    const std::string& name = subject.host.place.name;
    host_.name = name.empty() || net::IpAddress::parse(name) ? host_.literal : name;
  }

  std::vector<Finding> findings() {
    if (tests_.relay && wish_.wants(kRelay)) ask_relay(*tests_.relay);
    if (tests_.open_relay && wish_.wants(kOpenRelay)) ask_forms();
    return std::move(findings_);
  }

 private:
  void add(const Check& check, Judgements judgements) {
    findings_.push_back(finding_of(check, std::move(judgements.front())));
  }

  // Who takes a stranger at its own name decides nothing at RCPT: its 250 is no relaying.
  bool takes_anybody() {
    const auto reply = talk_.recipient("<>", fmt::format("<{}@{}>", nobody(), host_.name));
    return reply && reply->ok();
  }

  void ask_relay(const Tests::Relay& relay) {
    const bool anybody = takes_anybody();
    const auto reply = talk_.recipient(relay.from.in_angles(), relay.to.in_angles());
    const std::string envelope =
        fmt::format("{} to {}", relay.from.in_angles(), relay.to.in_angles());
    if (!reply) return add(kRelay, unknown("the server ended the conversation: " + talk_.lost()));
    const std::string said = base::printable(fmt::format("{}: {}", envelope, one_line(*reply)));
    if (reply->temporary()) return add(kRelay, unknown("refused for now: " + said));
    if (!reply->ok()) return add(kRelay, holds("refused: " + said));
    if (anybody)
      return add(kRelay,
                 milder(Verdict::unknown, "cannot tell, as the server takes any recipient: " + said,
                        std::string(kOnlyAMessageTells)));
    add(kRelay, broken("taken: " + said));
  }

  void ask_forms() {
    const bool anybody = takes_anybody();
    const auto forms = relay_forms(host_, tests_.relay ? tests_.relay->from : stranger_from(),
                                   tests_.relay ? tests_.relay->to : stranger_to());
    std::vector<std::string> taken;
    std::size_t asked = 0, put_off = 0;
    for (const RelayForm& form : forms) {
      const auto reply = talk_.recipient(form.sender, form.recipient);
      if (!reply) break;
      ++asked;
      if (reply->temporary()) ++put_off;
      if (reply->ok())
        taken.push_back(fmt::format("{} to {}: {}", form.sender, form.recipient, one_line(*reply)));
      if (!talk_.lost().empty()) break;
    }
    judge(anybody, taken, asked, put_off);
  }

  void judge(bool anybody, const std::vector<std::string>& taken, std::size_t asked,
             std::size_t put_off) {
    if (!taken.empty() && anybody)
      return add(kOpenRelay,
                 milder(Verdict::unknown,
                        "cannot tell: the server takes any recipient, those of its own name that "
                        "cannot be there too",
                        std::string(kOnlyAMessageTells)));
    if (!taken.empty())
      return add(kOpenRelay, broken(fmt::format("{} of {} forms are taken, as {}", taken.size(),
                                                asked, taken.front())));
    if (asked < kForms)
      return add(kOpenRelay,
                 unknown(fmt::format("{} of {} forms were refused, then the server ended it: {}",
                                     asked, kForms, talk_.lost())));
    if (put_off > 0)
      return add(kOpenRelay,
                 unknown(fmt::format("{} of {} forms were refused for now only", put_off, kForms)));
    add(kOpenRelay, holds(fmt::format("all {} forms are refused", kForms)));
  }

  static constexpr std::size_t kForms = 16;

  const Tests& tests_;
  const Wish& wish_;
  Transactions talk_;
  RelayHost host_;
  std::vector<Finding> findings_;
};

}  // namespace

bool wants_relay(const Subject& subject) {
  const Tests& tests = subject.wish.tests;
  return (tests.relay && subject.wish.wants(kRelay)) ||
         (tests.open_relay && subject.wish.wants(kOpenRelay));
}

std::vector<Finding> examine_relay(const Subject& subject) {
  Call call(subject.dialer, subject.host.place, subject.wish, subject.listener);
  if (!call.prepare(subject.facts.address)) {
    const auto& error = call.facts().error;
    auto judgements = unknown(error ? error->text : "the server did not take a second connection");
    call.finish();
    const Check& check = subject.wish.tests.open_relay ? kOpenRelay : kRelay;
    return {finding_of(check, std::move(judgements.front()))};
  }
  auto findings = RelayExamination(subject, call).findings();
  call.finish();
  return findings;
}

std::span<const Check> relay_checks() { return kChecks; }

}  // namespace probe
