#include "codes/bounce_lines.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "codes/forwarded.h"
#include "codes/lines.h"

namespace codes {
namespace {

// Lines that mailers write above the copy of the original message.
constexpr std::array<std::string_view, 24> kSeparators = {
    "--- below this line is a copy",
    "this is a copy of",
    "--- original message",
    "original message -----",
    "original message follows",
    "----- message header",
    "--- the header of the original",
    "below is a copy of the original",
    "--- undelivered message",
    "--- copy of",
    "----- unsent message",
    "return-path:",
    "received: from",
    "original message:",
    "message header follows",
    "original mail info",
    "your original message",
    "message headers follow",
    "the header of the original",
    "original headers",
    "===== original",
    "message-id:",
    "--- returned message",
    "begin message text",
};

bool is_separator(std::string_view line) {
  const std::string lower = base::to_lower(base::trim(line).substr(0, 120));
  if (lower.empty()) return false;
  return std::any_of(kSeparators.begin(), kSeparators.end(), [&](std::string_view mark) {
    const std::size_t at = lower.find(mark);
    return at != lower.npos && at < 8;
  });
}

}  // namespace

std::string_view before_original(std::string_view text) {
  std::size_t at = 0;
  bool seen_words = false;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = without_quote_marks(text.substr(at, end - at));
    if (seen_words && is_separator(line)) return text.substr(0, at);
    seen_words = seen_words || !base::trim(line).empty();
    at = end + 1;
  }
  return text;
}

bool is_empty_talk(std::string_view line) {
  static constexpr std::array<std::string_view, 29> kTalk = {
      "to:",
      "subject:",
      "from:",
      "date:",
      "sent:",
      "cc:",
      "received:",
      "hi.",
      "i'm afraid",
      "this is the",
      "a message that you sent",
      "recipients.",
      "this message was created",
      "message-id:",
      "its recipients",
      "reporting-mta",
      "arrival-date",
      "this is a permanent error",
      "this is a mime",
      "the original message was received",
      "with id",
      "-----",
      "... while talking",
      "**",
      "this is the mail",
      "unable to deliver message to",
      "could not be delivered",
      "there was an error delivering your mail",
      "do not reply"};
  const std::string lower = base::to_lower(base::trim(line).substr(0, 40));
  if (lower.find_first_not_of("-=*_#") == lower.npos) return true;
  return std::any_of(kTalk.begin(), kTalk.end(),
                     [&](std::string_view talk) { return lower.starts_with(talk); });
}

void append_line(std::string& text, std::string_view line) {
  line = base::trim(line);
  if (line.empty() || text.size() + line.size() > kMostDiagnostic) return;
  if (!text.empty()) text += '\n';
  text += line;
}

}  // namespace codes
