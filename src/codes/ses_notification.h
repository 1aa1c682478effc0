// Notifications of Amazon SES: a JSON text in a mail. Only the few fields that a bounce has are
// looked for; the rest is skipped unread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace codes {

struct SesRecipient {
  std::string address;
  std::string action;
  std::string status;
  std::string diagnostic;
};

struct SesNotification {
  std::string type;  // "Bounce", "Complaint", "Delivery"; empty when the text is none
  std::vector<SesRecipient> recipients;
};

SesNotification read_ses_notification(std::string_view text);

}  // namespace codes
