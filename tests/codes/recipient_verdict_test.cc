#include "codes/recipient_verdict.h"

#include <doctest/doctest.h>

using codes::BouncedRecipient;
using codes::Classifier;

namespace {

BouncedRecipient judged(const std::string& status, const std::string& diagnostic,
                        const std::string& extra = {}) {
  BouncedRecipient recipient;
  recipient.action = "failed";
  recipient.status = status;
  recipient.diagnostic = diagnostic;
  judge(recipient, extra, Classifier::builtin());
  return recipient;
}

}  // namespace

TEST_CASE("the diagnostic is believed first, then the status, then the rest of the mail") {
  CHECK(judged("5.0.0", "552 5.2.2 mailbox full", "550 5.1.1 unknown").verdict.reason ==
        "mailboxfull");
  CHECK(judged("5.1.1", "550 no", "552 5.2.2 mailbox full").verdict.reason == "userunknown");
  CHECK(judged("", "it failed", "552 5.2.2 mailbox full").verdict.reason == "mailboxfull");
  CHECK(judged("", "it failed").verdict.reason == "onhold");
}

TEST_CASE("a status that says nothing gives way to a finer one of its class") {
  CHECK(judged("5.0.0", "it failed", "554 5.7.1 no").status == "5.7.1");
  CHECK(judged("5.0.0", "it failed", "451 4.7.1 no").status == "5.0.0");
  CHECK(judged("5.1.1", "it failed", "554 5.7.1 no").status == "5.1.1");
}

TEST_CASE("the host that refused is taken from the words where no field names it") {
  CHECK(judged("", "host mx.b.example[192.0.2.1] said: 550 no").remote_mta == "mx.b.example");
}
