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
  if (signed_ || form_ == Form::cut) return client_line(text);
  return in_header_ ? of_header(text) : with_unique(text);
}

std::string RecordedMessage::of_header(std::string_view text) {
  // A field whose value stands on the next line would keep that line.
  if (base::trim(text).ends_with(':')) return client_line(text);
  if (base::starts_with_ignoring_case(text, kMessageId))
    return form_ == Form::counted ? with_unique(text) : "C: Message-ID: {{message_id}}";
  if (base::starts_with_ignoring_case(text, base::trim(kDate)))
    return of_date(text, base::trim(text.substr(kDate.size() - 1)));
  if (date_.empty() || !text.ends_with(date_)) return with_unique(text);
  const std::string head = client_line(text.substr(0, text.size() - date_.size()));
  // Bytes that no C: line can hold are an @send, which ends with its quote.
  return head.starts_with("C:") ? head + "{{date}}" : client_line(text);
}

std::string RecordedMessage::of_date(std::string_view text, std::string_view value) {
  const bool has_length = value.size() == kDateSize && text.size() == kDate.size() + kDateSize;
  if (form_ == Form::counted && !has_length) return client_line(text);
  date_ = value;
  return "C: Date: {{date}}";
}

// In the lines where a message names its boundaries and where they stand, and nowhere else: a mail
// that is quoted or answered keeps its words.
std::string RecordedMessage::with_unique(std::string_view text) {
  std::string line = client_line(text);
  const bool names =
      text.find("boundary=") != text.npos || base::starts_with_ignoring_case(text, kMessageId);
  if (in_header_ && names && unique_.empty()) unique_ = message::find_unique_word(text);
  const std::size_t at = unique_.empty() ? line.npos : line.find(unique_);
  if (at == line.npos || !line.starts_with("C:") || !(names || text.starts_with("--"))) return line;
  return line.replace(at, unique_.size(), "{{unique}}");
}

}  // namespace session
