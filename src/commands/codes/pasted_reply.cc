#include "commands/codes/pasted_reply.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/text.h"
#include "codes/enhanced.h"
#include "codes/forwarded.h"
#include "codes/lines.h"
#include "codes/reply_text.h"

namespace commands {
namespace {

constexpr std::size_t kMostLines = 512;

bool is_followed(std::string_view line) {
  return codes::begins_reply(line) && line.size() > 3 && line[3] == '-';
}

bool has_code(std::string_view line) { return codes::find_reply(line).code != 0; }

// Without the mark by which swaks, sendmail and others show that the server said it.
std::string_view without_server_mark(std::string_view line) {
  for (std::string_view mark : {"<<< ", "<** ", "<-  ", "<~* ", "<~  ", "< ", "S: "}) {
    if (line.starts_with(mark)) return base::trim(line.substr(mark.size()));
  }
  return line;
}

bool is_command(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" ->~C:");
  const std::string_view words = begin == line.npos ? std::string_view{} : line.substr(begin);
  return base::starts_with_ignoring_case(words, "rcpt to:") ||
         base::starts_with_ignoring_case(words, "mail from:");
}

// "```", "---" or "| |".
bool says_nothing(std::string_view line) {
  return std::all_of(line.begin(), line.end(), [](char c) {
    return !base::is_alphanumeric(c) && static_cast<unsigned char>(c) < 0x80;
  });
}

// Of a reply that was wrapped, and not of what a client says in a transcript.
bool is_indented(std::string_view line) {
  const std::string_view words = base::trim(line);
  if (words.empty() || !base::is_blank(line.front()) || has_code(words)) return false;
  const bool address = words.size() > 1 && words[0] == '<' && base::is_alphanumeric(words[1]);
  return address || std::string_view("-~=*<>").find(words[0]) == words.npos;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (!text.empty()) text += '\n';
    text += line;
  }
  return text;
}

// "5.1.1" of "550-5.1.1 no": every line of a reply repeats it, and another text has another one.
std::string status_in(std::string_view line) {
  const auto status = codes::leading_enhanced(line.substr(std::min<std::size_t>(4, line.size())));
  return status ? show(*status) : std::string();
}

// "550-no 550 such user" holds its own end.
bool holds_its_end(std::string_view line) {
  const std::string code(line.substr(0, 3));
  return line.find(" " + code + " ") != line.npos || line.find(" " + code + "-") != line.npos;
}

}  // namespace

bool is_letter(std::string_view beginning) {
  constexpr int kMostSeen = 200;
  bool code = false;
  bool parted = false;
  bool blank = false;
  for (int i = 0; i < kMostSeen && !beginning.empty(); ++i) {
    const std::string_view line = base::trim(codes::take_line(beginning));
    parted = parted || line.starts_with('>') || (blank && !line.empty()) || is_command(line);
    blank = line.empty() && i > 0;
    code = code || has_code(without_server_mark(codes::without_quote_marks(line)));
  }
  return code && parted;
}

// Whether the text that is kept can have lines that look like none of a reply.
bool PastedLines::may_go_on() const {
  return quoted_ || ((letter_ || indented_next_) && has_code(lines_.front()));
}

bool PastedLines::goes_on(std::string_view words, bool quoted) const {
  if (lines_.empty() || quoted != quoted_ || lines_.size() >= kMostLines) return false;
  const std::string& last = lines_.back();
  if (is_followed(last) && codes::begins_reply(words)) {
    return last.substr(0, 3) == words.substr(0, 3) && status_in(last) == status_in(words) &&
           !holds_its_end(last);
  }
  return may_go_on() && !words.empty() && !has_code(words);
}

std::vector<std::string> PastedLines::give() {
  // Lines of a reply without its end may just as well be texts of their own.
  const bool has_no_end = !lines_.empty() && !may_go_on() && is_followed(lines_.back());
  if (has_no_end || lines_.empty()) return std::exchange(lines_, {});
  return {joined(std::exchange(lines_, {}))};
}

std::vector<std::string> PastedLines::take(std::string_view line, std::string_view next) {
  const std::string_view bare = base::trim(codes::without_quote_marks(line));
  const bool quoted = base::trim(line).data() != bare.data();
  const std::string_view words = without_server_mark(says_nothing(bare) ? "" : bare);
  std::vector<std::string> given;
  if (!goes_on(words, quoted)) given = give();
  if (words.empty()) return given;
  lines_.emplace_back(words);
  quoted_ = quoted;
  indented_next_ = is_indented(next);
  if (may_go_on() || is_followed(words)) return given;
  for (std::string& text : give()) given.push_back(std::move(text));
  return given;
}

std::vector<std::string> PastedLines::finish() { return give(); }

}  // namespace commands
