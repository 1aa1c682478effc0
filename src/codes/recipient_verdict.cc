#include "codes/recipient_verdict.h"

#include "codes/remote_host.h"

namespace codes {

bool says_little(const Verdict& verdict) {
  return verdict.reason == "undefined" || verdict.reason == "onhold" ||
         verdict.decided_by.starts_with("reply ");
}

namespace {

// The words of a diagnostic come first, then the code of the report's Status field, which mailers
// fill in carelessly, then the rest of the mail.
Verdict judge_words(const BouncedRecipient& recipient, const ReplyText& text,
                    const std::string& extra, const Classifier& classifier) {
  Verdict verdict = classifier.classify(text, recipient.diagnostic);
  if (says_little(verdict) && !text.status && !recipient.status.empty()) {
    ReplyText known = text;
    known.status = parse_enhanced(recipient.status);
    const Verdict better = classifier.classify(known, recipient.diagnostic);
    if (!says_little(better)) return better;
  }
  if (says_little(verdict) && !extra.empty()) {
    const Verdict better = classifier.classify(extra);
    if (!says_little(better)) return better;
  }
  return verdict;
}

// "5.0.0" says less than "5.7.1".
bool is_less_than(std::string_view status, const smtp::EnhancedStatus& other) {
  return status.ends_with(".0.0") && other.klass == status.front() - '0';
}

}  // namespace

void judge(BouncedRecipient& recipient, const std::string& extra, const Classifier& classifier,
           base::Stage known_stage) {
  ReplyText text = find_reply(recipient.diagnostic);
  if (text.stage == base::Stage::none) text.stage = known_stage;
  recipient.verdict = judge_words(recipient, text, extra, classifier);
  const ReplyText more = find_reply(extra);
  recipient.reply = text.code != 0 ? text.code : more.code;
  if (text.status) {
    recipient.status = show(*text.status);
  } else if (more.status &&
             (recipient.status.empty() || is_less_than(recipient.status, *more.status))) {
    recipient.status = show(*more.status);
  }
  if (recipient.verdict.reason == "undefined" && recipient.action == "failed") {
    recipient.verdict.reason = "onhold";
  }
  if (recipient.remote_mta.empty()) recipient.remote_mta = host_named_in(recipient.diagnostic);
}

}  // namespace codes
