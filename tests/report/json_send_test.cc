#include "report/json_send.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace report;
using namespace smtp;
using base::ErrorKind;
using base::Stage;
using nlohmann::json;

namespace {

Reply reply(int code, std::vector<std::string> lines) { return {code, std::move(lines)}; }

Outcome delivered() {
  Outcome outcome;
  outcome.extensions = Extensions::parse(reply(250, {"mx", "SIZE 1000", "DSN"}));
  outcome.recipients.push_back({parse_path("bob@b.example").value(), reply(250, {"ok"}),
                                reply(250, {"2.0.0 queued as X1"})});
  outcome.content_bytes = 4;
  outcome.content_lines = 1;
  return outcome;
}

json parsed(const JsonSend& report, const Outcome& outcome, int status) {
  return json::parse(report.text(outcome, status));
}

}  // namespace

TEST_CASE("a delivery is one object with everything that was said") {
  JsonSend report;
  report.tell(event::Connecting{"mx:25"});
  report.tell(event::Connected{"192.0.2.1:25", {}});
  report.tell(event::Heard{Stage::greeting, reply(220, {"mx"}), base::Duration(7)});
  report.tell(event::Command{Stage::mail, "MAIL FROM:<a>"});
  report.tell(event::Heard{Stage::mail, reply(250, {"2.1.0 ok"}), base::Duration(3)});
  report.tell(event::Note{"a note", false});
  CHECK(report.text(delivered(), 0) == R"({
  "exit": 0,
  "delivered": true,
  "target": "mx:25",
  "peer": "192.0.2.1:25",
  "extensions": [
    "SIZE 1000",
    "DSN"
  ],
  "recipients": [
    {
      "address": "bob@b.example",
      "delivered": true,
      "rcpt": {
        "code": 250,
        "lines": [
          "ok"
        ]
      },
      "final": {
        "code": 250,
        "status": "2.0.0",
        "lines": [
          "2.0.0 queued as X1"
        ]
      },
      "queue_id": "X1"
    }
  ],
  "message": {
    "bytes": 4,
    "lines": 1
  },
  "steps": [
    {
      "stage": "greeting",
      "reply": {
        "code": 220,
        "lines": [
          "mx"
        ]
      },
      "ms": 7
    },
    {
      "stage": "mail",
      "command": "MAIL FROM:<a>",
      "reply": {
        "code": 250,
        "status": "2.1.0",
        "lines": [
          "2.1.0 ok"
        ]
      },
      "ms": 3
    }
  ],
  "notes": [
    "a note"
  ],
  "error": null
}
)");
}

TEST_CASE("the replies of a group find their commands") {
  JsonSend report;
  report.tell(event::Command{Stage::mail, "MAIL"});
  report.tell(event::Command{Stage::rcpt, "RCPT"});
  report.tell(event::Heard{Stage::mail, reply(250, {"a"}), {}});
  report.tell(event::Heard{Stage::rcpt, reply(550, {"b"}), {}});
  const json steps = parsed(report, {}, 0)["steps"];
  CHECK(steps[0]["reply"]["code"] == 250);
  CHECK(steps[1]["reply"]["code"] == 550);
}

TEST_CASE("a reply is never shown as that of a command that got none") {
  JsonSend report;
  report.tell(event::AuthBegun{"LOGIN", "bob"});
  report.tell(event::AuthBegun{"PLAIN", "bob"});
  report.tell(event::Heard{Stage::auth, reply(235, {"ok"}), {}});
  report.tell(event::Command{Stage::mail, "MAIL"});
  report.tell(event::Command{Stage::quit, "QUIT"});
  report.tell(event::Heard{Stage::quit, reply(221, {"bye"}), {}});
  const json steps = parsed(report, {}, 75)["steps"];
  CHECK_FALSE(steps[0].contains("reply"));
  CHECK(steps[1]["reply"]["code"] == 235);
  CHECK_FALSE(steps[2].contains("reply"));
  CHECK(steps[3]["reply"]["code"] == 221);
}

TEST_CASE("a reply to the content has a step of its own") {
  JsonSend report;
  report.tell(event::Heard{Stage::dot, reply(250, {"queued"}), {}});
  CHECK(parsed(report, {}, 0)["steps"][0]["stage"] == "dot");
}

TEST_CASE("what is not UTF-8 stands as hexadecimal") {
  JsonSend report;
  report.tell(event::Heard{Stage::greeting, reply(220, {"caf\xe9"}), {}});
  CHECK(parsed(report, {}, 0)["steps"][0]["reply"]["lines"][0] == "caf\\xE9");
}

TEST_CASE("an error has its stage and its text") {
  Outcome outcome;
  outcome.error = base::Error{ErrorKind::timeout, Stage::dot, "timeout after 30 s"};
  const json object = parsed(JsonSend(), outcome, 75);
  CHECK(object["error"] == json{{"stage", "dot"}, {"text", "timeout after 30 s"}});
  CHECK(object["exit"] == 75);
  CHECK(object["delivered"] == nullptr);
}

TEST_CASE("TLS is told with the server's own certificate, and a login by its mechanism") {
  Outcome outcome;
  outcome.mechanism = "PLAIN";
  outcome.tls.emplace();
  CHECK_FALSE(parsed(JsonSend(), outcome, 0)["tls"].contains("certificate"));
  outcome.tls->version = "TLSv1.3";
  net::PeerCertificate& leaf = outcome.tls->chain.emplace_back();
  leaf.names = {"mx"};
  leaf.days_left = -3;
  const json object = parsed(JsonSend(), outcome, 0);
  CHECK(object["auth"] == "PLAIN");
  CHECK(object["tls"]["version"] == "TLSv1.3");
  CHECK(object["tls"]["certificate"]["names"] == json{"mx"});
  CHECK(object["tls"]["certificate"]["days_left"] == -3);
}

TEST_CASE("a certificate that was refused is told like one that was not") {
  net::TlsFacts facts;
  facts.version = "TLSv1.3";
  facts.chain.emplace_back().not_after = "2021-01-01";
  const net::TlsOptions options;
  JsonSend report;
  report.tell(event::TlsFailed{options, &facts});
  CHECK(parsed(report, {}, 77)["tls"]["certificate"]["not_after"] == "2021-01-01");
}

TEST_CASE("a refusal is an error too, and its step says what it means") {
  JsonSend report([](const Reply&) { return std::string("no such mailbox"); });
  report.tell(event::Command{Stage::rcpt, "RCPT TO:<bob@b.example>"});
  report.tell(event::Heard{Stage::rcpt, reply(550, {"no"}), {}});
  Outcome outcome;
  outcome.recipients.push_back({parse_path("bob@b.example").value(), reply(550, {"no"}), {}});
  const json object = parsed(report, outcome, 69);
  CHECK(object["error"] ==
        json{{"stage", "rcpt"}, {"text", "<bob@b.example> refused at RCPT TO: 550 no"}});
  CHECK(object["steps"][0]["hint"] == "no such mailbox");
  CHECK(object["delivered"] == false);
}

TEST_CASE("nobody knows whether a message without an answer was delivered") {
  Outcome outcome = delivered();
  outcome.recipients[0].final.reset();
  outcome.error = base::Error{ErrorKind::lost, Stage::dot, "it may have been delivered"};
  CHECK(parsed(JsonSend(), outcome, 75)["delivered"].is_null());
}

TEST_CASE("a terminal is safe from what JSON may hold") {
  JsonSend report;
  report.tell(event::Heard{Stage::greeting,
                           reply(220, {"\xc2\x9b"
                                       "31m\xe2\x80\xae"}),
                           {}});
  CHECK(report.text(Outcome{}, 0).find(R"("\u009b31m\u202e")") != std::string::npos);
}
