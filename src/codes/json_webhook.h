// What services that send mail tell their customers: the notifications of Amazon SES (also wrapped
// by SNS, in a mail, or of EventBridge), and the webhooks of SendGrid, Mailgun, Postmark, SparkPost
// and those that look like them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace codes {

struct WebhookEvent {
  std::string address;
  std::string action;      // "failed", "delayed", "delivered"; empty for a complaint
  std::string status;      // "5.1.1"; may be empty
  std::string diagnostic;  // what the server said, or the service
  std::string remote;
  // Where the service tells it itself: "delivered", "feedback", "suppressed" or "vacation", which
  // are never freed; else empty.
  std::string_view reason;
};

struct Webhook {
  bool is_one = false;
  std::vector<WebhookEvent> events;  // at most kMostRecipientsRead; not of what was opened
};

// Of all objects and arrays in the text, whatever stands between them. Damaged ones are skipped.
Webhook read_webhook(std::string_view text);

// The texts in JSON of any other kind that hold a reply code; nothing for what is not JSON.
std::vector<std::string> replies_in_json(std::string_view text);

// Error kind parse where one of the objects and arrays in the text is larger than 2 MiB: it is not
// read.
base::Result<void> check_json_sizes(std::string_view text);

// What is complete of the object or array that the text's end cuts; nothing for a text that is not
// cut.
std::optional<std::string> complete_part(std::string_view text);

// Whether a text is JSON as a whole.
bool is_json(std::string_view text);

// Whether a text begins as JSON does.
bool begins_json(std::string_view text);

}  // namespace codes
