#include <fmt/format.h>

#include <array>
#include <set>

#include "codes/refusal.h"
#include "probe/checks.h"
#include "probe/envelope_judges.h"
#include "probe/examination.h"
#include "probe/relay_forms.h"
#include "probe/relay_judges.h"
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

// Whom no server has as its own (RFC 2606).
Path stranger_from() { return {"relay-test", "example.org"}; }
Path stranger_to() { return {"relay-test", "example.com"}; }

std::string literal_of(const net::Address& address) {
  const auto* tcp = std::get_if<net::TcpAddress>(&address);
  if (tcp == nullptr) return "[127.0.0.1]";
  return tcp->ip.literal();
}

// What was asked, and what is still to be asked, over one connection after another.
class RelayExamination {
 public:
  explicit RelayExamination(const Subject& subject)
      : wish_(subject.wish),
        tests_(subject.wish.tests),
        who_(tests_.relay.value_or(Tests::Relay{stranger_from(), stranger_to()})),
        host_(host_of(subject)) {
    unwritable_ = judge_unwritable(subject.facts.offered(), {who_.from, who_.to});
    forms_ = relay_forms(host_, who_.from, who_.to);
  }

  bool is_over() const {
    if (unwritable_) return true;
    const bool relay_asked = !wants_relay() || relay_.has_value();
    return relay_asked && (!wants_forms() || tally_.asked() == forms_.size());
  }

  void go_on(Call& call) {
    Transactions talk(call);
    if (!at_name_) ask_at_name(talk);
    if (wants_forms() && host_.literal != host_.name && !at_literal_)
      at_literal_ = ask_nobody(talk, host_.literal);
    if (wants_relay() && !relay_)
      relay_ = talk.recipient(tests_.relay->from.in_angles(), tests_.relay->to.in_angles());
    while (wants_forms() && tally_.asked() < forms_.size())
      if (!ask(talk, forms_[tally_.asked()])) break;
    lost_ = talk.lost();
  }
  void did_not_begin(std::string why) { lost_ = std::move(why); }

  std::vector<Finding> findings() const {
    std::vector<Finding> all;
    if (unwritable_) return nothing_was_asked();
    if (wants_relay()) all.push_back(finding_of(kRelay, std::move(judged_relay().front())));
    if (wants_forms())
      all.push_back(finding_of(
          kOpenRelay,
          std::move(tally_.judge(forms_.size(), takes_anybody(), host_.name, lost_).front())));
    return all;
  }

 private:
  static RelayHost host_of(const Subject& subject) {
    const std::string literal = literal_of(subject.facts.address);
    const std::string& name = subject.host.place.name;
    return {name.empty() || net::IpAddress::parse(name) ? literal : name, literal};
  }

  bool wants_relay() const { return tests_.relay && wish_.wants(kRelay); }
  bool wants_forms() const { return tests_.open_relay && wish_.wants(kOpenRelay); }

  // Nothing when there is no answer.
  static std::optional<Reply> ask_nobody(Transactions& talk, const std::string& domain) {
    return talk.recipient("<>", fmt::format("<{}@{}>", nobody(), domain));
  }

  // Where its name is not the server's own, a recipient that the user names tells what is.
  void ask_at_name(Transactions& talk) {
    at_name_ = ask_nobody(talk, host_.name);
    if (!at_name_ || owns_domain(*at_name_)) return;
    if (tests_.recipients.empty() || tests_.recipients.front().domain.empty()) return;
    if (host_.name == host_.literal) at_literal_ = at_name_;
    host_.name = tests_.recipients.front().domain;
    forms_ = relay_forms(host_, who_.from, who_.to);
    at_name_ = ask_nobody(talk, host_.name);
  }

  // Who takes a stranger at its own name decides nothing at RCPT: its 250 is no relaying.
  bool takes_anybody() const { return at_name_ && at_name_->ok(); }

  // Where one of the two names is the server's own, what the forms do is told by that one.
  bool is_alien(const RelayForm& form) const {
    const bool owns_name = !at_name_ || owns_domain(*at_name_);
    const bool owns_literal = at_literal_ && owns_domain(*at_literal_);
    return !form.assumes.empty() && !owns_name && !owns_literal;
  }

  std::vector<Finding> nothing_was_asked() const {
    std::vector<Finding> all;
    if (wants_relay()) all.push_back(finding_of(kRelay, *unwritable_));
    if (wants_forms()) all.push_back(finding_of(kOpenRelay, *unwritable_));
    return all;
  }

  // A sender that was refused is not tried again: the null sender takes its place, so that the
  // recipients are looked at. False when there was no answer.
  bool ask(Transactions& talk, const RelayForm& form) {
    const std::string sender = refused_senders_.contains(form.sender) ? "<>" : form.sender;
    const auto reply = talk.recipient(sender, form.recipient);
    if (!reply) return false;
    const bool is_new =
        !reply->ok() && sender != "<>" &&
        (!talk.begun().ok() || codes::read_refusal(*reply).about == codes::About::sender);
    if (is_new) {
      refused_senders_.insert(sender);
      return ask(talk, form);
    }
    tally_.add(fmt::format("{} to {}", sender, form.recipient), *reply, is_alien(form));
    return true;
  }

  Judgements judged_relay() const {
    if (!relay_) return unknown("the server ended the conversation: " + lost_);
    const Tests::Relay& who = *tests_.relay;
    return judge_relay(fmt::format("{} to {}", who.from.in_angles(), who.to.in_angles()), *relay_,
                       takes_anybody());
  }

  const Wish& wish_;
  const Tests& tests_;
  const Tests::Relay who_;  // the strangers
  RelayHost host_;
  std::optional<Judgement> unwritable_;
  std::array<RelayForm, 16> forms_;
  std::set<std::string> refused_senders_;
  std::optional<Reply> at_name_, at_literal_;  // nobody() is asked for
  std::optional<Reply> relay_;
  RelayTally tally_;
  std::string lost_;
};

}  // namespace

bool wants_relay(const Subject& subject) {
  const Tests& tests = subject.wish.tests;
  return (tests.relay && subject.wish.wants(kRelay)) ||
         (tests.open_relay && subject.wish.wants(kOpenRelay));
}

// A server that ends the conversation after some refusals (Exim: smtp_max_synprot_errors) is asked
// for the rest on a further one.
std::vector<Finding> examine_relay(const Subject& subject) {
  RelayExamination examination(subject);
  for (std::size_t i = 0; i < kMostRelayConnections && !examination.is_over(); ++i) {
    Call call(subject.dialer, subject.host.place, subject.wish, subject.listener);
    const bool ready = call.prepare(subject.facts.address);
    const auto& error = call.facts().error;
    if (ready)
      examination.go_on(call);
    else
      examination.did_not_begin(error ? error->text : "it did not take a further connection");
    call.finish();
    if (!ready) break;
  }
  return examination.findings();
}

std::span<const Check> relay_checks() { return kChecks; }

}  // namespace probe
