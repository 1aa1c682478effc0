#include "commands/codes/pasted_reply.h"

#include <algorithm>
#include <array>
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
constexpr std::size_t kMostKeptBytes = 1 << 20;
constexpr int kMostSeen = 200;  // lines, to tell what all of them are

bool is_followed(std::string_view line) {
  return codes::begins_reply(line) && line.size() > 3 && line[3] == '-';
}

bool has_code(std::string_view line) { return codes::find_reply(line).code != 0; }

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

// A short line that begins with one of these words.
template <std::size_t N>
bool opens_with(std::string_view line, const std::array<std::string_view, N>& words) {
  constexpr std::size_t kLongest = 60;
  const std::string first = base::to_lower(line.substr(0, line.find_first_of(" ,.!:")));
  return line.size() <= kLongest && std::find(words.begin(), words.end(), first) != words.end();
}

// "Hello Bob,"
bool is_salutation(std::string_view line) {
  static constexpr std::array<std::string_view, 14> kWords = {
      "hi",    "hello", "hey",  "dear",  "good", "greetings", "hallo",
      "guten", "sehr",  "moin", "liebe", "hola", "bonjour",   "ciao"};
  return opens_with(line, kWords) && !has_code(line);
}

// "Thanks", below which only names stand.
bool is_farewell(std::string_view line) {
  static constexpr std::array<std::string_view, 14> kWords = {
      "thanks", "thank", "thx",   "regards", "best",    "kind",  "cheers",
      "bye",    "danke", "viele", "mfg",     "saludos", "merci", "cordialement"};
  return opens_with(line, kWords);
}

}  // namespace

bool is_letter(std::string_view beginning) {
  bool code = false;
  bool parted = false;
  bool blank = false;
  for (int i = 0; i < kMostSeen && !beginning.empty(); ++i) {
    const std::string_view line = base::trim(codes::take_line(beginning));
    parted = parted || line.starts_with('>') || (blank && !line.empty()) || is_command(line) ||
             (i == 0 && is_salutation(line));
    blank = line.empty() && i > 0;
    code = code || has_code(without_server_mark(codes::without_quote_marks(line)));
  }
  return code && parted;
}

SessionKind session_in(std::string_view beginning) {
  PastedLines pasted(is_letter(beginning));
  bool accepted = false;
  bool refused = false;
  const auto see = [&](const std::vector<PastedText>& texts) {
    for (const PastedText& each : texts) {
      if (!codes::begins_reply(each.text)) continue;
      (each.text[0] >= '4' ? refused : accepted) = true;
    }
  };
  for (int i = 0; i < kMostSeen && !beginning.empty(); ++i)
    see(pasted.take(codes::take_line(beginning)));
  if (beginning.empty()) see(pasted.finish());
  if (!pasted.is_session()) return SessionKind::none;
  if (refused) return SessionKind::refused;
  return accepted ? SessionKind::accepted : SessionKind::none;
}

// Whether the text that is kept can have lines that look like none of a reply.
bool PastedLines::may_go_on() const {
  return quoted_ || ((letter_ || indented_next_) && has_code(lines_.front()));
}

bool PastedLines::goes_on(std::string_view words, bool quoted) const {
  if (lines_.empty() || quoted != quoted_ || lines_.size() >= kMostLines ||
      kept_bytes_ > kMostKeptBytes)
    return false;
  const std::string& last = lines_.back();
  if (is_followed(last) && codes::begins_reply(words)) {
    return last.substr(0, 3) == words.substr(0, 3) && status_in(last) == status_in(words) &&
           !holds_its_end(last);
  }
  const bool ends_letter = letter_ && !quoted && is_farewell(words);
  return may_go_on() && !words.empty() && !has_code(words) && !ends_letter;
}

void PastedLines::complete() {
  // Lines of a reply without its end may just as well be texts of their own.
  const bool has_no_end = !lines_.empty() && !may_go_on() && is_followed(lines_.back());
  if (has_no_end) {
    texts_.push_back(std::move(lines_));
  } else if (!lines_.empty()) {
    texts_.push_back({joined(lines_)});
  }
  lines_.clear();
}

std::vector<PastedText> PastedLines::give() {
  std::vector<PastedText> given;
  while (!texts_.empty()) {
    const auto command = session_.take_told();
    if (!command) break;
    for (std::string& text : texts_.front())
      given.push_back({std::move(text), command->stage, command->recipient});
    texts_.pop_front();
  }
  if (texts_.empty() && lines_.empty()) kept_bytes_ = 0;
  return given;
}

// In case that no "." follows.
void PastedLines::keep_content(std::string_view line, std::string_view bare) {
  if (!session_.is_in_message()) return content_.clear();
  if (!content_.empty() || codes::begins_reply(bare)) content_.append(line) += '\n';
  if (content_.size() > kMostKeptBytes) look_back();
}

void PastedLines::look_back() {
  if (content_.empty()) return;
  const std::string content = std::exchange(content_, {});
  session_.leave_message();
  for (std::string_view rest = content; !rest.empty();) {
    const std::string_view line = codes::take_line(rest);
    std::string_view next = rest;
    add(line, codes::take_line(next));
  }
}

void PastedLines::add(std::string_view line, std::string_view next) {
  const std::string_view bare = base::trim(codes::without_quote_marks(line));
  const bool quoted = base::trim(line).data() != bare.data();
  const bool passed_over = session_.takes(bare) || says_nothing(bare);
  const std::string_view words = passed_over ? std::string_view{} : without_server_mark(bare);
  if (!goes_on(words, quoted)) complete();
  keep_content(line, bare);
  if (words.empty()) return;
  if (lines_.empty()) session_.begin_text(words);
  lines_.emplace_back(words);
  kept_bytes_ += words.size();
  if (kept_bytes_ > kMostKeptBytes) session_.finish();  // nothing more is waited for
  quoted_ = quoted;
  indented_next_ = is_indented(next);
  if (!may_go_on() && !is_followed(words)) complete();
}

std::vector<PastedText> PastedLines::take(std::string_view line, std::string_view next) {
  add(line, next);
  return give();
}

std::vector<PastedText> PastedLines::finish() {
  complete();
  look_back();
  complete();
  session_.finish();
  return give();
}

}  // namespace commands
