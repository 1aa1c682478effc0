#include "session/recorded_message.h"

#include "base/text.h"
#include "message/unique.h"
#include "session/printer.h"

namespace session {
namespace {

constexpr std::string_view kDate = "Date: ", kMessageId = "Message-ID:";
constexpr std::size_t kDateSize = std::string_view("Sun, 22 Nov 2026 11:33:59 +0000").size();

}  // namespace

std::string RecordedMessage::line(std::string_view text) {
  if (text.empty()) in_header_ = false;
  // What a signature covers must stay as it is.
  if (in_header_ && base::starts_with_ignoring_case(text, "DKIM-Signature:")) signed_ = true;
  if (signed_) return client_line(text);
  if (!in_header_) return with_unique(client_line(text));
  if (unique_.empty()) unique_ = message::find_unique_word(text);
  return of_header(text);
}

std::string RecordedMessage::of_header(std::string_view text) {
  // A field whose value stands on the next line would keep that line.
  if (base::trim(text).ends_with(':')) return client_line(text);
  if (!counted_ && base::starts_with_ignoring_case(text, kMessageId))
    return "C: Message-ID: {{message_id}}";
  if (base::starts_with_ignoring_case(text, kDate.substr(0, kDate.size() - 1)))
    return of_date(text, base::trim(text.substr(kDate.size() - 1)));
  if (date_.empty() || !text.ends_with(date_)) return with_unique(client_line(text));
  const std::string head = client_line(text.substr(0, text.size() - date_.size()));
  // Bytes that no C: line can hold are an @send, which ends with its quote.
  return head.starts_with("C:") ? head + "{{date}}" : client_line(text);
}

std::string RecordedMessage::of_date(std::string_view text, std::string_view value) {
  if (counted_ && (value.size() != kDateSize || text.size() != kDate.size() + kDateSize))
    return client_line(text);
  date_ = value;
  return "C: Date: {{date}}";
}

std::string RecordedMessage::with_unique(std::string line) const {
  if (unique_.empty() || !line.starts_with("C:")) return line;
  for (std::size_t at = 0; (at = line.find(unique_, at)) != std::string::npos;)
    line.replace(at, unique_.size(), "{{unique}}");
  return line;
}

}  // namespace session
