#include "codes/log_line.h"

#include <doctest/doctest.h>

#include <string>

using codes::LogOutcome;
using codes::LogReader;
using codes::LogSystem;

TEST_CASE("Postfix tells deliveries and refusals") {
  LogReader reader;
  const auto bounced = reader.read(
      "Nov 22 01:02:03 mail postfix/smtp[12]: 4F1: to=<a@b.example>, "
      "relay=mx.b.example[192.0.2.1]:25, "
      "delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.b.example[192.0.2.1] said: 550 "
      "no)");
  REQUIRE(bounced);
  CHECK(bounced->system == LogSystem::postfix);
  CHECK(bounced->outcome == LogOutcome::failed);
  CHECK(bounced->time == "Nov 22 01:02:03");
  CHECK(bounced->recipient == "a@b.example");
  CHECK(bounced->remote == "mx.b.example");
  CHECK(bounced->status == "5.1.1");
  CHECK(bounced->text == "host mx.b.example[192.0.2.1] said: 550 no");
  const auto refused = reader.read(
      "2026-11-22T01:02:03.5+00:00 mail postfix/smtpd[12]: NOQUEUE: reject: RCPT from "
      "x.example[192.0.2.2]: "
      "554 5.7.1 <c@d.example>: Relay access denied; from=<e@f.example> to=<c@d.example> "
      "proto=ESMTP");
  REQUIRE(refused);
  CHECK(refused->outcome == LogOutcome::refused);
  CHECK(refused->remote == "x.example");
  CHECK(refused->recipient == "c@d.example");
  CHECK(refused->text == "554 5.7.1 <c@d.example>: Relay access denied");
}

TEST_CASE("postscreen tells refusals too, of clients that have no name") {
  LogReader reader;
  const auto refused = reader.read(
      "Nov 22 10:00:14 mx postfix/postscreen[7]: NOQUEUE: reject: RCPT from [192.0.2.77]:1234: 550 "
      "5.7.1 Service unavailable; client [192.0.2.77] blocked using bl.example; "
      "from=<a@x.example>, "
      "to=<b@y.example>, proto=ESMTP, helo=<q>");
  REQUIRE(refused);
  CHECK(refused->outcome == LogOutcome::refused);
  CHECK(refused->remote == "192.0.2.77");
  CHECK(refused->recipient == "b@y.example");
  CHECK(refused->text ==
        "550 5.7.1 Service unavailable; client [192.0.2.77] blocked using bl.example");
  const auto nameless = reader.read(
      "Nov 22 10:00:14 mx postfix/smtpd[7]: NOQUEUE: reject: RCPT from unknown[2001:db8::1]: 554 "
      "no; "
      "from=<a@x.example> to=<b@y.example> proto=ESMTP");
  REQUIRE(nameless);
  CHECK(nameless->remote == "2001:db8::1");
  CHECK(nameless->text == "554 no");
}

TEST_CASE("Postfix refuses a message for its content, which may have Postfix's own marks") {
  LogReader reader;
  for (const char* content :
       {"header Subject: win", "body from x[192.0.2.1]; from=<x@y> to=<z@y> helo=<q>: 5.0.0 no"}) {
    const std::string line =
        "Nov 22 10:00:14 mx postfix/cleanup[101]: 4AC6: reject: " + std::string(content) +
        " from unknown[198.51.100.7]; from=<a@b.example> to=<c@d.example> proto=ESMTP "
        "helo=<foo>: 5.7.1 message content rejected";
    const auto refused = reader.read(line);
    REQUIRE(refused);
    CHECK(refused->outcome == LogOutcome::refused);
    CHECK(refused->remote == "198.51.100.7");
    CHECK(refused->recipient == "c@d.example");
    CHECK(refused->text == "5.7.1 message content rejected");
  }
  const auto own = reader.read(
      "Nov 22 10:00:14 mx postfix/cleanup[101]: 4AC6: reject: body spam from local; "
      "from=<a@b.example>: 5.7.1 not from here");
  REQUIRE(own);
  CHECK(own->remote == "local");
  CHECK(own->recipient.empty());
  CHECK(own->text == "5.7.1 not from here");
}

TEST_CASE("a host that sendmail names with a dot behind it is the one without") {
  LogReader reader;
  const auto failed = reader.read(
      "Nov 22 10:00:14 mx sendmail[7]: 4AM: to=<a@b.example>, delay=00:00:01, mailer=esmtp, "
      "relay=mx.b.example. [192.0.2.1], dsn=5.1.1, stat=User unknown");
  REQUIRE(failed);
  CHECK(failed->remote == "mx.b.example");
}

TEST_CASE("Postfix tells a message that it gave up and a login that failed") {
  LogReader reader;
  const auto expired = reader.read(
      "Nov 22 10:00:14 mx postfix/qmgr[9]: 4AC2: from=<a@b.example>, status=expired, returned to "
      "sender");
  REQUIRE(expired);
  CHECK(expired->outcome == LogOutcome::failed);
  CHECK(expired->text == "expired, returned to sender");
  const auto login = reader.read(
      "Nov 22 10:00:14 mx postfix/submission/smtpd[7]: warning: unknown[192.0.2.9]: SASL LOGIN "
      "authentication failed: UGFzc3dvcmQ6");
  REQUIRE(login);
  CHECK(login->outcome == LogOutcome::refused);
  CHECK(login->remote == "192.0.2.9");
  CHECK(login->text == "SASL LOGIN authentication failed: UGFzc3dvcmQ6");
  CHECK_FALSE(reader.read("Nov 22 10:00:14 mx postfix/qmgr[9]: 4AC2: removed"));
}

TEST_CASE("where nothing took the connection Postfix's words name the host") {
  LogReader reader;
  const auto silent = reader.read(
      "Nov 22 10:00:14 mx postfix/smtp[9]: 4AC2: to=<a@slow.example>, relay=none, delay=30, "
      "dsn=4.4.1, status=deferred (connect to mx.slow.example[192.0.2.7]:25: Connection timed "
      "out)");
  REQUIRE(silent);
  CHECK(silent->remote == "mx.slow.example");
}

TEST_CASE("Exim tells deliveries, failures and deferrals") {
  LogReader reader;
  const auto failed = reader.read(
      "2026-11-22 01:02:03 1tAbCd-000001-AB ** a@b.example R=dnslookup T=remote_smtp "
      "H=mx.b.example "
      "[192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@b.example>: 550 no");
  REQUIRE(failed);
  CHECK(failed->system == LogSystem::exim);
  CHECK(failed->outcome == LogOutcome::failed);
  CHECK(failed->recipient == "a@b.example");
  CHECK(failed->remote == "mx.b.example");
  const auto deferred = reader.read(
      "2026-11-22 01:02:03 1tAbCd-000001-AB == a@b.example R=dnslookup T=remote_smtp defer (-44): "
      "451 later");
  REQUIRE(deferred);
  CHECK(deferred->outcome == LogOutcome::deferred);
  CHECK(deferred->text == "451 later");
}

TEST_CASE("of what Exim made of an address the one that the mail was for counts") {
  LogReader reader;
  const auto failed = reader.read(
      "2026-11-22 01:02:03 +0100 1tAbCd-000001-AB ** bob <bob@b.example> R=local T=lmtp: 550 no");
  REQUIRE(failed);
  CHECK(failed->recipient == "bob@b.example");
  CHECK(failed->time == "2026-11-22 01:02:03 +0100");
}

TEST_CASE("a recipient may be called status") {
  LogReader reader;
  const auto sent = reader.read(
      "Nov 22 10:00:14 mx postfix/smtp[9]: 4AC2: to=<status=x@b.example>, relay=mx[192.0.2.1]:25, "
      "delay=1, dsn=5.1.1, status=bounced (no)");
  REQUIRE(sent);
  CHECK(sent->outcome == LogOutcome::failed);
  CHECK(sent->recipient == "status=x@b.example");
}

TEST_CASE("Exim names a client without a name by its address, for anybody can write a HELO") {
  LogReader reader;
  const auto refused = reader.read(
      "2026-11-22 01:02:03 H=(spam) [192.0.2.9]:4711 F=<a@x.example> rejected RCPT <b@y.example>: "
      "relay not permitted");
  REQUIRE(refused);
  CHECK(refused->outcome == LogOutcome::refused);
  CHECK(refused->remote == "192.0.2.9");
  CHECK(refused->recipient == "b@y.example");
  CHECK(refused->text == "relay not permitted");
}

TEST_CASE("Exim tells connections that it did not take and logins that failed") {
  LogReader reader;
  const auto connection = reader.read(
      "2026-11-22 01:02:03 SMTP connection from [192.0.2.9] refused: too many connections");
  REQUIRE(connection);
  CHECK(connection->system == LogSystem::exim);
  CHECK(connection->outcome == LogOutcome::refused);
  CHECK(connection->remote == "192.0.2.9");
  CHECK(connection->text == "too many connections");
  const auto login = reader.read(
      "2026-11-22 01:02:03 login authenticator failed for host.example (pc) [192.0.2.9]: 535 "
      "Incorrect authentication data (set_id=bob)");
  REQUIRE(login);
  CHECK(login->remote == "host.example");
  CHECK(login->text == "535 Incorrect authentication data (set_id=bob)");
}

TEST_CASE("OpenSMTPD tells what it refused") {
  LogReader reader;
  const auto refused = reader.read(
      "Nov 22 01:02:03 mail smtpd[1]: 0123 smtp failed-command command=\"RCPT TO:<x@o.example>\" "
      "result=\"550 Invalid recipient: <x@o.example>\"");
  REQUIRE(refused);
  CHECK(refused->system == LogSystem::opensmtpd);
  CHECK(refused->outcome == LogOutcome::refused);
  CHECK(refused->recipient == "x@o.example");
  CHECK(refused->text == "550 Invalid recipient: <x@o.example>");
}

TEST_CASE("sendmail, OpenSMTPD, Exchange, Haraka and qmail are read") {
  LogReader reader;
  const auto sendmail = reader.read(
      "Nov 22 01:02:03 mail sendmail[1]: x1: to=<a@b.example>, delay=00:00:01, mailer=esmtp, "
      "relay=mx.b.example [192.0.2.1], dsn=5.1.1, stat=User unknown");
  CHECK(sendmail->system == LogSystem::sendmail);
  CHECK(sendmail->text == "User unknown");
  const auto opensmtpd = reader.read(
      "Nov 22 01:02:03 mail smtpd[1]: 5c mta delivery evpid=1 from=<c@d.example> to=<a@b.example> "
      "rcpt=<-> "
      "source=\"192.0.2.9\" relay=\"192.0.2.1 (mx.b.example)\" delay=1s result=\"PermFail\" "
      "stat=\"550 no\"");
  CHECK(opensmtpd->outcome == LogOutcome::failed);
  CHECK(opensmtpd->remote == "mx.b.example");
  const auto exchange = reader.read(
      "2026-11-22T01:02:03.456Z,Out,08D1,9,192.0.2.9:1,192.0.2.1:25,<,\"550 5.1.1 no, never\",");
  CHECK(exchange->system == LogSystem::exchange);
  CHECK(exchange->text == "550 5.1.1 no, never");
  const auto haraka = reader.read(
      "2026-11-22T01:02:03 [NOTICE] [-] [outbound] recipient <a@b.example> deferred: 450 later");
  CHECK(haraka->outcome == LogOutcome::deferred);
  CHECK(haraka->text == "450 later");
  const auto qmail = reader.read(
      "@4000000065 delivery 3: failure: "
      "192.0.2.1_does_not_like_recipient./Remote_host_said:_550_no/");
  CHECK(qmail->system == LogSystem::qmail);
  CHECK(qmail->text == "192.0.2.1 does not like recipient. Remote host said: 550 no ");
}

TEST_CASE("what containers and terminals put around a line does not matter") {
  const std::string exim =
      "2026-11-22 01:02:03 1tAbCd-000001-AB ** a@b.example R=r T=t H=mx.b.example [192.0.2.1]: 550 "
      "no";
  const std::string red = "\x1b[31m" + exim + "\x1b[0m";
  for (const std::string& line :
       {exim, "mail-1  | " + exim, "2026-11-22T01:02:03.123456789Z stderr F " + exim, red,
        "{\"log\":\"" + exim + "\\n\"}"}) {
    LogReader reader;
    const auto event = reader.read(line);
    REQUIRE(event);
    CHECK(event->system == LogSystem::exim);
    CHECK(event->time == "2026-11-22 01:02:03");
    CHECK(event->recipient == "a@b.example");
    CHECK(event->text == "550 no");
  }
}

TEST_CASE("a line that ends behind its flag has no words") {
  LogReader reader;
  const auto event = reader.read("2026-11-22 01:02:03 1tAbCd-000001-AB to=<x> == a");
  REQUIRE(event);
  CHECK(event->text.empty());
}

TEST_CASE("other lines and hostile bytes give nothing") {
  LogReader reader;
  for (const std::string& line :
       {std::string(), std::string("hello"),
        std::string("Nov 22 01:02:03 mail postfix/qmgr[1]: 4F1: removed"),
        std::string("status=bounced"), std::string("2026-11-22T,,,,,,<,5"), std::string(100, '"'),

        std::string("delivery 1: "), std::string(5000, ','), std::string("\0\xff", 2)}) {
    CAPTURE(line);
    CHECK_FALSE(reader.read(line));
  }
}
