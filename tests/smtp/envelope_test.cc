#include "smtp/envelope.h"

#include <doctest/doctest.h>

#include "base/rfc3339.h"

using namespace smtp;
using base::ErrorKind;
using Lines = std::vector<std::string>;

namespace {

Extensions offers(const Lines& keywords) {
  Lines lines{"mx"};
  lines.insert(lines.end(), keywords.begin(), keywords.end());
  return Extensions::parse({250, lines});
}

Plan plan() {
  Plan plan;
  plan.sender = parse_path("a@x").value();
  plan.recipients = {parse_path("b@x").value()};
  return plan;
}

Message ascii() {
  Message message;
  message.seven_bit = true;
  return message;
}

std::string refused(const Plan& plan, const Message& message, const Lines& keywords,
                    ErrorKind kind = ErrorKind::unsupported) {
  Outcome outcome;
  outcome.extensions = offers(keywords);
  const auto good = check_offers(plan, message, outcome);
  if (good) return "";
  CHECK(good.error().kind == kind);
  return good.error().text;
}

Plan demanding(const Parameter& parameter) {
  Plan plan = ::plan();
  plan.mail_parameters = {parameter};
  return plan;
}

}  // namespace

TEST_CASE("MAIL says of the content what the server asks for") {
  Message message;
  CHECK(mail_command(plan(), message, offers({})) == "MAIL FROM:<a@x>");
  CHECK(mail_command(plan(), message, offers({"8BITMIME"})) == "MAIL FROM:<a@x> BODY=8BITMIME");
  message.binary = true;
  CHECK(mail_command(plan(), message, offers({"BINARYMIME"})) == "MAIL FROM:<a@x> BODY=BINARYMIME");
  message = ascii();
  message.size = 7;
  CHECK(mail_command(plan(), message, offers({"8BITMIME", "SIZE"})) == "MAIL FROM:<a@x> SIZE=7");
}

TEST_CASE("SMTPUTF8 is asked for where an address or the header needs it, and once") {
  Plan other = plan();
  other.sender = parse_path("\u00fc@x").value();
  CHECK(mail_command(other, ascii(), offers({"SMTPUTF8"})) == "MAIL FROM:<\u00fc@x> SMTPUTF8");
  Message message = ascii();
  message.utf8_header = true;
  CHECK(mail_command(plan(), message, offers({"SMTPUTF8"})) == "MAIL FROM:<a@x> SMTPUTF8");
  CHECK(mail_command(plan(), message, offers({})) == "MAIL FROM:<a@x>");
  CHECK(mail_command(demanding({"SMTPUTF8", "SMTPUTF8", "--smtputf8"}), message,
                     offers({"SMTPUTF8"})) == "MAIL FROM:<a@x> SMTPUTF8");
}

TEST_CASE("what was demanded stands behind, for MAIL and for every RCPT") {
  Plan all = plan();
  all.mail_parameters = {{"RET=HDRS", "DSN", "--dsn-ret"}, {"X=1", "", "--mail-param"}};
  all.rcpt_parameters = {{"NOTIFY=NEVER", "DSN", "--dsn-notify"}};
  CHECK(mail_command(all, ascii(), {}) == "MAIL FROM:<a@x> RET=HDRS X=1");
  CHECK(rcpt_command(all, all.recipients[0]) == "RCPT TO:<b@x> NOTIFY=NEVER");
}

TEST_CASE("a chunk tells its size") {
  CHECK(bdat_command(65536, false) == "BDAT 65536");
  CHECK(bdat_command(0, true) == "BDAT 0 LAST");
}

TEST_CASE("LIMITS are read in any case, and what is no number is none") {
  CHECK(limit(offers({"LIMITS MAILMAX=5 rcptmax=10"}), "RCPTMAX") == 10);
  CHECK_FALSE(limit(offers({"LIMITS MAILMAX=x RCPTMAX=0"}), "MAILMAX"));
  CHECK_FALSE(limit(offers({"LIMITS MAILMAX RCPTMAX=0"}), "RCPTMAX"));
  CHECK_FALSE(limit(offers({}), "RCPTMAX"));
}

TEST_CASE("recipients are cut by number and by domain") {
  std::vector<RecipientResult> all;
  for (const char* one : {"a@x", "b@X", "c@y", "d@x"})
    all.push_back({parse_path(one).value(), {}, {}});
  CHECK(recipients_in_one(offers({}), all, 0) == 4);
  CHECK(recipients_in_one(offers({"LIMITS RCPTMAX=3"}), all, 0) == 3);
  CHECK(recipients_in_one(offers({"LIMITS RCPTMAX=3"}), all, 3) == 1);
  CHECK(recipients_in_one(offers({"LIMITS RCPTDOMAINMAX=1"}), all, 0) == 2);
  CHECK(recipients_in_one(offers({"LIMITS RCPTDOMAINMAX=2"}), all, 1) == 3);
}

// All error paths of check_offers() follow.

TEST_CASE("what was demanded and is not offered names its option") {
  CHECK(refused(demanding({"RET=HDRS", "DSN", "--dsn-ret"}), ascii(), {}) ==
        "--dsn-ret: the server does not offer DSN");
  CHECK(refused(demanding({"RET=HDRS", "DSN", "--dsn-ret"}), ascii(), {"DSN"}).empty());
  CHECK(refused(demanding({"X", "", "--mail-param"}), ascii(), {}).empty());
  Plan other = plan();
  other.rcpt_parameters = {{"RRVS=x", "RRVS", "--rrvs"}};
  CHECK(refused(other, ascii(), {}) == "--rrvs: the server does not offer RRVS");
  other = plan();
  other.chunking = true;
  CHECK(refused(other, ascii(), {}) == "--chunking: the server does not offer CHUNKING");
  other = plan();
  other.prdr = true;
  CHECK(refused(other, ascii(), {}) == "--prdr: the server does not offer PRDR");
  Message binary = ascii();
  binary.binary = true;
  CHECK(refused(plan(), binary, {}) == "--binary: the server does not offer BINARYMIME");
}

TEST_CASE("a time beyond what the server says is told before MAIL") {
  const Parameter hold{"HOLDFOR=9", "FUTURERELEASE", "--hold-for", Parameter::Bound::most, 9};
  CHECK(refused(demanding(hold), ascii(), {"FUTURERELEASE 8 2026-12-01T00:00:00Z"}) ==
        "--hold-for: the server takes at most 8 s, not 9 s");
  CHECK(refused(demanding(hold), ascii(), {"FUTURERELEASE 9 x"}).empty());
  CHECK(refused(demanding(hold), ascii(), {"FUTURERELEASE"}).empty());
  const Parameter by{"BY=9;R", "DELIVERBY", "--deliver-by", Parameter::Bound::least, 9};
  CHECK(refused(demanding(by), ascii(), {"DELIVERBY 10"}) ==
        "--deliver-by: the server takes at least 10 s, not 9 s");
}

TEST_CASE("a moment behind the last that the server takes is told before MAIL") {
  Parameter hold{"HOLDUNTIL=2026-12-01T08:00:00Z", "FUTURERELEASE", "--hold-until"};
  hold.until = base::parse_rfc3339("2026-12-01T08:00:00Z");
  CHECK(refused(demanding(hold), ascii(), {"FUTURERELEASE 86400 2026-12-01T07:59:59Z"}) ==
        "--hold-until: the server takes no moment behind 2026-12-01T07:59:59Z");
  CHECK(refused(demanding(hold), ascii(), {"FUTURERELEASE 86400 2026-12-01T08:00:00Z"}).empty());
  CHECK(refused(demanding(hold), ascii(), {"FUTURERELEASE 86400"}).empty());
  CHECK(refused(demanding(hold), ascii(), {"FUTURERELEASE 86400 soon"}).empty());
}

TEST_CASE("a composed header that no encoded-word can hold goes with SMTPUTF8 or not at all") {
  Message message = ascii();
  message.utf8_header = message.composed = true;
  CHECK(refused(plan(), message, {"8BITMIME"}) ==
        "an address in the header has letters outside ASCII before its @, and the server does not "
        "offer SMTPUTF8 (RFC 6531)");
  CHECK(refused(plan(), message, {"SMTPUTF8"}).empty());
  message.composed = false;
  CHECK(refused(plan(), message, {"8BITMIME"}).empty());
}

TEST_CASE("REQUIRETLS is for a verified server only") {
  Plan required = plan();
  required.require_tls = true;
  CHECK(refused(required, ascii(), {"REQUIRETLS"}, ErrorKind::tls) ==
        "--requiretls is for a TLS session with a verified server only (--tls-verify)");
}

TEST_CASE("an address that needs SMTPUTF8 is not sent without it") {
  Plan other = plan();
  other.sender = parse_path("\u00fc@x").value();
  CHECK(refused(other, ascii(), {}) ==
        "an address has letters outside ASCII before its @, and the server does not offer SMTPUTF8 "
        "(RFC 6531)");
}

TEST_CASE("a message over the limit is not sent") {
  Message large = ascii();
  large.size = 11;
  CHECK(refused(plan(), large, {"SIZE 10"}) ==
        "the message has 11 bytes, and the server takes 10 bytes at most (SIZE 10): it was not "
        "sent");
  CHECK(refused(plan(), large, {"SIZE 11"}).empty());
  CHECK(refused(plan(), large, {"SIZE"}).empty());
}
