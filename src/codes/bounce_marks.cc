#include "codes/bounce_marks.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "codes/lines.h"
#include "codes/reply_text.h"
#include "codes/words.h"

namespace codes {

bool is_complaint(const Mail& mail) {
  // RFC 6430: the recipient says that it was no spam.
  const Headers fields = fields_of(find_part(mail, {"message/feedback-report"}));
  if (base::equal_ignoring_case(fields.get("Feedback-Type"), "not-spam")) return false;
  if (mail.report_type == "feedback-report") return true;
  if (find_part(mail, {"message/feedback-report"}) != nullptr) return true;
  const std::string subject = base::to_lower(decoded_header(mail.headers.get("Subject")));
  return subject.find("complaint about message from") != subject.npos;
}

namespace {

constexpr std::size_t kMostWords = 2000;  // of the text, in which a mailer says what it is

bool is_from_mailer(const Mail& mail) {
  return names_mailer(decoded_header(mail.headers.get("From")));
}

// A postmaster is a mailer, or a person who writes about statistics.
bool is_from_postmaster(const Mail& mail) {
  return base::to_lower(decoded_header(mail.headers.get("From"))).find("postmaster") !=
         std::string::npos;
}

// A list's software that refuses a post says by X-List-Administrivia that it is no post itself.
bool is_post_of_list(const Mail& mail) {
  return mail.headers.has("List-Unsubscribe") && !mail.headers.has("X-List-Administrivia");
}

// "Re: undeliverable mail" is of a person who talks about one.
bool has_bounce_subject(const Mail& mail) {
  const std::string subject = base::to_lower(decoded_header(mail.headers.get("Subject")));
  if (subject.starts_with("re:") || subject.starts_with("aw:")) return false;
  return contains_any(subject, {"undeliver",
                                "returned mail",
                                "delivery status",
                                "delivery fail",
                                "failure notice",
                                "mail delivery",
                                "delivery error",
                                "delivery notification",
                                "could not send",
                                "message delivery",
                                "non-delivery",
                                "nondeliver",
                                "mail failure",
                                "returned to",
                                "delivery problem",
                                "failed mail",
                                "mail system error",
                                "warning: could not",
                                "delivery report",
                                "unzustellbar",
                                "message status",
                                "mail could not",
                                "not be delivered",
                                "rejected mail",
                                "rejected posting",
                                "delivery has failed",
                                "unable to deliver",
                                "non remis",
                                "onbestelbaar",
                                "no se puede entreg",
                                "no se pudo entreg",
                                "mancato recapito",
                                "nicht zustellbar",
                                "退信",
                                "request to mailing list",
                                "Недоставлен"});
}

bool has_opening(std::string_view text) {
  text = text.substr(0, kMostWords);
  while (!text.empty()) {
    if (opens_bounce(take_line(text))) return true;
  }
  return false;
}

}  // namespace

bool names_mailer(std::string_view sender) {
  return contains_any(base::to_lower(sender), {"mailer-daemon", "mail delivery", "maildelivery",
                                               "mail-daemon", "mailer daemon", "mail administrator",
                                               "delivery sub", "mdaemon", "ndr admin"});
}

bool opens_bounce(std::string_view line) {
  static constexpr std::array<std::string_view, 63> kOpenings = {
      "** address not found **",
      "** delivery incomplete **",
      "** message blocked **",
      "** message not delivered **",
      "----- the following addresses had",
      "----- transcript of session",
      "a message that you have sent could not be delivered",
      "a message that you sent could not be delivered",
      "a message that you sent has not yet been delivered",
      "a message you sent could not be delivered",
      "address not found",
      "an error has occurred while attempting to deliver",
      "could not deliver message to",
      "de bezorging bij deze",
      "delivery has failed to these",
      "delivery incomplete",
      "delivery is delayed to these recipients",
      "delivery to the following recipient",
      "der übermittlungsversuch an folgende",
      "did not reach the following recipient",
      "el mensaje no se pudo entregar a",
      "error al entregar a estos destinatarios",
      "failed to deliver to '",
      "fehler bei der nachrichtenzustellung",
      "fehler beim senden der nachricht",
      "hello, this is the mail server on",
      "hi. this is the",
      "i was unable to deliver your message",
      "i'm sorry to have to inform you that",
      "ihre nachricht an",
      "il recapito non è riuscito",
      "impossibile recapitare",
      "la remise a échoué",
      "mail delivery failed: returning message",
      "mdaemon has identified",
      "no se pudo entregar el mensaje a",
      "sorry, we were unable to deliver",
      "the following message to <",
      "the following recipient(s) cannot be reached",
      "the following recipient(s) could not be reached",
      "the following recipients could not be reached",
      "the message that you sent was undeliverable",
      "the original message was received at",
      "the user(s) account is",
      "there was a temporary problem delivering your message",
      "this is a delivery status notification",
      "this is an automatically generated delivery status",
      "this is the dragonfly mail agent",
      "this is the mail delivery",
      "this is the mail system at host",
      "this is the mailer-daemon",
      "this is the postfix program at host",
      "this message was created automatically by mail delivery",
      "this report relates to a message you sent",
      "undelivered mail returned to sender",
      "unfortunately, your message could not",
      "was not delivered to:",
      "with reference to your message with the subject",
      "your message cannot be delivered to the following",
      "your message could not be delivered yet",
      "your message did not reach some",
      "échec de la remise",
      "次のあて先",
  };
  constexpr std::size_t kLongestOpening = 120;
  const std::string lower = base::to_lower(base::trim(line).substr(0, kLongestOpening));
  if (std::any_of(kOpenings.begin(), kOpenings.end(),
                  [&](std::string_view opening) { return lower.starts_with(opening); })) {
    return true;
  }
  // Gmail's heading; what a server says of a message it has blocked goes on in the same line.
  if (lower == "message blocked") return true;
  // "Your message to bob@b.example couldn't be delivered."
  return lower.starts_with("your message") &&
         contains_any(lower, {"couldn't be delivered", "could not be delivered", "wasn't delivered",
                              "was not delivered", "has been blocked"}) &&
         !contains_any(lower, {" because", "; ", ". "});
}

bool is_automatic_answer(const Mail& mail) {
  if (is_from_mailer(mail) || is_from_postmaster(mail)) return false;
  const std::string automatic = base::to_lower(mail.headers.get("Auto-Submitted"));
  if (contains_any(automatic, {"auto-replied", "vacation"})) return true;
  if (mail.headers.has("X-Autoreply") || mail.headers.has("X-Autorespond") ||
      mail.headers.has("X-Auto-Response-Suppress")) {
    return true;
  }
  const std::string precedence = base::to_lower(mail.headers.get("Precedence"));
  const std::string subject = base::to_lower(decoded_header(mail.headers.get("Subject")));
  return precedence.find("auto_reply") != precedence.npos ||
         contains_any(subject, {"automatic reply",
                                "auto:",
                                "autoreply",
                                "auto reply",
                                "out of office",
                                "out of the office",
                                "vacation",
                                "auto-reply",
                                "autoresponse",
                                "automatische antwort",
                                "abwesenheit",
                                "absence",
                                "réponse automatique",
                                "absent du bureau",
                                "respuesta autom",
                                "fuera de la oficina",
                                "resposta autom",
                                "risposta automatica",
                                "fuori ufficio",
                                "automatisch antwoord",
                                "afwezig",
                                "autosvar",
                                "automatiskt svar",
                                "automaattinen vastaus",
                                "odpowiedź automatyczna",
                                "automatická odpov",
                                "otomatik yan",
                                "Автоответ",
                                "自動返信",
                                "自动回复",
                                "自動回覆",
                                "자동 회신",
                                "away from"});
}

namespace {

// RFC 6522: a report says of what it is one, so that of TLS (RFC 8460) is none of a delivery.
bool is_other_report(const Mail& mail) {
  return !mail.report_type.empty() && mail.report_type != "delivery-status" &&
         mail.report_type != "disposition-notification";
}

// What Postfix writes to its postmaster about a session (notify_classes), in which no message of
// the postmaster's came back.
bool is_session_report(const Mail& mail) {
  const std::string subject = base::to_lower(mail.headers.get("Subject"));
  return subject.starts_with("postfix smtp server: ") ||
         subject.starts_with("postfix smtp client: ");
}

}  // namespace

bool is_bounce(const Mail& mail, const StatusFields& fields, std::string_view human) {
  if (!fields.recipients.empty() || mail.headers.has("X-Failed-Recipients")) return true;
  if (is_other_report(mail) || is_session_report(mail)) return false;
  if (mail.headers.fields.empty() && has_opening(human)) return true;
  if (mail.report_type == "delivery-status" || is_from_mailer(mail)) return true;
  if (is_post_of_list(mail)) return false;
  if (has_bounce_subject(mail)) return true;
  const bool no_sender = base::trim(mail.headers.get("Return-Path")) == "<>";
  const bool postmaster = is_from_postmaster(mail);
  if (postmaster && (no_sender || find_reply(human.substr(0, kMostWords)).status)) return true;
  const std::string lower = base::to_lower(human.substr(0, kMostWords));
  const bool by_mailer = no_sender || postmaster;
  if (by_mailer && contains_any(lower, {"unable to deliver", "failed to deliver", "did not reach",
                                        "could not be reached", "not be delivered"})) {
    return true;
  }
  if (contains_any(lower, {"are not a member of", "you are not a member", "not allowed to post",
                           "rejected by the list moderator"})) {
    return by_mailer || contains_any(lower, {"recipient", "address", "message", "member"});
  }
  // Who can be answered writes about bounces, as logwatch does.
  const std::string_view path = base::trim(mail.headers.get("Return-Path"));
  if (!path.empty() && !by_mailer) return false;
  return contains_any(lower, {"could not be delivered", "was not delivered", "undeliverable",
                              "delivery to the following recipient", "mail delivery failed"}) &&
         (by_mailer || contains_any(lower, {"recipient", "address", "message"}));
}

}  // namespace codes
