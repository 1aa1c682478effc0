#include "codes/bounce.h"

#include <doctest/doctest.h>

#include <string>

using codes::Bounce;
using codes::MailKind;

namespace {

base::Result<Bounce> read(const std::string& mail) {
  return codes::read_bounce(mail, codes::Classifier::builtin());
}

std::string with_crlf(const std::string& text) {
  std::string out;
  for (char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

const std::string kReport =
    "Return-Path: <>\n"
    "From: MAILER-DAEMON@mail.example.org (Mail Delivery System)\n"
    "To: sender@example.org\n"
    "Subject: Undelivered Mail Returned to Sender\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/report; report-type=delivery-status;\n"
    "  boundary=\"b1\"\n"
    "\n"
    "--b1\n"
    "Content-Type: text/plain\n"
    "\n"
    "<lost@example.net>: host mx.example.net said: 550 5.1.1 nobody here\n"
    "\n"
    "--b1\n"
    "Content-Type: message/delivery-status\n"
    "\n"
    "Reporting-MTA: dns; mail.example.org\n"
    "\n"
    "Final-Recipient: rfc822; lost@example.net\n"
    "Action: failed\n"
    "Status: 5.1.1\n"
    "Remote-MTA: dns; mx.example.net\n"
    "Diagnostic-Code: smtp; 550 5.1.1 <lost@example.net>: no such\n"
    "    user\n"
    "\n"
    "Final-Recipient: rfc822; full@example.net\n"
    "Action: delayed\n"
    "Status: 4.2.2\n"
    "Diagnostic-Code: smtp; 452 4.2.2 mailbox full\n"
    "\n"
    "--b1\n"
    "Content-Type: message/rfc822\n"
    "\n"
    "From: sender@example.org\n"
    "To: lost@example.net\n"
    "Subject: hello\n"
    "\n"
    "hello\n"
    "--b1--\n";

void check_report(const Bounce& bounce) {
  CHECK(bounce.kind == MailKind::bounce);
  CHECK(bounce.reporting_mta == "mail.example.org");
  REQUIRE(bounce.recipients.size() == 2);
  const auto& lost = bounce.recipients[0];
  CHECK(lost.address == "lost@example.net");
  CHECK(lost.action == "failed");
  CHECK(lost.status == "5.1.1");
  CHECK(lost.reply == 550);
  CHECK(lost.remote_mta == "mx.example.net");
  CHECK(lost.diagnostic == "550 5.1.1 <lost@example.net>: no such user");
  CHECK(lost.verdict.reason == "userunknown");
  CHECK(bounce.recipients[1].verdict.reason == "mailboxfull");
}

}  // namespace

TEST_CASE("a report tells each recipient with action, codes, server and reason") {
  const auto bounce = read(kReport);
  REQUIRE(bounce);
  check_report(*bounce);
}

TEST_CASE("CRLF and bare CR make no difference") {
  check_report(*read(with_crlf(kReport)));
  std::string mac = kReport;
  for (char& c : mac) c = c == '\n' ? '\r' : c;
  check_report(*read(mac));
}

TEST_CASE("a report whose boundary is lost is still read") {
  std::string damaged = kReport;
  damaged.replace(damaged.find("boundary=\"b1\""), 13, "charset=\"x\"  ");
  const auto bounce = read(damaged);
  REQUIRE(bounce);
  REQUIRE(bounce->recipients.size() == 2);
  CHECK(bounce->recipients[0].verdict.reason == "userunknown");
}

TEST_CASE("qmail's text names the recipient and quotes the server") {
  const auto bounce = read(
      "From: MAILER-DAEMON@example.org\nTo: a@example.org\nSubject: failure notice\n\n"
      "Hi. This is the qmail-send program at example.org.\n"
      "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
      "<gone@example.net>:\n192.0.2.7 does not like recipient.\n"
      "Remote host said: 550 sorry, no mailbox here by that name\nGiving up on 192.0.2.7.\n\n"
      "--- Below this line is a copy of the message.\n\nTo: other@example.net\n");
  REQUIRE(bounce);
  REQUIRE(bounce->recipients.size() == 1);
  CHECK(bounce->recipients[0].address == "gone@example.net");
  CHECK(bounce->recipients[0].reply == 550);
  CHECK(bounce->recipients[0].verdict.reason == "userunknown");
}

TEST_CASE("Exim's text names several recipients, each with its own words") {
  const auto bounce = read(
      "From: Mail Delivery System <Mailer-Daemon@example.org>\nTo: a@example.org\n"
      "Subject: Mail delivery failed: returning message to sender\n\n"
      "This message was created automatically by mail delivery software.\n\n"
      "  one@example.net\n    host mx.example.net [192.0.2.1]\n"
      "    SMTP error from remote mail server after RCPT TO:<one@example.net>:\n"
      "    552 5.2.2 mailbox full\n"
      "  two@nosuch.example\n    Unrouteable address\n\n"
      "------ This is a copy of the message, including all the headers. ------\n");
  REQUIRE(bounce);
  REQUIRE(bounce->recipients.size() == 2);
  CHECK(bounce->recipients[0].verdict.reason == "mailboxfull");
  CHECK(bounce->recipients[0].remote_mta == "mx.example.net");
  CHECK(bounce->recipients[1].address == "two@nosuch.example");
  CHECK(bounce->recipients[1].verdict.reason == "hostunknown");
}

TEST_CASE("what one recipient's server said is not said of another, and permanent is not delayed") {
  const auto bounce = read(
      "From: Mail Delivery System <Mailer-Daemon@example.org>\nTo: a@example.org\n"
      "Subject: Mail delivery failed: returning message to sender\n\n"
      "This is a permanent error. The following address(es) failed:\n\n"
      "  one@example.net\n    mx.example.net [192.0.2.1]: 550 5.7.1 no\n\n"
      "  two@example.com\n    retry timeout exceeded\n");
  REQUIRE(bounce);
  REQUIRE(bounce->recipients.size() == 2);
  CHECK(bounce->recipients[0].remote_mta == "mx.example.net");
  CHECK(bounce->recipients[0].reply == 550);
  CHECK(bounce->recipients[1].reply == 0);
  CHECK(bounce->recipients[1].status.empty());
  CHECK(bounce->recipients[1].action == "failed");
  CHECK(bounce->recipients[1].verdict.reason == "expired");
}

TEST_CASE("the server's words count where the mailer quotes them in a paragraph of their own") {
  const auto bounce = read(
      "From: Mail Delivery Subsystem <mailer-daemon@example.org>\nTo: a@example.org\n"
      "Subject: Delivery Status Notification (Failure)\n\n"
      "Delivery to the following recipient failed permanently:\n\n    gone@example.net\n\n"
      "It was rejected by the server for the recipient domain.\n\n"
      "The error that the other server returned was:\n552 5.2.2 Mailbox full\n");
  REQUIRE(bounce);
  REQUIRE(bounce->recipients.size() == 1);
  CHECK(bounce->recipients[0].reply == 552);
  CHECK(bounce->recipients[0].verdict.reason == "mailboxfull");
}

TEST_CASE("who is unknown only after the message was sent has a filter that refused it") {
  const auto bounce = read(
      "From: MAILER-DAEMON@example.org\nTo: a@example.org\nSubject: Returned mail\n\n"
      "   ----- Transcript of session follows -----\n... while talking to mx.example.net.:\n"
      ">>> DATA\n<<< 550 Unknown user gone@example.net\n554 5.0.0 Service unavailable\n\n"
      "Final-Recipient: rfc822; gone@example.net\nAction: failed\nStatus: 5.2.0\n"
      "Diagnostic-Code: SMTP; 550 Unknown user gone@example.net\n");
  REQUIRE(bounce);
  REQUIRE(bounce->recipients.size() == 1);
  CHECK(bounce->recipients[0].verdict.reason == "filtered");
}

TEST_CASE("what is longer than any address is none") {
  const auto bounce =
      read("From: MAILER-DAEMON@example.org\nTo: a@example.org\nSubject: failure notice\n\n" +
           std::string(100'000, '@') + " <gone@example.net>:\nno such user\n");
  REQUIRE(bounce);
  REQUIRE(bounce->recipients.size() == 1);
  CHECK(bounce->recipients[0].address == "gone@example.net");
}

TEST_CASE("a recipient without a reply of its own takes none that contradicts its status") {
  const auto bounce = read(
      "From: MAILER-DAEMON@mx.example.org\nTo: a@example.net\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\n\n<bob@example.com>: host mx said: 552 5.2.2 mailbox full\n\n"
      "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
      "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.2.2\n"
      "Diagnostic-Code: smtp; 552 5.2.2 mailbox full\n\n"
      "Final-Recipient: rfc822; carol@example.com\nAction: delayed\nStatus: 4.4.1\n"
      "Diagnostic-Code: X-Postfix; connect to mx.example.com: Connection timed out\n\n--b--\n");
  REQUIRE(bounce);
  REQUIRE(bounce->recipients.size() == 2);
  CHECK(bounce->recipients[0].reply == 552);
  CHECK(bounce->recipients[1].reply == 0);
  CHECK(bounce->recipients[1].verdict.reason == "expired");
}

TEST_CASE("a file that could not be written stands for the address that Exim names") {
  const auto bounce = read(
      "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\nTo: a@example.net\n"
      "X-Failed-Recipients: box@example.org\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
      "Action: failed\nFinal-Recipient: rfc822;/var/spool/box\nStatus: 5.0.0\n\n--b--\n");
  REQUIRE(bounce);
  REQUIRE(bounce->recipients.size() == 1);
  CHECK(bounce->recipients[0].address == "box@example.org");
}

TEST_CASE("a mailing list that refuses is the recipient, not whom it says to ask") {
  const auto bounce = read(
      "From: list-admin@example.org\nTo: a@example.net\nSubject: not a member\n\n"
      "You are not a member of this mailing list <list@example.org>.\n\nPlease write to\n\n"
      "\tlist-request@example.org\n\nfor help.\n");
  REQUIRE(bounce);
  REQUIRE(bounce->recipients.size() == 1);
  CHECK(bounce->recipients[0].address == "list@example.org");
  CHECK(bounce->recipients[0].verdict.reason == "rejected");
}

TEST_CASE("a complaint is a complaint") {
  const auto bounce = read(
      "From: fbl@example.net\nTo: abuse@example.org\nSubject: report\n"
      "Content-Type: multipart/report; report-type=feedback-report; boundary=f\n\n"
      "--f\nContent-Type: text/plain\n\nThis is a complaint.\n"
      "--f\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
      "Original-Rcpt-To: <c@example.net>\n\n--f--\n");
  REQUIRE(bounce);
  CHECK(bounce->kind == MailKind::complaint);
  REQUIRE(bounce->recipients.size() == 1);
  CHECK(bounce->recipients[0].address == "c@example.net");
  CHECK(bounce->recipients[0].verdict.reason == "feedback");
}

TEST_CASE("an automatic answer and an ordinary mail are told apart from bounces") {
  const auto answer = read(
      "From: d@example.net\nTo: a@example.org\nSubject: Re: x\nAuto-Submitted: "
      "auto-replied\n\nAway.\n");
  CHECK(answer->kind == MailKind::automatic_answer);
  CHECK(answer->recipients[0].address == "d@example.net");
  const auto mail = read("From: d@example.net\nTo: a@example.org\nSubject: lunch\n\nAt noon?\n");
  CHECK(mail->kind == MailKind::not_a_bounce);
  CHECK(mail->recipients.empty());
}

TEST_CASE("a notification of Amazon SES is read from its JSON") {
  const auto bounce = read(
      "From: no-reply@sns.example\nTo: a@example.org\nSubject: AWS Notification Message\n\n"
      "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":"
      "\"e@example.net\",\"action\":\"failed\",\"status\":\"5.1.1\",\"diagnosticCode\":"
      "\"smtp; 550 5.1.1 user unknown\"}]}}\n");
  REQUIRE(bounce);
  REQUIRE(bounce->recipients.size() == 1);
  CHECK(bounce->recipients[0].address == "e@example.net");
  CHECK(bounce->recipients[0].verdict.reason == "userunknown");
}

// All error paths of reading a mail follow.

TEST_CASE("a mail with too many parts is an error") {
  std::string mail = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 100'000; ++i) mail += "--b\n\nx\n";
  const auto bounce = read(mail);
  REQUIRE_FALSE(bounce);
  CHECK(bounce.error().text == "the mail has more than 1000 parts");
}

TEST_CASE("a mail that is nested too deeply is an error") {
  std::string mail;
  for (int i = 0; i < 10'000; ++i) {
    mail += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
            std::to_string(i) + "\n";
  }
  const auto bounce = read(mail);
  REQUIRE_FALSE(bounce);
  CHECK(bounce.error().text == "the mail is nested more than 20 deep");
}

TEST_CASE("a mail that is too large is an error") {
  const auto bounce = read(std::string(17 << 20, 'x'));
  REQUIRE_FALSE(bounce);
  CHECK(bounce.error().text == "the mail is larger than 16.8 MB");
}

TEST_CASE("the reply that the text of a report quotes belongs to the recipient above it") {
  const auto bounce = read(
      "From: MAILER-DAEMON@mail.example.org\n"
      "Subject: Undelivered Mail Returned to Sender\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b1\n"
      "\n"
      "--b1\n"
      "\n"
      "<bob@full.example>: host mx.full.example[192.0.2.1] said: 552 5.2.2 mailbox full\n"
      "\n"
      "<carol@gone.example>: Host or domain name not found\n"
      "\n"
      "--b1\n"
      "Content-Type: message/delivery-status\n"
      "\n"
      "Final-Recipient: rfc822; bob@full.example\n"
      "Action: failed\n"
      "Status: 5.2.2\n"
      "\n"
      "Final-Recipient: rfc822; carol@gone.example\n"
      "Action: failed\n"
      "Status: 5.4.4\n"
      "Diagnostic-Code: X-Postfix; Host or domain name not found\n"
      "\n"
      "--b1--\n");
  REQUIRE(bounce);
  REQUIRE(bounce->recipients.size() == 2);
  CHECK(bounce->recipients[0].reply == 552);
  CHECK(bounce->recipients[0].verdict.reason == "mailboxfull");
  CHECK(bounce->recipients[1].reply == 0);
  CHECK(bounce->recipients[1].status == "5.4.4");
  CHECK(bounce->recipients[1].verdict.reason == "hostunknown");
}

TEST_CASE("what was done tells the class: a delay is temporary, and what was given up permanent") {
  codes::BouncedRecipient recipient;
  recipient.action = "failed";
  CHECK(class_of(recipient) == 5);
  recipient.status = "4.4.7";
  CHECK(class_of(recipient) == 5);
  recipient.action = "delayed";
  recipient.reply = 550;
  CHECK(class_of(recipient) == 4);
  CHECK(class_of(codes::BouncedRecipient{}) == 0);
}

TEST_CASE("of what was given up the code keeps its class") {
  codes::BouncedRecipient recipient;
  recipient.action = "failed";
  CHECK(class_of_code(recipient) == 5);
  recipient.status = "4.4.7";
  CHECK(class_of_code(recipient) == 4);
  recipient.reply = 550;
  CHECK(class_of_code(recipient) == 5);
  recipient.action = "delayed";
  CHECK(class_of_code(recipient) == 4);
}
