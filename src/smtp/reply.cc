#include "smtp/reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/ascii.h"
#include "base/text.h"

namespace smtp {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::size_t kShownLine = 300;

std::string shortened(std::string_view bytes) {
  std::string text = base::printable(bytes.substr(0, kShownLine));
  if (bytes.size() > kShownLine) text += "...";
  return text;
}

// One to three digits without a leading zero; the rest of `text` is left behind.
std::optional<int> take_number(std::string_view& text) {
  std::size_t n = 0;
  while (n < 3 && n < text.size() && base::is_digit(text[n])) ++n;
  if (n == 0 || (n > 1 && text[0] == '0')) return std::nullopt;
  const auto number = base::parse_number(text.substr(0, n), 999);
  text.remove_prefix(n);
  return static_cast<int>(*number);
}

bool take_dot(std::string_view& text) {
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  return true;
}

// The code of "250", "250 text" or "250-text"; nothing for any other line.
std::optional<int> code_of(std::string_view line) {
  if (line.size() < 3 || line[0] < '1' || line[0] > '5') return std::nullopt;
  if (!base::is_digit(line[1]) || !base::is_digit(line[2])) return std::nullopt;
  if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return std::nullopt;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

}  // namespace

std::optional<EnhancedStatus> take_enhanced_status(std::string_view& text) {
  if (text.empty() || (text[0] != '2' && text[0] != '4' && text[0] != '5')) return std::nullopt;
  const int klass = text[0] - '0';
  text.remove_prefix(1);
  if (!take_dot(text)) return std::nullopt;
  const auto subject = take_number(text);
  if (!subject || !take_dot(text)) return std::nullopt;
  const auto detail = take_number(text);
  if (!detail || (!text.empty() && base::is_digit(text[0]))) return std::nullopt;
  return EnhancedStatus{klass, *subject, *detail};
}

std::optional<EnhancedStatus> parse_enhanced_status(std::string_view text) {
  const auto status = take_enhanced_status(text);
  const bool ends = text.empty() || text[0] == ' ' || text[0] == '\t';
  return ends ? status : std::nullopt;
}

std::string show(const EnhancedStatus& status) {
  return fmt::format("{}.{}.{}", status.klass, status.subject, status.detail);
}

std::optional<EnhancedStatus> Reply::status() const {
  if (lines.empty()) return std::nullopt;
  const auto status = parse_enhanced_status(lines.front());
  if (!status || status->klass != code / 100) return std::nullopt;
  return status;
}

std::string Reply::text() const { return fmt::format("{}", fmt::join(lines, "\n")); }

std::string one_line(const Reply& reply) {
  std::string text = std::to_string(reply.code);
  for (const std::string& line : reply.lines) {
    if (line.empty()) continue;
    text += ' ';
    text += line;
    if (text.size() > kShownLine) break;
  }
  return shortened(text);
}

void ReplyParser::feed(std::string_view bytes) {
  if (start_ > 0 && start_ == buffer_.size()) drop_taken();
  buffer_.append(bytes);
}

void ReplyParser::drop_taken() {
  buffer_.clear();
  start_ = scanned_ = 0;
}

void ReplyParser::clear() {
  drop_taken();
  partial_ = {};
  partial_bytes_ = 0;
}

std::string ReplyParser::quote(std::string_view line) const {
  return quotes_ ? fmt::format(": \"{}\"", shortened(line))
                 : " (not shown: it may hold the password)";
}

// The next line without its end; the search goes on where the last one stopped, so that a line
// that comes byte by byte costs its length once.
std::optional<std::string_view> ReplyParser::take_line() {
  const std::size_t end = buffer_.find('\n', std::max(start_, scanned_));
  if (end == std::string::npos) {
    scanned_ = buffer_.size();
    return std::nullopt;
  }
  std::string_view line = std::string_view(buffer_).substr(start_, end - start_);
  start_ = scanned_ = end + 1;
  if (line.ends_with('\r'))
    line.remove_suffix(1);
  else
    partial_.bare_lf = true;
  return line;
}

// True when `line` was the last of its reply.
Result<bool> ReplyParser::take_reply_line(std::string_view line) {
  const auto code = code_of(line);
  if (!code) return fail(ErrorKind::protocol, fmt::format("not an SMTP reply{}", quote(line)));
  if (!partial_.lines.empty() && *code != partial_.code)
    return fail(ErrorKind::protocol,
                fmt::format("one reply with two codes, {} and {}", partial_.code, *code));
  if (partial_.lines.size() == kMaxLines)
    return fail(ErrorKind::protocol, fmt::format("a reply of more than {} lines", kMaxLines));
  partial_bytes_ += line.size();
  if (partial_bytes_ > kMaxReply)
    return fail(ErrorKind::protocol, fmt::format("a reply of more than {} KiB", kMaxReply / 1024));
  partial_.code = *code;
  partial_.lines.emplace_back(line.substr(std::min<std::size_t>(4, line.size())));
  return line.size() == 3 || line[3] == ' ';
}

Result<std::optional<Reply>> ReplyParser::next() {
  while (!error_) {
    const auto line = take_line();
    const std::size_t length = line ? line->size() : buffer_.size() - start_;
    if (length > kMaxLine) {
      error_ = base::Error{ErrorKind::protocol, base::Stage::none,
                           fmt::format("a reply line of more than {} bytes", kMaxLine)};
      break;
    }
    if (!line) return std::optional<Reply>();
    const auto last = take_reply_line(*line);
    if (!last) {
      error_ = last.error();
      break;
    }
    if (*last) {
      partial_bytes_ = 0;
      return std::optional<Reply>(std::exchange(partial_, Reply{}));
    }
  }
  return fail(*error_);
}

}  // namespace smtp
