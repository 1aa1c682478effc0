#include "codes/bounce_marks.h"

#include <string>

#include "base/text.h"
#include "codes/words.h"

namespace codes {

bool is_complaint(const Mail& mail) {
  if (mail.report_type == "feedback-report") return true;
  if (find_part(mail, {"message/feedback-report"}) != nullptr) return true;
  const std::string subject = base::to_lower(mail.headers.get("Subject"));
  return subject.find("complaint about message from") != subject.npos;
}

namespace {

bool is_from_mailer(const Mail& mail) {
  const std::string from = base::to_lower(mail.headers.get("From"));
  return contains_any(
      from, {"mailer-daemon", "postmaster", "mail delivery", "maildelivery", "mail-daemon",
             "mailer daemon", "mail administrator", "delivery sub", "mdaemon", "ndr admin"});
}

// "Re: undeliverable mail" is of a person who talks about one.
bool has_bounce_subject(const Mail& mail) {
  const std::string subject = base::to_lower(mail.headers.get("Subject"));
  if (subject.starts_with("re:") || subject.starts_with("aw:")) return false;
  return contains_any(
      subject,
      {"undeliver",           "returned mail",      "delivery status",  "delivery fail",
       "failure notice",      "mail delivery",      "delivery error",   "delivery notification",
       "could not send",      "message delivery",   "non-delivery",     "nondeliver",
       "mail failure",        "returned to",        "delivery problem", "failed mail",
       "mail system error",   "warning: could not", "delivery report",  "unzustellbar",
       "message status",      "mail could not",     "not be delivered", "rejected mail",
       "delivery has failed", "unable to deliver"});
}

}  // namespace

bool is_automatic_answer(const Mail& mail) {
  if (is_from_mailer(mail)) return false;
  const std::string automatic = base::to_lower(mail.headers.get("Auto-Submitted"));
  if (contains_any(automatic, {"auto-replied", "vacation"})) return true;
  if (mail.headers.has("X-Autoreply") || mail.headers.has("X-Autorespond") ||
      mail.headers.has("X-Auto-Response-Suppress")) {
    return true;
  }
  const std::string precedence = base::to_lower(mail.headers.get("Precedence"));
  const std::string subject = base::to_lower(mail.headers.get("Subject"));
  return precedence.find("auto_reply") != precedence.npos ||
         contains_any(subject, {"automatic reply", "auto:", "autoreply", "auto reply",
                                "out of office", "out of the office", "vacation", "auto-reply",
                                "autoresponse", "automatische antwort", "abwesenheit", "absence",
                                "r\xc3\xa9ponse automatique", "respuesta autom", "away from"});
}

bool is_bounce(const Mail& mail, const StatusFields& fields, std::string_view human) {
  if (!fields.recipients.empty() || mail.headers.has("X-Failed-Recipients")) return true;
  if (mail.report_type == "delivery-status" || is_from_mailer(mail) || has_bounce_subject(mail)) {
    return true;
  }
  const std::string lower = base::to_lower(human.substr(0, 2000));
  const bool no_sender = base::trim(mail.headers.get("Return-Path")) == "<>";
  return contains_any(lower, {"could not be delivered", "was not delivered", "undeliverable",
                              "delivery to the following recipient", "mail delivery failed",
                              "you are not a member", "not allowed to post",
                              "rejected by the list moderator"}) &&
         (no_sender || contains_any(lower, {"recipient", "address", "message", "member"}));
}

}  // namespace codes
