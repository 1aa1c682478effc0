#include "codes/json_webhook.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "codes/most_recipients.h"

using codes::read_webhook;

namespace {

constexpr std::string_view kSes =
    R"({"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"bob@b.example",)"
    R"("action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 \"no\" such user"},)"
    R"({"emailAddress":"eve@b.example"}]},"mail":{}})";

// "bob@b.example failed 5.1.1 [550 no]" and behind it the reason and the server, if told.
std::string told(std::string_view text) {
  std::string all;
  for (const auto& event : read_webhook(text).events) {
    all += (all.empty() ? "" : "; ") + event.address + " " + event.action + " " + event.status +
           " [" + event.diagnostic + "] " + std::string(event.reason) + event.remote;
  }
  return all;
}

}  // namespace

TEST_CASE("each recipient that Amazon tells of has what it says of it") {
  CHECK(told(kSes) ==
        "bob@b.example failed 5.1.1 [smtp; 550 \"no\" such user] ; eve@b.example failed  [] ");
  CHECK(told(R"({"eventType":"Delivery","delivery":{"recipients":["a@x","b@x"],)"
             R"("smtpResponse":"250 ok"}})") ==
        "a@x delivered  [250 ok] delivered; b@x delivered  [250 ok] delivered");
  CHECK(told(R"({"eventType":"DeliveryDelay","deliveryDelay":{"delayedRecipients":[)"
             R"({"emailAddress":"a@x","status":"4.4.7","diagnosticCode":"smtp; 451 wait"}]},)"
             R"("mail":{}})") == "a@x delayed 4.4.7 [smtp; 451 wait] ");
  CHECK(told(R"({"notificationType":"Complaint","complaint":{"complainedRecipients":[)"
             R"({"emailAddress":"a@x"}]},"mail":{}})") == "a@x   [] feedback");
  CHECK(told(R"({"notificationType":"Bounce","bounce":{"bounceSubType":"OnAccountSuppressionList",)"
             R"("bouncedRecipients":[{"emailAddress":"a@x","action":"failed"}]},"mail":{}})") ==
        "a@x failed  [] suppressed");
}

TEST_CASE("the wrappings of SNS, SQS and EventBridge are taken off") {
  const std::string ses(kSes);
  const std::string plain = told(ses);
  const std::string sns = nlohmann::json{{"Type", "Notification"}, {"Message", ses}}.dump();
  CHECK(told(sns) == plain);
  CHECK(told(nlohmann::json{{"Records", {{{"body", sns}}}}}.dump()) == plain);
  CHECK(told(R"({"detail-type":"Email Bounced","detail":)" + ses + "}") == plain);
}

TEST_CASE("events of SendGrid are told, with what it did not even try") {
  CHECK(told(R"([{"email":"a@x","event":"dropped","reason":"Bounced Address"},)"
             R"({"email":"b@x","event":"delivered","response":"250 ok"},)"
             R"({"email":"c@x","event":"bounce","reason":"550 5.1.1 no","status":"5.1.1"},)"
             R"({"email":"d@x","event":"deferred","response":"451 wait"},)"
             R"({"email":"e@x","event":"open"},{"email":"f@x","event":"spamreport"}])") ==
        "a@x failed  [Bounced Address] suppressed; b@x delivered  [250 ok] delivered; "
        "c@x failed 5.1.1 [550 5.1.1 no] ; d@x delayed  [451 wait] ; f@x   [] feedback");
}

TEST_CASE("events of Mailgun have their reply in a code and a message") {
  CHECK(told(R"({"event-data":{"event":"failed","severity":"temporary","reason":"generic",)"
             R"("recipient":"a@x","delivery-status":{"code":452,"message":"4.2.2 full",)"
             R"("mx-host":"mx.x"}}})") == "a@x delayed  [452 4.2.2 full] mx.x");
  CHECK(told(R"({"event-data":{"event":"failed","severity":"permanent","reason":"bounce",)"
             R"("recipient":"a@x","delivery-status":{"code":550,"enhanced-code":"5.1.1",)"
             R"("message":"no such user"}}})") == "a@x failed 5.1.1 [550 5.1.1 no such user] ");
  CHECK(told(R"({"items":[{"event":"failed","reason":"suppress-bounce","recipient":"a@x",)"
             R"("delivery-status":{"code":605,"description":"Not delivering"}}]})") ==
        "a@x failed  [Not delivering] suppressed");
}

TEST_CASE("events of Postmark and SparkPost, and of others that look like them, are told") {
  CHECK(
      told(
          R"({"RecordType":"Bounce","Type":"HardBounce","Details":"smtp;550 no","Email":"a@x"})") ==
      "a@x failed  [smtp;550 no] ");
  CHECK(told(R"({"RecordType":"SpamComplaint","Type":"SpamComplaint","Email":"a@x"})") ==
        "a@x   [] feedback");
  CHECK(told(R"({"RecordType":"Delivery","Recipient":"a@x","Details":"250 ok"})") ==
        "a@x delivered  [250 ok] delivered");
  CHECK(told(R"([{"msys":{"message_event":{"type":"bounce","rcpt_to":"a@x","error_code":"550",)"
             R"("raw_reason":"550 no"}}}])") == "a@x failed  [550 no] ");
  CHECK(told(R"({"event":"hard_bounce","email":"a@x","reason":"550 no"})") ==
        "a@x failed  [550 no] ");
}

TEST_CASE("a webhook that only tells of opened mail is one without events") {
  const auto webhook = read_webhook(R"([{"email":"a@x","event":"open"}])");
  CHECK(webhook.is_one);
  CHECK(webhook.events.empty());
}

TEST_CASE("what is no webhook, or is cut anywhere, is read without harm") {
  for (const char* text : {"", "550 no", "[192.0.2.1] no", "{\"a\":1}", "{\"event\":\"bounce\"}",
                           "{\"notificationType\":7}", "[[[[", "{\"Message\":\"{\"}"})
    CHECK_FALSE(read_webhook(text).is_one);
  for (std::size_t length = 0; length < kSes.size(); ++length)
    CHECK(read_webhook(kSes.substr(0, length)).events.empty());
}

TEST_CASE(
    "of one webhook a thousand events are read, and one more that shows that there are more") {
  std::string text = "[";
  for (int i = 0; i < 1200; ++i) text += R"({"email":"a@x","event":"bounce"},)";
  text.back() = ']';
  CHECK(read_webhook(text).events.size() == codes::kMostRecipientsRead);
}

TEST_CASE("replies are found in any JSON") {
  CHECK(codes::replies_in_json(R"({"error":{"code":500,"message":"SMTP error: 550 no"}} ["x"])") ==
        std::vector<std::string>{"SMTP error: 550 no"});
  CHECK(codes::replies_in_json("550 no").empty());
  CHECK(codes::replies_in_json(std::string(100, '[') + std::string(100, ']')).empty());
}

TEST_CASE(
    "JSON that is too large to be read is an error wherever it stands, and many pieces are none") {
  const std::string piece = "[\"" + std::string(1 << 20, 'x') + "\"]\n";
  CHECK(codes::check_json_sizes(piece + piece + piece));
  const auto large = codes::check_json_sizes("{} [" + piece + "," + piece + "]");
  REQUIRE_FALSE(large);
  CHECK(large.error().kind == base::ErrorKind::parse);
  CHECK(large.error().text == "the JSON is larger than 2.1 MB");
}

TEST_CASE("JSON is known as a whole and by its beginning") {
  CHECK(codes::is_json(" {\"a\": [1]} "));
  CHECK_FALSE(codes::is_json("{\"a\": [1]} x"));
  for (const char* text : {"{\"a\"", " [ {", "[]", "{}", "[\"x\""}) CHECK(codes::begins_json(text));
  for (const char* text : {"", "{", "[192.0.2.1]", "{x}", "550 no"})
    CHECK_FALSE(codes::begins_json(text));
}
