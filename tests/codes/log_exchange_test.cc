#include "codes/log_exchange.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "codes/log_summary.h"

using codes::LogOutcome;

namespace {

constexpr std::string_view kColumns2010 =
    "#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,"
    "connector-id,source,event-id,internal-message-id,message-id,recipient-address,"
    "recipient-status,total-bytes,recipient-count,related-recipient-address,reference,"
    "message-subject,sender-address,return-path,message-info";
constexpr std::string_view kColumns2016 =
    "#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,"
    "connector-id,source,event-id,internal-message-id,message-id,network-message-id,"
    "recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,"
    "reference,message-subject,sender-address,return-path,message-info,directionality,tenant-id,"
    "original-client-ip,original-server-ip,custom-data,transport-traffic-type,log-id,"
    "schema-version";

constexpr std::string_view kTail =
    ",5120,1,,,\"Offer, for \"\"you\"\"\",alice@our.example,alice@our.example,,Originating,,,,S:"
    "x=y,Email,1a2b,15.01.2507.037\r";

// A row of Exchange 2016.
std::string row(std::string_view source_context, std::string_view source, std::string_view event,
                std::string_view recipients, std::string_view status) {
  std::string text = "2026-11-23T06:00:00.123Z,192.0.2.9,EX01,198.51.100.25,mx.b.example,";
  text.append(source_context).append(",Internet,").append(source).append(",").append(event);
  text.append(",4711,<1@our.example>,5f6e0f1c-0001-4d8e-0000-08da00000000,");
  return text.append(recipients).append(",").append(status).append(kTail);
}

// Events point into their line.
class Log {
 public:
  std::optional<codes::LogEvent> read(std::string line) {
    line_ = std::move(line);
    return reader_.read(line_);
  }
  std::optional<codes::LogEvent> read_on() { return reader_.read_on(); }
  bool leaves_recipients_out() const { return reader_.leaves_recipients_out(); }

 private:
  std::string line_;
  codes::ExchangeReader reader_;
};

}  // namespace

TEST_CASE("a tracking row tells recipient, server and refusal, with and without its header") {
  const std::string failed = row("08D1;06:00;0", "SMTP", "FAIL", "bob@b.example",
                                 "\"550 5.1.1 <bob@b.example>: no \"\"bob\"\", sorry\"");
  for (const bool has_header : {true, false}) {
    Log log;
    if (has_header) CHECK_FALSE(log.read(std::string(kColumns2016)));
    const auto event = log.read(failed);
    REQUIRE(event);
    CHECK(event->system == codes::LogSystem::exchange);
    CHECK(event->outcome == LogOutcome::failed);
    CHECK(event->time == "2026-11-23T06:00:00.123Z");
    CHECK(event->recipient == "bob@b.example");
    CHECK(event->remote == "mx.b.example");
    CHECK(event->text == "550 5.1.1 <bob@b.example>: no \"bob\", sorry");
  }
}

TEST_CASE("the last error of a queue is told with the server that gave it") {
  Log log;
  const auto waits = log.read(row(
      "", "QUEUE", "DEFER", "bob@b.example",
      "\"[{LED=451 4.7.1 try again, later};{MSG=};{FQDN=mx2.b.example};{IP=192.0.2.2};{LRT=}]\""));
  REQUIRE(waits);
  CHECK(waits->outcome == LogOutcome::deferred);
  CHECK(waits->recipient == "bob@b.example");
  CHECK(waits->remote == "mx2.b.example");
  CHECK(waits->text == "451 4.7.1 try again, later");
  const auto own = log.read(row("", "ROUTING", "FAIL", "bob@our.example",
                                "[{LED=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found}]"));
  REQUIRE(own);
  CHECK(own->remote.empty());
  CHECK(own->text == "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found");
}

TEST_CASE("rows of Exchange 2010 have a column less") {
  const std::string failed =
      "2026-11-23T06:00:00.123Z,192.0.2.9,EX01,198.51.100.25,mx.b.example,,Internet,SMTP,FAIL,4711,"
      "<1@our.example>,bob@b.example,550 5.1.1 no such user,5120,1,,,Hi,alice@our.example,"
      "alice@our.example,";
  for (const bool has_header : {true, false}) {
    Log log;
    if (has_header) CHECK_FALSE(log.read(std::string(kColumns2010)));
    const auto event = log.read(failed);
    REQUIRE(event);
    CHECK(event->recipient == "bob@b.example");
    CHECK(event->text == "550 5.1.1 no such user");
  }
}

TEST_CASE("the header decides which column is which") {
  Log log;
  CHECK_FALSE(log.read("#Fields: date-time, event-id, recipient-status, recipient-address"));
  const auto event = log.read("2026-11-23T06:00:00.123Z,FAIL,550 5.1.1 no such user,bob@b.example");
  REQUIRE(event);
  CHECK(event->recipient == "bob@b.example");
  CHECK(event->text == "550 5.1.1 no such user");
}

TEST_CASE("each of several recipients is told with the status that is its own") {
  Log log;
  const auto arrived = log.read(row("", "SMTP", "FAIL", "a@b.example;bob@b.example;carol@b.example",
                                    "250 2.1.5 ok;550 5.1.1 no; not here;452 4.2.2 \"\"full\"\""));
  REQUIRE(arrived);
  CHECK(arrived->recipient == "a@b.example");
  CHECK(arrived->outcome == LogOutcome::delivered);
  const auto refused = log.read_on();
  REQUIRE(refused);
  CHECK(refused->recipient == "bob@b.example");
  CHECK(refused->outcome == LogOutcome::failed);
  CHECK(refused->text == "550 5.1.1 no; not here");
  const auto last = log.read_on();
  REQUIRE(last);
  CHECK(last->recipient == "carol@b.example");
  CHECK(last->text == "452 4.2.2 \"full\"");
  CHECK_FALSE(log.read_on());
}

TEST_CASE("one status may be that of several recipients") {
  constexpr std::string_view kError = "[{LED=451 4.4.0 no answer};{MSG=};{FQDN=mx2.b.example}]";
  for (const std::string& status :
       {std::string(kError), std::string(kError) + ";" + std::string(kError)}) {
    Log log;
    auto event = log.read(row("", "QUEUE", "DEFER", "a@b.example;bob@b.example", status));
    for (const char* recipient : {"a@b.example", "bob@b.example"}) {
      REQUIRE(event);
      CHECK(event->recipient == recipient);
      CHECK(event->outcome == LogOutcome::deferred);
      CHECK(event->remote == "mx2.b.example");
      CHECK(event->text == "451 4.4.0 no answer");
      event = log.read_on();
    }
    CHECK_FALSE(event);
  }
}

TEST_CASE("a line behind a row of several recipients tells nothing of them") {
  Log log;
  REQUIRE(log.read(row("", "SMTP", "FAIL", "a@b.example;bob@b.example", "550 5.1.1 no")));
  CHECK_FALSE(log.read("nothing"));
  CHECK_FALSE(log.read_on());
}

TEST_CASE("what was sent has arrived, and a refusal in its status is one all the same") {
  Log log;
  const auto sent = log.read(row("", "SMTP", "SEND", "bob@b.example", "250 2.1.5 Recipient OK"));
  REQUIRE(sent);
  CHECK(sent->outcome == LogOutcome::delivered);
  const auto refused = log.read(row("", "SMTP", "SEND", "bob@b.example", "550 5.1.1 no"));
  REQUIRE(refused);
  CHECK(refused->outcome == LogOutcome::failed);
}

TEST_CASE("a delay may stand in the source's column, and other rows tell nothing") {
  Log log;
  const auto waits =
      log.read(row("451 4.4.0 DNS query failed", "DNS", "DEFER", "bob@b.example", ""));
  REQUIRE(waits);
  CHECK(waits->text == "451 4.4.0 DNS query failed");
  CHECK_FALSE(log.read(row("", "SMTP", "RECEIVE", "bob@b.example", "")));
  CHECK_FALSE(log.read("2026-11-23T06:00:00.123Z,LED=550 5.1.1 no"));
}

TEST_CASE("a summary counts the domain of a tracked recipient") {
  Log log;
  codes::VerdictCache cache(codes::Classifier::builtin());
  codes::LogSummary summary;
  summary.add(*log.read(row("", "SMTP", "FAIL", "bob@B.example", "550 5.1.1 no such user")), cache);
  const auto domains = summary.domains.largest(9);
  REQUIRE(domains.size() == 1);
  CHECK(domains[0].name == "b.example");
  CHECK(summary.codes.largest(9).at(0).name == "550 5.1.1");
}

TEST_CASE("a row that is cut anywhere is read without harm") {
  const std::string whole = row("", "SMTP", "FAIL", "a@b.example;bob@b.example",
                                "\"[{LED=550 \"\"5.1.1\"\" no};{FQDN=x}]\"");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    Log log;
    (void)log.read(whole.substr(0, length));
    while (log.read_on()) {
    }
  }
}

TEST_CASE("recipients behind the last of several statuses have none") {
  Log log;
  REQUIRE(log.read(row("", "SMTP", "FAIL", "a@b.example;bob@b.example;carol@b.example",
                       "250 2.1.5 OK;550 5.1.1 no such user")));
  const auto refused = log.read_on();
  REQUIRE(refused);
  CHECK(refused->text == "550 5.1.1 no such user");
  const auto untold = log.read_on();
  REQUIRE(untold);
  CHECK(untold->recipient == "carol@b.example");
  CHECK(untold->outcome == LogOutcome::failed);
  CHECK(untold->text.empty());
}

TEST_CASE("of a row's recipients the first thousand are told, and of a status the first 4 KiB") {
  Log log;
  std::string recipients = "u0@b.example";
  for (int i = 1; i < 1001; ++i) recipients += ";u" + std::to_string(i) + "@b.example";
  auto event =
      log.read(row("", "SMTP", "FAIL", recipients, "550 5.1.1 no " + std::string(9000, 'x')));
  int told = 0;
  for (; event; event = log.read_on()) {
    CHECK(event->text.size() == 4096);
    ++told;
  }
  CHECK(told == 1000);
  CHECK(log.leaves_recipients_out());
  REQUIRE(log.read(row("", "SMTP", "FAIL", recipients.substr(0, recipients.rfind(';')), "550 no")));
  while (log.read_on()) {
  }
  CHECK_FALSE(log.leaves_recipients_out());
}

TEST_CASE("a short row is read by its own columns, not by those of the row before it") {
  codes::LogReader log;
  constexpr std::string_view kBeginning =
      "2026-11-22T10:00:00.000Z,,,,,,,SMTP,FAIL,1,<2@our.example>";
  std::string row = std::string(kBeginning) + ",bob@b.example,550 5.1.1 no such user";
  CHECK(log.read(row)->recipient == "bob@b.example");
  row = std::string(kBeginning) + std::string(4000, ' ');  // the memory of the first is freed
  const auto event = log.read(row);
  REQUIRE(event);
  CHECK(event->recipient.empty());
}
