#include "codes/bounce_marks.h"

#include <doctest/doctest.h>

using namespace codes;

namespace {

enum class Mark { none, complaint, automatic, bounce };

Mark mark_of(const std::string& raw) {
  const auto mail = parse_mail(raw);
  REQUIRE(mail);
  const std::string human = (*mail)->parts.empty() ? "" : (*mail)->parts[0].text();
  if (is_complaint(**mail)) return Mark::complaint;
  if (is_automatic_answer(**mail)) return Mark::automatic;
  return is_bounce(**mail, {}, human) ? Mark::bounce : Mark::none;
}

}  // namespace

TEST_CASE("a complaint is one by its type or by what Outlook.com writes above it") {
  CHECK(mark_of("Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n\n") ==
        Mark::complaint);
  CHECK(mark_of("Subject: complaint about message from 192.0.2.1\n\nx\n") == Mark::complaint);
}

TEST_CASE("a report that the message was no spam is no complaint") {
  const auto report = [](const std::string& type) {
    return mark_of(
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: " +
        type + "\n\n--b--\n");
  };
  CHECK(report("abuse") == Mark::complaint);
  CHECK(report("not-spam") == Mark::none);
}

TEST_CASE("reports of other things, and what programs write about bounces, are none") {
  CHECK(mark_of("Return-Path: <>\nContent-Type: multipart/report; report-type=tlsrpt; "
                "boundary=b\n\n--b\n\n3 sessions could not be delivered\n--b--\n") == Mark::none);
  CHECK(mark_of("From: MAILER-DAEMON@a.example\nSubject: Postfix SMTP server: errors from "
                "unknown[192.0.2.7]\n\n Out: 550 5.1.1 <b@a.example>\n") == Mark::none);
  CHECK(mark_of("Return-Path: <root@a.example>\nSubject: Logwatch\n\n1 message could not be "
                "delivered\n") == Mark::none);
}

TEST_CASE("an automatic answer is one by its headers or its subject, unless a mailer wrote it") {
  CHECK(mark_of("Auto-Submitted: auto-replied (vacation)\n\nx\n") == Mark::automatic);
  CHECK(mark_of("Precedence: auto_reply\n\nx\n") == Mark::automatic);
  CHECK(mark_of("Subject: Automatische Antwort: Hallo\n\nx\n") == Mark::automatic);
  CHECK(mark_of("Subject: =?utf-8?Q?R=C3=A9ponse_automatique?= : x\n\nx\n") == Mark::automatic);
  CHECK(mark_of("Subject: =?UTF-8?B?6Ieq5YuV6L+U5L+h?=: x\n\nx\n") == Mark::automatic);
  for (const char* mailer : {"MAILER-DAEMON@a.example", "postmaster@a.example"}) {
    CHECK(mark_of(std::string("From: ") + mailer +
                  "\nReturn-Path: <>\nAuto-Submitted: auto-replied\n\nx\n") == Mark::bounce);
  }
}

TEST_CASE("a bounce is one by who wrote it, by its subject, or by its words") {
  CHECK(mark_of("X-Failed-Recipients: bob@b.example\n\nx\n") == Mark::bounce);
  CHECK(mark_of("Subject: Unzustellbar: Hallo\n\nx\n") == Mark::bounce);
  CHECK(mark_of("Return-Path: <>\n\nYour mail could not be delivered.\n") == Mark::bounce);
  CHECK(mark_of("Subject: To friends\n\nYour message: you are not allowed to post here.\n") ==
        Mark::bounce);
  CHECK(mark_of("Subject: =?gb2312?B?z7XNs83L0MU=?=\n\nx\n") == Mark::bounce);
  CHECK(mark_of("Subject: Lunch\n\nAt noon?\n") == Mark::none);
}

TEST_CASE("a postmaster who tells of no failure is a person, and a list's post is no bounce") {
  const std::string postmaster = "From: postmaster@a.example\nSubject: News\n\n";
  CHECK(mark_of(postmaster + "Rejected this week: 550, most of them of carol@b.example\n") ==
        Mark::none);
  CHECK(mark_of(postmaster + "bob@b.example: 5.1.1 no such mailbox\n") == Mark::bounce);
  CHECK(mark_of(postmaster + "Your message did not reach bob@b.example\n") == Mark::bounce);
  const std::string words = "Subject: Undelivered\n\nYour message could not be delivered.\n";
  CHECK(mark_of("List-Unsubscribe: <https://l.example/>\n" + words) == Mark::none);
  CHECK(mark_of("List-Unsubscribe: <https://l.example/>\nX-List-Administrivia: yes\n" + words) ==
        Mark::bounce);
}
