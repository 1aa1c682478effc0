#include "codes/bounce.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "codes/bounce_lines.h"
#include "codes/bounce_marks.h"
#include "codes/bounce_text.h"
#include "codes/forwarded.h"
#include "codes/html_text.h"
#include "codes/json_webhook.h"
#include "codes/mime.h"
#include "codes/recipient_verdict.h"
#include "codes/remote_host.h"
#include "codes/session_transcript.h"
#include "codes/status_fields.h"
#include "codes/words.h"

namespace codes {
namespace {

// Everything that a mailer or a server could have written, the enclosed message aside.
std::string human_text(const Mail& mail) {
  std::string text;
  for (const Part& part : mail.parts) {
    if (part.depth > 0 || part.type != "text/plain" || text.size() > kMostPartText) continue;
    text += part.text() + "\n";
  }
  if (!base::trim(text).empty()) return text;
  for (const Part& part : mail.parts) {
    if (part.depth == 0 && part.type == "text/html") text += without_tags(part.text()) + "\n";
  }
  return text;
}

StatusFields find_status_fields(const Mail& mail, const std::string& human) {
  if (const Part* part =
          find_part(mail, {"message/delivery-status", "message/global-delivery-status"})) {
    StatusFields fields = read_status_fields(part->text());
    if (!fields.recipients.empty()) return fields;
  }
  // Somebody passed on the report alone: its fields stand where those of a mail should.
  if (mail.headers.has("Final-Recipient")) return read_status_fields(mail.text);
  return read_status_fields(human);
}

Headers original_headers(const Mail& mail, const std::string& human) {
  if (!mail.original.fields.empty()) return mail.original;
  std::string_view body;
  if (const Part* part = find_part(mail, {"text/rfc822-headers", "message/rfc822-headers"})) {
    return parse_headers(part->raw, body);
  }
  const std::size_t mailers = before_original(human).size();
  std::string_view rest = std::string_view(human).substr(mailers);
  // Under the line that announces the copy: its headers, at once or after an empty line.
  rest.remove_prefix(std::min(rest.find('\n'), rest.size()));
  return parse_headers(base::trim(rest), body);
}

std::vector<std::string> own_addresses(const Mail& mail, std::vector<std::string> own) {
  for (const char* name : {"To", "From", "Reply-To", "Sender", "Delivered-To", "Envelope-To"}) {
    for (std::string& address : addresses_of(mail.headers.get(name)))
      own.push_back(std::move(address));
  }
  return own;
}

// A diagnostic such as "X-Unix; 255" or "smtp" tells nothing.
bool has_words(std::string_view diagnostic) {
  if (base::starts_with_ignoring_case(diagnostic, "x-unix;")) diagnostic.remove_prefix(7);
  return std::count_if(diagnostic.begin(), diagnostic.end(), [](char c) {
           return base::to_lower(c) >= 'a' && base::to_lower(c) <= 'z';
         }) > 3;
}

// A file or a program that the mailer could not write to stands for the address that the mail was
// for, which Exim tells in its header.
std::string mailbox_of(const RecipientStatus& status, const Mail& mail) {
  if (status.address().find('@') != std::string::npos) return status.address();
  const auto failed = addresses_of(mail.headers.get("X-Failed-Recipients"));
  return failed.size() == 1 ? failed.front() : status.address();
}

// A code that stands in the text of the mail may be another recipient's, or no code at all: it must
// not contradict what the report says of this one.
bool is_own_reply(const BouncedRecipient& recipient, const RecipientStatus& status) {
  if (find_reply(status.diagnostic).code != 0 || status.status.empty()) return true;
  return recipient.reply / 100 == status.status.front() - '0';
}

// What the mail says to people about one of several recipients: only what stands under its address.
std::string words_under(const RecipientStatus& status, const std::vector<FailedAddress>& blocks) {
  for (const FailedAddress& block : blocks) {
    if (base::equal_ignoring_case(block.address, status.final_recipient) ||
        base::equal_ignoring_case(block.address, status.original_recipient)) {
      return block.diagnostic;
    }
  }
  return {};
}

bool has_arrived(const RecipientStatus& status) {
  return status.action == "delivered" || status.action == "relayed" || status.action == "expanded";
}

BouncedRecipient of_arrived(const RecipientStatus& status) {
  BouncedRecipient recipient;
  recipient.action = status.action;
  recipient.status = status.status;
  recipient.diagnostic = status.diagnostic;
  recipient.remote_mta = status.remote_mta;
  recipient.reply = find_reply(status.diagnostic).code;
  recipient.verdict.reason = "delivered";
  recipient.verdict.decided_by = "action/" + status.action;
  recipient.verdict.confidence = Confidence::high;
  return recipient;
}

// Of what has not arrived: any other word, one that is cut short too, is a failure.
std::string action_of(const RecipientStatus& status) {
  return status.action == "delayed" ? "delayed" : "failed";
}

// `words` is what the mail says to people about this recipient.
BouncedRecipient of_status(const RecipientStatus& status, const std::string& words,
                           base::Stage stage, const Classifier& classifier) {
  BouncedRecipient recipient;
  recipient.action = action_of(status);
  recipient.status = status.status;
  recipient.diagnostic = status.diagnostic;
  recipient.remote_mta = status.remote_mta;
  const std::string transcript = session_transcript(words);
  if (!has_words(recipient.diagnostic) && !transcript.empty()) recipient.diagnostic = transcript;
  const std::string whole = whole_diagnostic(words);
  judge(recipient, transcript.empty() ? whole : transcript, classifier, stage);
  if (!is_own_reply(recipient, status)) recipient.reply = 0;
  if (recipient.action == "delayed" && says_little(recipient.verdict)) {
    recipient.verdict.reason = "expired";
  }
  if (recipient.diagnostic.empty()) recipient.diagnostic = whole;
  if (recipient.remote_mta.empty()) recipient.remote_mta = host_named_in(before_original(words));
  return recipient;
}

void read_report(const Mail& mail, const StatusFields& fields, const std::string& human,
                 const Classifier& classifier, Bounce& bounce) {
  const bool alone = fields.recipients.size() == 1;
  const auto blocks = alone ? std::vector<FailedAddress>{} : read_bounce_text(human, {});
  const auto stage = refused_after_data(human) ? base::Stage::dot : base::Stage::none;
  for (const RecipientStatus& status : fields.recipients) {
    bounce.recipients.push_back(
        has_arrived(status)
            ? of_arrived(status)
            : of_status(status, alone ? human : words_under(status, blocks), stage, classifier));
    bounce.recipients.back().address = mailbox_of(status, mail);
  }
}

std::vector<FailedAddress> named_in(std::string_view header) {
  std::vector<FailedAddress> named;
  for (std::string& address : addresses_of(header)) named.push_back({std::move(address), {}});
  return named;
}

std::vector<FailedAddress> failed_addresses(const Mail& mail, const std::string& human,
                                            std::vector<std::string> forwarding) {
  auto found = read_bounce_text(human, own_addresses(mail, std::move(forwarding)));
  if (found.empty()) found = named_in(mail.headers.get("X-Failed-Recipients"));
  if (found.empty()) {
    // Sieve and Dovecot refuse by the form of a receipt, RFC 5429 section 2.1.2.
    const Headers receipt = fields_of(find_part(mail, {"message/disposition-notification"}));
    const std::string_view recipient = receipt.get("Final-Recipient");  // "rfc822; bob@x"
    found = named_in(recipient.substr(recipient.find(';') + 1));
  }
  if (found.empty()) found = named_in(original_headers(mail, human).get("To"));
  return found;
}

// What the mail says to people of why.
std::string words_of(const std::string& human) {
  std::string transcript = session_transcript(human);
  return transcript.empty() ? whole_diagnostic(human) : transcript;
}

// Gmail tells in one paragraph what it did, and in the next what the server said.
bool quotes_more(std::string_view whole, std::string_view own) {
  return find_reply(own).code == 0 && find_reply(whole).code != 0;
}

// `forwarding` are the addresses in the headers under which somebody passed the bounce on.
void read_free_text(const Mail& mail, const std::string& human, std::vector<std::string> forwarding,
                    const Classifier& classifier, Bounce& bounce) {
  std::vector<FailedAddress> all = failed_addresses(mail, human, std::move(forwarding));
  const std::string whole = divide_transcript(human, all) ? std::string() : words_of(human);
  const bool waits = says_delayed(human) && !says_permanent(human);
  for (const FailedAddress& failed : all) {
    const bool has_own =
        has_words(failed.diagnostic) && !(all.size() == 1 && quotes_more(whole, failed.diagnostic));
    BouncedRecipient recipient;
    recipient.address = failed.address;
    recipient.action = "failed";
    recipient.diagnostic = has_own ? failed.diagnostic : whole;
    // The rest of the mail tells of the other recipients.
    judge(recipient, has_own && all.size() > 1 ? std::string() : whole, classifier);
    if (recipient.remote_mta.empty() && all.size() == 1) {
      recipient.remote_mta = host_named_in(before_original(human));
    }
    const bool may_wait = recipient.verdict.reason == "expired" && recipient.reply == 0 &&
                          !says_permanent(human) && !says_given_up(human);
    if (waits || may_wait) recipient.action = "delayed";
    if (waits && says_little(recipient.verdict)) recipient.verdict.reason = "expired";
    bounce.recipients.push_back(std::move(recipient));
  }
}

void read_complaint(const Mail& mail, const std::string& human, Bounce& bounce) {
  const Headers fields = fields_of(find_part(mail, {"message/feedback-report"}));
  std::vector<std::string> addresses = addresses_of(fields, "Original-Rcpt-To");
  if (addresses.empty()) addresses = addresses_of(fields.get("Removal-Recipient"));
  if (addresses.empty()) addresses = addresses_of(original_headers(mail, human).get("To"));
  for (std::string& address : addresses) {
    BouncedRecipient recipient;
    recipient.address = std::move(address);
    recipient.diagnostic = whole_diagnostic(human);
    recipient.verdict.reason = "feedback";
    recipient.verdict.decided_by = "complaint";
    recipient.verdict.confidence = Confidence::high;
    bounce.recipients.push_back(std::move(recipient));
  }
}

void read_automatic_answer(const Mail& mail, const std::string& human, Bounce& bounce) {
  const auto from = addresses_of(mail.headers.get("From"));
  BouncedRecipient recipient;
  if (!from.empty()) recipient.address = from.front();
  recipient.diagnostic = whole_diagnostic(human);
  recipient.verdict.reason = "vacation";
  recipient.verdict.decided_by = "automatic answer";
  recipient.verdict.confidence = Confidence::high;
  bounce.recipients.push_back(std::move(recipient));
}

BouncedRecipient of_event(const WebhookEvent& event, const Classifier& classifier) {
  BouncedRecipient recipient;
  recipient.address = event.address;
  recipient.action = event.action;
  recipient.status = event.status;
  recipient.diagnostic = event.diagnostic;
  recipient.remote_mta = event.remote;
  judge(recipient, {}, classifier);
  if (event.reason.empty()) return recipient;
  recipient.verdict.reason = event.reason;
  recipient.verdict.decided_by = "the sending service";
  recipient.verdict.confidence = Confidence::high;
  return recipient;
}

bool add_events(const Webhook& webhook, const Classifier& classifier, Bounce& bounce) {
  for (const WebhookEvent& event : webhook.events) {
    bounce.recipients.push_back(of_event(event, classifier));
  }
  return !bounce.recipients.empty();
}

// A notification of Amazon SES comes as a mail too.
bool read_notification(const std::string& human, const Classifier& classifier, Bounce& bounce) {
  if (!contains_any(human, {"notificationType", "eventType"})) return false;
  return add_events(read_webhook(human), classifier, bounce);
}

MailKind kind_of(const Bounce& bounce) {
  const auto all = [&](std::string_view action) {
    return std::all_of(bounce.recipients.begin(), bounce.recipients.end(),
                       [&](const BouncedRecipient& each) { return each.action == action; });
  };
  if (bounce.recipients.empty()) return MailKind::bounce;
  if (bounce.recipients.front().verdict.reason == "feedback") return MailKind::complaint;
  if (bounce.recipients.front().verdict.reason == "vacation") return MailKind::automatic_answer;
  const auto arrived = [](const BouncedRecipient& each) {
    return each.verdict.reason == "delivered";
  };
  if (std::all_of(bounce.recipients.begin(), bounce.recipients.end(), arrived)) {
    return MailKind::delivered;
  }
  return all("delayed") ? MailKind::delayed : MailKind::bounce;
}

void finish(Bounce& bounce, const Classifier& classifier) {
  bounce.is_truncated = bounce.recipients.size() > kMostRecipients;
  if (bounce.is_truncated) bounce.recipients.resize(kMostRecipients);
  for (BouncedRecipient& recipient : bounce.recipients) {
    recipient.diagnostic = in_one_line(recipient.diagnostic);
    classifier.name_provider(recipient.remote_mta, recipient.verdict);
  }
}

}  // namespace

std::string_view name(MailKind kind) {
  constexpr std::array<std::string_view, 6> kNames = {
      "bounce", "delay", "delivery report", "complaint", "automatic answer", "not a bounce"};
  return kNames[static_cast<std::size_t>(kind)];
}

int class_of(const BouncedRecipient& recipient) {
  if (recipient.action == "delayed") return 4;
  if (recipient.action == "failed") return 5;
  if (recipient.reply != 0) return recipient.reply / 100;
  if (!recipient.status.empty()) return recipient.status.front() - '0';
  return recipient.verdict.reason == "delivered" ? 2 : 0;
}

int class_of_code(const BouncedRecipient& recipient) {
  const bool failed = recipient.action == "failed";
  if (failed && recipient.reply != 0) return recipient.reply / 100;
  if (failed && !recipient.status.empty()) return recipient.status.front() - '0';
  return class_of(recipient);
}

namespace {

void read(const Mail& mail, const Classifier& classifier, Bounce& bounce) {
  const std::string all_words = human_text(mail);
  Forwarded forwarded = find_forwarded(all_words);
  const std::string human(forwarded.text);
  if (is_complaint(mail)) {
    bounce.kind = MailKind::complaint;
    return read_complaint(mail, human, bounce);
  }
  const StatusFields fields = find_status_fields(mail, human);
  bounce.reporting_mta = fields.reporting_mta;
  if (fields.recipients.empty() && is_automatic_answer(mail)) {
    bounce.kind = MailKind::automatic_answer;
    return read_automatic_answer(mail, human, bounce);
  }
  const bool is_notified = read_notification(human, classifier, bounce);
  if (!is_notified && !forwarded.is_of_mailer && !is_bounce(mail, fields, human)) return;
  read_report(mail, fields, human, classifier, bounce);
  if (bounce.recipients.empty())
    read_free_text(mail, human, std::move(forwarded.addresses), classifier, bounce);
  bounce.kind = kind_of(bounce);
}

}  // namespace

base::Result<Bounce> read_bounce(std::string_view raw, const Classifier& classifier) {
  const auto parsed = parse_mail(raw);
  if (!parsed) return base::fail(parsed.error());
  Bounce bounce;
  bounce.subject = decoded_header((*parsed)->headers.get("Subject"));
  read(**parsed, classifier, bounce);
  finish(bounce, classifier);
  return bounce;
}

std::optional<Bounce> read_webhook_bounce(std::string_view text, const Classifier& classifier) {
  const Webhook webhook = read_webhook(text);
  if (!webhook.is_one) return std::nullopt;
  Bounce bounce;
  if (!add_events(webhook, classifier, bounce)) return bounce;
  bounce.kind = kind_of(bounce);
  finish(bounce, classifier);
  return bounce;
}

}  // namespace codes
