#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "probe/checks.h"
#include "probe/envelope_judges.h"
#include "probe/examination.h"
#include "probe/transactions.h"

namespace probe {
namespace {

using smtp::Path;
using smtp::Reply;

constexpr std::array kChecks{
    Check{"recipient", Stage::envelope, Verdict::fail, "RFC 5321 section 3.3",
          "each recipient that was named is taken (--rcpt)",
          "read the reply: 'ehlo codes' tells what it means and who must act"},
    Check{"null-sender", Stage::envelope, Verdict::fail, "RFC 5321 section 6.1",
          "the null sender of bounces is taken (--envelope)",
          "take MAIL FROM:<>: who refuses it never learns that mail was not delivered"},
    Check{"postmaster", Stage::envelope, Verdict::warn, "RFC 5321 section 4.5.1",
          "postmaster is taken (--envelope, --rcpt)", "add the address, and read what comes to it"},
    Check{"abuse", Stage::envelope, Verdict::hint, "RFC 2142 section 2", "abuse@ is taken (--rcpt)",
          "add the address, and read what comes to it"},
    Check{"vrfy-closed", Stage::envelope, Verdict::warn, "RFC 5321 section 7.3",
          "VRFY tells nobody who is there (--envelope)",
          "answer 252 (Postfix: disable_vrfy_command = yes)"},
    Check{"expn-closed", Stage::envelope, Verdict::warn, "RFC 5321 section 7.3",
          "EXPN tells nobody who is on a list (--envelope)", "answer 502"},
    Check{"smtputf8", Stage::envelope, Verdict::hint, "RFC 6531",
          "an envelope with SMTPUTF8 is taken (--envelope)",
          "switch it on (Postfix: smtputf8_enable = yes), so that addresses of all scripts work"},
};
constexpr const Check &kRecipient = kChecks[0], &kNullSender = kChecks[1],
                      &kPostmaster = kChecks[2], &kAbuse = kChecks[3], &kVrfy = kChecks[4],
                      &kExpn = kChecks[5], &kUtf8 = kChecks[6];

// More where the server hangs up.
constexpr std::size_t kMostEnvelopeConnections = 6;

std::string at(std::string_view local, const std::string& domain) {
  return domain.empty() ? fmt::format("<{}>", local) : fmt::format("<{}@{}>", local, domain);
}

// What was asked for, on one connection after another: Exim ends one after some RSETs
// (smtp_accept_max_nonmail), and a greylisted recipient gets a later one.
class EnvelopeExamination {
 public:
  explicit EnvelopeExamination(const Subject& subject)
      : subject_(subject), tests_(subject.wish.tests), sender_(tests_.sender.in_angles()) {}

  std::vector<Finding> findings() {
    connect();
    ask_all();
    disconnect();
    if (!greylisted_.empty() && tests_.retry_greylist) ask_again();
    for (const Deferred& deferred : greylisted_)
      add(kRecipient, judge_recipient(deferred.path.address(), deferred.reply, std::nullopt));
    std::ranges::stable_sort(findings_, {}, &Finding::check);  // all point into kChecks
    return std::move(findings_);
  }

 private:
  struct Deferred {
    Path path;
    std::string stranger;  // who was put off ahead of it too, and is asked for again; else empty
    Reply reply;
  };

  // It may not come about: then nothing is answered.
  void connect() {
    disconnect();
    ++connections_;
    call_.emplace(subject_.dialer, subject_.host.place, subject_.wish, subject_.listener);
    if (call_->prepare(subject_.facts.address)) talk_.emplace(*call_);
    const auto& error = call_->facts().error;
    why_none_ = error ? error->text : "the server did not take a second connection";
  }

  void disconnect() {
    talk_.reset();
    if (call_) call_->finish();
    call_.reset();
  }

  bool connect_again() {
    if (!talk_ || !talk_->was_cut_off() || connections_ == kMostEnvelopeConnections) return false;
    connect();
    return talk_.has_value();
  }

  // The answer to one question about `shown`; where there is none, that is found.
  template <typename Ask>
  std::optional<Reply> answer(const Check& check, const std::string& shown, const Ask& ask) {
    auto reply = talk_ ? ask(*talk_) : std::nullopt;
    if (!reply && connect_again()) reply = ask(*talk_);
    if (!reply)
      add(check, unknown(fmt::format("{}: not answered: {}", base::printable(shown),
                                     talk_ ? talk_->lost() : why_none_)));
    return reply;
  }

  void add(const Check& check, Judgements judgements) {
    if (!subject_.wish.wants(check)) return;
    for (Judgement& judgement : judgements)
      findings_.push_back(finding_of(check, std::move(judgement)));
  }

  void ask_all() {
    ask_null_sender();
    for (const Path& path : tests_.recipients) ask_recipient(path);
    ask_roles();
    ask_disclosure(kVrfy, "VRFY");
    ask_disclosure(kExpn, "EXPN");
    ask_utf8();
  }

  void ask_null_sender() {
    const auto reply =
        answer(kNullSender, "MAIL FROM:<>", [](Transactions& talk) { return talk.mail("<>"); });
    if (reply) add(kNullSender, judge_null_sender(subject_.host.place.is_submission(), *reply));
  }

  // The stranger goes first: what he is told says what an answer is worth.
  void ask_recipient(const Path& path) {
    if (auto why = judge_unwritable(subject_.facts.offered(), {tests_.sender, path}))
      return add(kRecipient, {std::move(*why)});
    const std::string somebody = at(nobody(), path.domain);
    std::optional<Reply> stranger;
    const auto reply = answer(kRecipient, path.address(), [&](Transactions& talk) {
      stranger = talk.recipient(sender_, somebody);
      return talk.recipient(sender_, path.in_angles());
    });
    if (!reply) return;
    const bool put_off = stranger && stranger->temporary();
    if (is_greylisting(*reply))
      return greylisted_.push_back({path, put_off ? somebody : "", *reply});
    add(kRecipient, judge_recipient(path.address(), *reply, stranger));
  }

  void ask_roles() {
    std::set<std::string> domains;
    for (const Path& path : tests_.recipients) domains.insert(path.domain);
    if (domains.empty()) domains.insert("");
    for (const std::string& domain : domains) {
      ask_role(kPostmaster, at("postmaster", domain));
      if (!domain.empty()) ask_role(kAbuse, at("abuse", domain));
    }
  }

  void ask_role(const Check& check, const std::string& path) {
    if (auto why = judge_unwritable(subject_.facts.offered(), {tests_.sender}))
      return add(check, {std::move(*why)});
    const auto reply =
        answer(check, path, [&](Transactions& talk) { return talk.recipient(sender_, path); });
    if (reply) add(check, judge_role(path, *reply));
  }

  void ask_disclosure(const Check& check, const std::string& verb) {
    const auto known_one = std::ranges::find_if(
        tests_.recipients, [](const Path& path) { return base::is_ascii(path.address()); });
    const Path who = known_one == tests_.recipients.end() ? Path{"postmaster", ""} : *known_one;
    const Path somebody{nobody(), who.domain};
    std::optional<Reply> known;
    const auto stranger = answer(check, verb, [&](Transactions& talk) {
      known = talk.ask(fmt::format("{} {}", verb, who.address()));
      return talk.ask(fmt::format("{} {}", verb, somebody.address()));
    });
    if (known && stranger) add(check, judge_disclosure(verb, *known, *stranger));
  }

  void ask_utf8() {
    if (!subject_.facts.offered().has("SMTPUTF8"))
      return add(kUtf8, broken("SMTPUTF8 is not offered: to addresses that are not ASCII nobody "
                               "can write"));
    const auto reply = answer(kUtf8, "MAIL with SMTPUTF8",
                              [&](Transactions& talk) { return talk.mail(sender_, " SMTPUTF8"); });
    if (!reply) return;
    const std::string said = one_line(*reply);
    add(kUtf8, reply->ok() ? holds(said)
                           : milder(Verdict::warn, "SMTPUTF8 is offered and refused: " + said));
  }

  void ask_again() {
    tests_.wait(*tests_.retry_greylist);
    connect();
    std::erase_if(greylisted_, [this](Deferred& deferred) { return is_told_now(deferred); });
    disconnect();
  }

  bool is_told_now(Deferred& deferred) {
    std::optional<Reply> stranger;
    if (talk_ && !deferred.stranger.empty())
      stranger = talk_->recipient(sender_, deferred.stranger);
    const auto reply = talk_ ? talk_->recipient(sender_, deferred.path.in_angles()) : std::nullopt;
    if (reply) deferred.reply = *reply;
    if (!reply || is_greylisting(*reply)) return false;
    auto judgements = judge_recipient(deferred.path.address(), *reply, stranger);
    judgements.front().reason += fmt::format(" (greylisted at first; asked again after {})",
                                             base::show_duration(*tests_.retry_greylist));
    add(kRecipient, std::move(judgements));
    return true;
  }

  const Subject& subject_;
  const Tests& tests_;
  std::string sender_;
  std::optional<Call> call_;
  std::optional<Transactions> talk_;  // on the connection that stands
  std::size_t connections_ = 0;
  std::string why_none_;
  std::vector<Deferred> greylisted_;
  std::vector<Finding> findings_;
};

}  // namespace

bool wants_envelope(const Subject& subject) {
  return subject.wish.tests.envelope && std::ranges::any_of(kChecks, [&](const Check& check) {
           return subject.wish.wants(check);
         });
}

std::vector<Finding> examine_envelope(const Subject& subject) {
  return EnvelopeExamination(subject).findings();
}

std::span<const Check> envelope_checks() { return kChecks; }

}  // namespace probe
