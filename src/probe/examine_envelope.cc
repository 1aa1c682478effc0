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
          "'ehlo codes' tells what the reply means and who must act"},
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

std::string at(std::string_view local, const std::string& domain) {
  return domain.empty() ? fmt::format("<{}>", local) : fmt::format("<{}@{}>", local, domain);
}

// What was asked for, on one connection after another: a greylisted recipient gets a second one.
class EnvelopeExamination {
 public:
  explicit EnvelopeExamination(const Subject& subject)
      : subject_(subject), tests_(subject.wish.tests), sender_(tests_.sender.in_angles()) {}

  std::vector<Finding> findings() {
    on_a_connection([this](Transactions& talk) { ask_all(talk); });
    if (!greylisted_.empty() && tests_.retry_greylist) ask_again();
    for (auto& [path, reply] : greylisted_)
      add(kRecipient, judge_recipient(path.address(), reply, std::nullopt));
    return std::move(findings_);
  }

 private:
  struct Deferred {
    Path path;
    Reply reply;
  };

  template <typename Ask>
  void on_a_connection(const Ask& ask) {
    Call call(subject_.dialer, subject_.host.place, subject_.wish, subject_.listener);
    if (!call.prepare(subject_.facts.address)) {
      const auto& error = call.facts().error;
      add(kNullSender,
          unknown(error ? error->text : "the server did not take a second connection"));
      call.finish();
      return;
    }
    Transactions talk(call);
    ask(talk);
    if (const std::string why = talk.lost(); !why.empty())
      add(kNullSender, unknown("the server ended the conversation early: " + why));
    call.finish();
  }

  void add(const Check& check, Judgements judgements) {
    if (!subject_.wish.wants(check)) return;
    for (Judgement& judgement : judgements)
      findings_.push_back(finding_of(check, std::move(judgement)));
  }

  void ask_all(Transactions& talk) {
    ask_null_sender(talk);
    for (const Path& path : tests_.recipients) ask_recipient(talk, path);
    ask_roles(talk);
    ask_disclosure(talk, kVrfy, "VRFY");
    ask_disclosure(talk, kExpn, "EXPN");
    ask_utf8(talk);
  }

  void ask_null_sender(Transactions& talk) {
    const auto reply = talk.mail("<>");
    if (!reply) return;
    if (reply->ok()) return add(kNullSender, holds(one_line(*reply)));
    const std::string said = fmt::format("MAIL FROM:<> is refused: {}", one_line(*reply));
    const bool login = reply->code == 530 || subject_.host.place.is_submission();
    add(kNullSender, reply->temporary() || login ? unknown(said) : broken(said));
  }

  // The stranger goes first: what he is told says what an answer is worth.
  void ask_recipient(Transactions& talk, const Path& path) {
    const auto stranger = talk.recipient(sender_, at(nobody(), path.domain));
    if (!stranger) return;
    const auto reply = talk.recipient(sender_, path.in_angles());
    if (!reply) return;
    if (is_greylisting(*reply)) return greylisted_.push_back({path, *reply});
    add(kRecipient, judge_recipient(path.address(), *reply, stranger));
  }

  void ask_roles(Transactions& talk) {
    std::set<std::string> domains;
    for (const Path& path : tests_.recipients) domains.insert(path.domain);
    if (domains.empty()) domains.insert("");
    for (const std::string& domain : domains) {
      ask_role(talk, kPostmaster, at("postmaster", domain));
      if (!domain.empty()) ask_role(talk, kAbuse, at("abuse", domain));
    }
  }

  void ask_role(Transactions& talk, const Check& check, const std::string& path) {
    if (const auto reply = talk.recipient(sender_, path)) add(check, judge_role(path, *reply));
  }

  void ask_disclosure(Transactions& talk, const Check& check, const std::string& verb) {
    const std::string who =
        tests_.recipients.empty() ? "postmaster" : tests_.recipients.front().address();
    const auto known = talk.ask(fmt::format("{} {}", verb, who));
    if (!known) return;
    const auto stranger = talk.ask(fmt::format("{} {}", verb, nobody()));
    if (stranger) add(check, judge_disclosure(verb, *known, *stranger));
  }

  void ask_utf8(Transactions& talk) {
    if (!subject_.facts.offered().has("SMTPUTF8"))
      return add(kUtf8, broken("SMTPUTF8 is not offered: to addresses that are not ASCII nobody "
                               "can write"));
    const auto reply = talk.mail(sender_, " SMTPUTF8");
    if (!reply) return;
    const std::string said = one_line(*reply);
    add(kUtf8, reply->ok() ? holds(said)
                           : milder(Verdict::warn, "SMTPUTF8 is offered and refused: " + said));
  }

  void ask_again() {
    tests_.wait(*tests_.retry_greylist);
    const std::string waited = base::show_duration(*tests_.retry_greylist);
    on_a_connection([&](Transactions& talk) {
      std::vector<Deferred> still;
      for (Deferred& deferred : greylisted_) {
        const auto reply = talk.recipient(sender_, deferred.path.in_angles());
        if (!reply || is_greylisting(*reply)) {
          if (reply) deferred.reply = *reply;
          still.push_back(std::move(deferred));
          continue;
        }
        auto judgements = judge_recipient(deferred.path.address(), *reply, std::nullopt);
        judgements.front().reason +=
            fmt::format(" (greylisted at first; asked again after {})", waited);
        add(kRecipient, std::move(judgements));
      }
      greylisted_ = std::move(still);
    });
  }

  const Subject& subject_;
  const Tests& tests_;
  std::string sender_;
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
