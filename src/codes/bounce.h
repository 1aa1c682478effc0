// What a bounce says: which recipients failed, why, and what their servers answered.
//
// Reads delivery status notifications (RFC 3464), also damaged, nested or quoted ones, the free
// texts of qmail, Exim, sendmail, Exchange, Domino and others, complaints (ARF, RFC 5965) and
// automatic answers (RFC 3834).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codes/classifier.h"
#include "codes/most_recipients.h"

namespace codes {

enum class MailKind { bounce, delayed, delivered, complaint, automatic_answer, not_a_bounce };
std::string_view name(MailKind kind);  // "bounce", "automatic answer"

struct BouncedRecipient {
  std::string address;
  std::string action;      // "failed", "delayed", "delivered"; empty for complaints and answers
  std::string status;      // "5.1.1"; of the diagnostic, else of the Status field
  int reply = 0;           // 0 when no reply is quoted
  std::string diagnostic;  // the words of the server or of the mailer, in one line
  std::string remote_mta;
  Verdict verdict;
};

// What has become of the message, as the first digit of a code: a delay is temporary, and what was
// given up is permanent, whatever the code is. 0 for complaints and automatic answers.
int class_of(const BouncedRecipient& recipient);

// The first digit of its code, else class_of(). A message may be given up although each refusal was
// temporary; of the address that says less than a permanent one.
int class_of_code(const BouncedRecipient& recipient);

struct Bounce {
  MailKind kind = MailKind::not_a_bounce;
  std::string reporting_mta;
  std::string subject;                       // of the bounce
  std::vector<BouncedRecipient> recipients;  // at most kMostRecipients
  bool is_truncated = false;                 // it names more than those
};

// Error kind parse for a mail over the limits of mime.h; a mail that is no bounce is none.
base::Result<Bounce> read_bounce(std::string_view raw, const Classifier& classifier);

// What the webhook of a service that sends mail tells, as a bounce of each of its recipients; one
// that tells of nothing but what was opened or clicked is none. Nothing for any other text.
std::optional<Bounce> read_webhook_bounce(std::string_view text, const Classifier& classifier);

}  // namespace codes
