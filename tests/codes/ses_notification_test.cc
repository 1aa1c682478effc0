#include "codes/ses_notification.h"

#include <doctest/doctest.h>

#include "base/text.h"

using codes::read_ses_notification;

namespace {

constexpr std::string_view kBounce =
    R"({"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"bob@b.example",)"
    R"("action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 \"no\"\r\nsuch user"},)"
    R"({"emailAddress":"eve@b.example"}]}})";

}  // namespace

TEST_CASE("each bounced recipient has what Amazon says of it") {
  const auto told = read_ses_notification(kBounce);
  CHECK(told.type == "Bounce");
  REQUIRE(told.recipients.size() == 2);
  CHECK(told.recipients[0].address == "bob@b.example");
  CHECK(told.recipients[0].status == "5.1.1");
  CHECK(told.recipients[0].diagnostic == "smtp; 550 \"no\"  such user");
  CHECK(told.recipients[1].address == "eve@b.example");
  CHECK(told.recipients[1].diagnostic.empty());
}

TEST_CASE("a delivery tells the server's answer for each recipient") {
  const auto told = read_ses_notification(
      R"({"eventType":"Delivery","delivery":{"recipients":["a@x","b@x"],"smtpResponse":"250 ok"}})");
  REQUIRE(told.recipients.size() == 2);
  CHECK(told.recipients[1].address == "b@x");
  CHECK(told.recipients[1].action == "delivered");
  CHECK(told.recipients[1].diagnostic == "250 ok");
}

TEST_CASE("the wrapping of SNS is taken off") {
  const auto told = read_ses_notification(
      R"({"Message":"{\"notificationType\":\"Complaint\",\"x\":[{\"emailAddress\":\"a@x\"}]}"})");
  CHECK(told.type == "Complaint");
  REQUIRE(told.recipients.size() == 1);
  CHECK(told.recipients[0].address == "a@x");
}

TEST_CASE("what is no notification, or is cut anywhere, is read without harm") {
  CHECK(read_ses_notification("550 no such user").type.empty());
  for (std::size_t length = 0; length < kBounce.size(); ++length)
    (void)read_ses_notification(kBounce.substr(0, length));
}
