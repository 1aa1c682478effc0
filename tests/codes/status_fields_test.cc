#include "codes/status_fields.h"

#include <doctest/doctest.h>

using codes::read_status_fields;

TEST_CASE("the groups of a delivery status are read, each a recipient") {
  const auto fields = read_status_fields(
      "Reporting-MTA: dns; mx.example.org (192.0.2.1)\nArrival-Date: today\n\n"
      "Final-Recipient: rfc822; <bob@b.example>\nOriginal-Recipient: rfc822;robert@b.example\n"
      "Action: Failed (hard)\nStatus: 5.1.1 (permanent failure)\n"
      "Remote-MTA: dns; in.b.example\nDiagnostic-Code: smtp; 550 5.1.1 no\n  such user\n\n"
      "Final-Recipient: rfc822; eve@b.example\nAction: delayed\nStatus: 4.4.1\n");
  CHECK(fields.reporting_mta == "mx.example.org");
  REQUIRE(fields.recipients.size() == 2);
  const auto& bob = fields.recipients[0];
  CHECK(bob.address() == "bob@b.example");
  CHECK(bob.original_recipient == "robert@b.example");
  CHECK(bob.action == "failed");
  CHECK(bob.status == "5.1.1");
  CHECK(bob.remote_mta == "in.b.example");
  CHECK(bob.diagnostic == "550 5.1.1 no such user");
  CHECK(fields.recipients[1].status == "4.4.1");
}

TEST_CASE("a program as recipient is the address that it stands for") {
  const auto fields = read_status_fields(
      "Final-Recipient: x-local; |/usr/bin/procmail\nOriginal-Recipient: rfc822; bob@b.example\n"
      "Action: failed\nDiagnostic-Code: X-Unix; 75\n");
  REQUIRE(fields.recipients.size() == 1);
  CHECK(fields.recipients[0].address() == "bob@b.example");
  CHECK(fields.recipients[0].diagnostic == "X-Unix; 75");
}

TEST_CASE("damaged groups lose no recipient: no empty line between, one too many, a quoted copy") {
  const auto together = read_status_fields(
      "Final-Recipient: rfc822; a@x\nStatus: 5.1.1\nFinal-Recipient: rfc822; b@x\nStatus: 5.2.2\n");
  CHECK(together.recipients.size() == 2);
  const auto torn = read_status_fields("Final-Recipient: rfc822; a@x\n\nStatus: 5.1.1\n");
  REQUIRE(torn.recipients.size() == 1);
  CHECK(torn.recipients[0].status == "5.1.1");
  const auto quoted = read_status_fields("> Final-Recipient: rfc822; a@x\n>\n> Action: failed\n");
  CHECK(quoted.recipients.size() == 1);
}

TEST_CASE("what is no status, address or group is left out") {
  CHECK(read_status_fields("").recipients.empty());
  CHECK(read_status_fields("Final-Recipient: rfc822; a@x\n").recipients.empty());
  CHECK(read_status_fields("Final-Recipient: rfc822; a@x\nStatus: 05.1.1\nAction: failed\n")
            .recipients[0]
            .status.empty());
  CHECK(read_status_fields("Final-Recipient: <a@x\nAction: failed\n").recipients[0].address() ==
        "a@x");
}
