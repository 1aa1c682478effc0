#include "codes/ses_notification.h"

#include "base/text.h"

namespace codes {
namespace {

constexpr std::size_t kMostRecipientsRead = 1000;

// The string that begins behind the quote at `at`; `at` is moved behind its end.
std::string take_string(std::string_view text, std::size_t& at) {
  std::string value;
  while (++at < text.size() && text[at] != '"') {
    const bool escaped = text[at] == '\\' && at + 1 < text.size();
    if (escaped) ++at;
    const bool ends_line = escaped && (text[at] == 'n' || text[at] == 'r' || text[at] == 't');
    value += ends_line ? ' ' : text[at];
  }
  ++at;
  return value;
}

// Where the value of "key" begins, at or behind `from`; npos when there is none.
std::size_t find_value(std::string_view text, std::string_view key, std::size_t from) {
  const std::string quoted = "\"" + std::string(key) + "\"";
  std::size_t at = text.find(quoted, from);
  if (at == text.npos) return at;
  at = text.find_first_not_of(" \t\r\n:", at + quoted.size());
  return at;
}

std::string find_string(std::string_view text, std::string_view key) {
  std::size_t at = find_value(text, key, 0);
  return at != text.npos && text[at] == '"' ? take_string(text, at) : std::string();
}

std::vector<SesRecipient> read_objects(std::string_view text) {
  std::vector<SesRecipient> found;
  std::size_t at = 0;
  while ((at = text.find("\"emailAddress\"", at)) != text.npos) {
    const std::size_t open = std::min(text.rfind('{', at), at);
    const std::size_t close = std::min(text.find('}', at), text.size());
    const std::string_view object = text.substr(open, close - open);
    found.push_back({find_string(object, "emailAddress"), find_string(object, "action"),
                     find_string(object, "status"), find_string(object, "diagnosticCode")});
    if (found.size() >= kMostRecipientsRead) break;
    at = close;
  }
  return found;
}

std::vector<SesRecipient> read_delivered(std::string_view text) {
  std::vector<SesRecipient> found;
  std::size_t at = find_value(text, "recipients", 0);
  while (at < text.size() && text[at] != ']' && found.size() < kMostRecipientsRead) {
    if (text[at] == '"') {
      found.push_back({take_string(text, at), "delivered", {}, find_string(text, "smtpResponse")});
    } else {
      ++at;
    }
  }
  return found;
}

}  // namespace

SesNotification read_ses_notification(std::string_view text) {
  SesNotification notification;
  std::string unescaped;
  if (text.find("\\\"notificationType\\\"") != text.npos) {  // wrapped once more by SNS
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\' && i + 1 < text.size()) ++i;
      unescaped += text[i];
    }
    text = unescaped;
  }
  notification.type = find_string(text, "notificationType");
  if (notification.type.empty()) notification.type = find_string(text, "eventType");
  if (notification.type.empty()) return notification;
  notification.recipients =
      notification.type == "Delivery" ? read_delivered(text) : read_objects(text);
  return notification;
}

}  // namespace codes
