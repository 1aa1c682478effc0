#include "session/recorded_message.h"

#include "base/text.h"
#include "session/printer.h"

namespace session {

std::string RecordedMessage::line(std::string_view text) {
  constexpr std::string_view kDate = "Date:";
  if (text.empty()) in_header_ = false;
  // What a signature covers must stay as it is.
  if (base::starts_with_ignoring_case(text, "DKIM-Signature:")) in_header_ = false;
  // A field whose value stands on the next line would keep that line.
  const bool folded = base::trim(text).ends_with(':');
  if (!in_header_ || folded) return client_line(text);
  if (base::starts_with_ignoring_case(text, "Message-ID:")) return "C: Message-ID: {{message_id}}";
  if (base::starts_with_ignoring_case(text, kDate)) {
    date_ = base::trim(text.substr(kDate.size()));
    return "C: Date: {{date}}";
  }
  if (date_.empty() || !text.ends_with(date_)) return client_line(text);
  const std::string head = client_line(text.substr(0, text.size() - date_.size()));
  // Bytes that no C: line can hold are an @send, which ends with its quote.
  return head.starts_with("C:") ? head + "{{date}}" : client_line(text);
}

}  // namespace session
