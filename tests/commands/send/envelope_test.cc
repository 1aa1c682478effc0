#include "commands/send/envelope.h"

#include <doctest/doctest.h>

using namespace commands;
using base::ErrorKind;
using Lines = std::vector<std::string>;

namespace {

template <typename Change>
smtp::Plan planned(Change change) {
  SendOptions options;
  change(options);
  smtp::Plan plan;
  const auto good = plan_envelope(options, plan);
  if (!good) MESSAGE(good.error().text);
  REQUIRE(good);
  return plan;
}

Lines texts(const std::vector<smtp::Parameter>& parameters) {
  Lines all;
  for (const smtp::Parameter& one : parameters) all.push_back(one.text);
  return all;
}

template <typename Change>
std::string wrong(Change change, ErrorKind kind = ErrorKind::parse) {
  SendOptions options;
  change(options);
  smtp::Plan plan;
  const auto good = plan_envelope(options, plan);
  REQUIRE_FALSE(good);
  CHECK(good.error().kind == kind);
  return good.error().text;
}

}  // namespace

TEST_CASE("each option of the envelope is a parameter, coded as it must be") {
  const smtp::Plan plan = planned([](SendOptions& o) {
    o.dsn_ret = "hdrs";
    o.dsn_envid = "a b";
    o.deliver_by = "120";
    o.hold_for = "2h";
    o.priority = "-3";
    o.mail_auth = "<>";
    o.mail_param = {"X=1"};
    o.dsn_notify = "success,DELAY";
    o.dsn_orcpt = "bob+x@b";
    o.rrvs = "2026-04-03T23:01:00Z;C";
    o.rcpt_param = {"Y"};
  });
  CHECK(texts(plan.mail_parameters) == Lines{"RET=HDRS", "ENVID=a+20b", "BY=120;R", "HOLDFOR=7200",
                                             "MT-PRIORITY=-3", "AUTH=<>", "X=1"});
  CHECK(texts(plan.rcpt_parameters) == Lines{"NOTIFY=SUCCESS,DELAY", "ORCPT=rfc822;bob+2Bx@b",
                                             "RRVS=2026-04-03T23:01:00Z;C", "Y"});
}

TEST_CASE("other forms of the same") {
  const smtp::Plan plan = planned([](SendOptions& o) {
    o.deliver_by = "-60;nt";
    o.hold_until = "2026-12-01T08:00:00+01:00";
    o.mail_auth = "a=b@x";
    o.dsn_notify = "never";
    o.dsn_orcpt = "x400;bob";
    o.requiretls = o.smtputf8 = true;
  });
  CHECK(texts(plan.mail_parameters) == Lines{"BY=-60;NT", "HOLDUNTIL=2026-12-01T08:00:00+01:00",
                                             "AUTH=a+3Db@x", "SMTPUTF8", "REQUIRETLS"});
  CHECK(texts(plan.rcpt_parameters) == Lines{"NOTIFY=NEVER", "ORCPT=x400;bob"});
  CHECK(plan.require_tls);
  CHECK(plan.mail_parameters[0].number == 0);
}

TEST_CASE("a chunk's size, or binary, means chunks") {
  CHECK(planned([](SendOptions& o) { o.chunk_size = "64KiB"; }).chunk_size == 65536);
  CHECK(planned([](SendOptions& o) { o.chunk_size = "64KiB"; }).chunking);
  CHECK(planned([](SendOptions& o) { o.binary = true; }).chunking);
  CHECK_FALSE(planned([](SendOptions&) {}).chunking);
}

// All error paths of plan_envelope() follow.

TEST_CASE("a value of the envelope that cannot be is told with what can") {
  CHECK(wrong([](SendOptions& o) { o.dsn_ret = "X"; }) ==
        "--dsn-ret: 'X' cannot be: write FULL or HDRS");
  CHECK(wrong([](SendOptions& o) {
          o.dsn_envid = std::string(101, 'x');
        }).ends_with("cannot be: write at most 100 characters, a coded one counting as three"));
  CHECK(
      wrong([](SendOptions& o) { o.dsn_notify = "NEVER,DELAY"; }) ==
      "--dsn-notify: 'NEVER,DELAY' cannot be: write NEVER, or of SUCCESS,FAILURE,DELAY those that "
      "shall be told");
  for (const char* bad : {"", ";a", "rfc822;", "a b;c"})
    CHECK(wrong([&](SendOptions& o) { o.dsn_orcpt = bad; }) ==
          "--dsn-orcpt: '" + std::string(bad) +
              "' cannot be: write [TYPE;]ADDRESS, as in rfc822;bob@example.com");
  for (const char* bad : {"", "x", "0", "-1", "5;X", "5;R;R"})
    CHECK(wrong([&](SendOptions& o) { o.deliver_by = bad; }) ==
          "--deliver-by: '" + std::string(bad) +
              "' cannot be: write SECONDS;R (return it then) or SECONDS;N (tell of it)");
  for (const char* bad : {"x", "0", "10ms"})
    CHECK(wrong([&](SendOptions& o) { o.hold_for = bad; }) ==
          "--hold-for: '" + std::string(bad) +
              "' cannot be: write a time of at least a second: 90s, 30m, 2h, 1d");
  for (const char* bad : {"tomorrow", "2026-12-01", "2026-12-01T08:00:00", "2026-12-01T08:00:00+1",
                          "2026-13-01T00:00:00Z"})
    CHECK(wrong([&](SendOptions& o) { o.hold_until = bad; }) ==
          "--hold-until: '" + std::string(bad) +
              "' cannot be: write a moment, as in 2026-12-01T08:00:00Z");
  for (const char* bad : {"10", "-10", "x", "-"})
    CHECK(wrong([&](SendOptions& o) { o.priority = bad; }) ==
          "--priority: '" + std::string(bad) + "' cannot be: write a number from -9 to 9");
  CHECK(wrong([](SendOptions& o) { o.dsn_envid = "\u00e9"; }) ==
        "--dsn-envid: '\u00e9' cannot be: write printable ASCII (RFC 3461)");
  CHECK(wrong([](SendOptions& o) { o.dsn_orcpt = "rfc822;\u00e9@x"; }) ==
        "--dsn-orcpt: 'rfc822;\u00e9@x' cannot be: write letters outside ASCII in UTF-8, behind "
        "utf-8; (RFC 6533)");
  CHECK(wrong([](SendOptions& o) {
          o.rrvs = "2026-04-03T23:01:00Z;X";
        }).ends_with("cannot be: write a moment, as in 2026-04-03T23:01:00Z, and ;C or ;R"));
  CHECK(
      wrong([](SendOptions& o) { o.mail_auth = "a b"; }).starts_with("--mail-auth: 'a b' is not"));
  CHECK(wrong([](SendOptions& o) { o.chunk_size = "0"; }) ==
        "--chunk-size: '0' cannot be: write 1 byte to 64 MiB; a chunk is held in memory");
  CHECK(wrong([](SendOptions& o) { o.chunk_size = "x"; }).starts_with("--chunk-size: "));
}

TEST_CASE("what would be two commands, or does not go together, is misuse") {
  CHECK(wrong([](SendOptions& o) { o.mail_param = {"a\r\nb"}; }, ErrorKind::usage) ==
        "--mail-param cannot hold CR, LF or NUL: 'a\\r\\nb'");
  CHECK(wrong([](SendOptions& o) { o.rcpt_param = {"a\n"}; }, ErrorKind::usage) ==
        "--rcpt-param cannot hold CR, LF or NUL: 'a\\n'");
  CHECK(wrong([](SendOptions& o) { o.hold_for = o.hold_until = "1"; }, ErrorKind::usage) ==
        "--hold-for and --hold-until exclude each other");
  CHECK(wrong([](SendOptions& o) { o.chunking = o.no_data_fixup = true; }, ErrorKind::usage) ==
        "--no-data-fixup is for DATA: --chunking has no place");
  SendOptions several;
  several.dsn_orcpt = "bob@x";
  smtp::Plan two;
  two.recipients.resize(2);
  CHECK(plan_envelope(several, two).error().text ==
        "--dsn-orcpt is what one recipient was at first: send to each by itself");
  SendOptions options;
  options.prdr = true;
  smtp::Plan lmtp;
  lmtp.lmtp = true;
  CHECK(plan_envelope(options, lmtp).error().text ==
        "--prdr is for SMTP: LMTP has a reply for each recipient anyway");
}
