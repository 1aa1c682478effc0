#include "codes/bounce_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "codes/bounce_lines.h"
#include "codes/forwarded.h"
#include "codes/lines.h"
#include "codes/most_recipients.h"
#include "codes/words.h"

namespace codes {
namespace {

constexpr std::size_t kMostLines = 10'000;
constexpr std::size_t kLongestAddress = 320;  // RFC 3696 erratum 1690 and two brackets

bool is_address_char(char c) {
  return c > ' ' && c != 0x7f &&
         std::string_view("<>()[]\",;:\\").find(c) == std::string_view::npos;
}

struct Found {
  std::string_view address;
  std::size_t begin = 0;
  std::size_t end = 0;
};

Found find_address(std::string_view line, std::size_t from = 0) {
  for (std::size_t at = line.find('@', from); at != line.npos; at = line.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && is_address_char(line[begin - 1])) --begin;
    if (begin == at && at > 1 && line[at - 1] == '"') {  // "a b"@c.example
      const std::size_t quote = line.rfind('"', at - 2);
      if (quote != line.npos) begin = quote;
    }
    std::size_t end = at + 1;
    while (end < line.size() && is_address_char(line[end])) ++end;
    while (end > at + 1 && (line[end - 1] == '.' || line[end - 1] == '!')) --end;
    if (line[begin] == '\'' && line[end - 1] == '\'') {  // not O'Brien's
      ++begin;
      --end;
    }
    if (end - begin > kLongestAddress) {
      at = end - 1;
      continue;
    }
    if (begin < at && end > at + 1) return {line.substr(begin, end - begin), begin, end};
  }
  return {};
}

// A line that is headed by an address: `<a@b>:`, `  a@b`, `a@b: text`, `"a@b":`, `a@b on 1/2/03`.
bool heads_block(std::string_view line, const Found& found) {
  const std::string_view before = base::trim(line.substr(0, found.begin));
  static constexpr std::array<std::string_view, 11> kLeads = {
      "", "<", "\"", "- \"", "--", "-", "*", "to:", "to: <", "rfc822;", "(expanded from: <"};
  if (std::find(kLeads.begin(), kLeads.end(), base::to_lower(before)) != kLeads.end()) return true;
  const std::string lower = base::to_lower(before);
  if (lower.starts_with("sender")) return false;
  static constexpr std::array<std::string_view, 15> kTails = {"undeliverable to",
                                                              "attempts:",
                                                              ">>>",
                                                              "recipient:",
                                                              "recipient(s):",
                                                              "recipients:",
                                                              "address:",
                                                              "failed:",
                                                              "not delivered to",
                                                              "deliver message to <",
                                                              "recipient: <",
                                                              "deliver to '<",
                                                              "unknown user:",
                                                              "unknown host:",
                                                              "exceeds allowed size:"};
  return std::any_of(kTails.begin(), kTails.end(),
                     [&](std::string_view tail) { return lower.ends_with(tail); });
}

// `<a@b>:` or `a@b` and nothing else.
bool stands_alone(std::string_view line, const Found& found) {
  const std::string_view before = base::trim(line.substr(0, found.begin));
  const std::string_view after = base::trim(line.substr(found.end));
  return (before.empty() || before == "<") && (after == ":" || after == ">:" || after == ">");
}

// "|/usr/bin/vacation -a", with quotes or without, or "/var/mail/bob": what an alias delivers to.
bool is_program(std::string_view line) {
  return line.starts_with('|') || line.starts_with("\"|") || line.starts_with("pipe to |") ||
         line.starts_with("save to /") || (line.starts_with('/') && line.find(' ') == line.npos);
}

bool is_own(std::string_view address, const std::vector<std::string>& own) {
  return std::any_of(own.begin(), own.end(), [&](const std::string& each) {
    return base::equal_ignoring_case(each, address);
  });
}

class TextReader {
 public:
  explicit TextReader(const std::vector<std::string>& own) : own_(own) {}

  std::vector<FailedAddress> read(std::string_view text) {
    for (std::size_t lines = 0; lines < kMostLines && !text.empty(); ++lines) {
      take(take_line(text));
    }
    if (found_.empty() && !mentioned_.empty()) found_.push_back({mentioned_, {}});
    return std::move(found_);
  }

 private:
  void take(std::string_view line) {
    const std::string_view plain = base::trim(line);
    if (plain.empty()) {
      blank_ = true;
      return;
    }
    const Found address = find_address(plain);
    if (is_program(plain)) {
      program_ = plain;
      in_block_ = false;
      return;
    }
    const std::string program = std::exchange(program_, {});
    const bool stands_for = plain.find("generated from ") != plain.npos ||
                            plain.starts_with("generated by ") ||
                            plain.starts_with("(expanded from:");
    if (!program.empty() && stands_for && !address.address.empty()) {
      begin_block(plain, address);
      return append_line(found_.back().diagnostic, program);
    }
    const bool other = !address.address.empty() && !is_own(address.address, own_);
    if (other && mentioned_.empty()) mentioned_ = address.address;
    const bool heads = !address.address.empty() && heads_block(plain, address);
    if (heads && (stands_alone(plain, address) || !is_own(address.address, own_))) {
      return begin_block(plain, address);
    }
    // Words after an empty line belong to the block only while it has none.
    if (in_block_ && (!blank_ || found_.back().diagnostic.empty())) {
      if (!is_empty_talk(plain)) append_line(found_.back().diagnostic, plain);
      blank_ = false;
      return;
    }
    in_block_ = false;
  }

  void begin_block(std::string_view line, const Found& address) {
    std::string_view rest = line.substr(address.end);
    rest = rest.substr(std::min(rest.find_first_not_of(">\"'): \t."), rest.size()));
    blank_ = false;
    const auto same = std::find_if(found_.begin(), found_.end(), [&](const FailedAddress& each) {
      return base::equal_ignoring_case(each.address, address.address);
    });
    if (same != found_.end()) {
      if (&*same != &found_.back()) std::rotate(same, same + 1, found_.end());
    } else if (found_.size() < kMostRecipientsRead) {
      found_.push_back({std::string(address.address), {}});
    }
    in_block_ = true;
    append_line(found_.back().diagnostic, rest);
  }

  const std::vector<std::string>& own_;
  std::vector<FailedAddress> found_;
  std::string program_;    // that is named where an address should stand
  std::string mentioned_;  // the first address in the text that heads no block
  bool in_block_ = false;
  bool blank_ = false;
};

}  // namespace

std::vector<FailedAddress> read_bounce_text(std::string_view text,
                                            const std::vector<std::string>& own) {
  // What else a list's refusal names is where to ask for help.
  constexpr std::string_view kList = "mailing list <";
  if (const std::size_t list = text.find(kList); list != text.npos) {
    const Found address = find_address(text.substr(list + kList.size() - 1, kLongestAddress));
    if (!address.address.empty()) return {{std::string(address.address), {}}};
  }
  return TextReader(own).read(before_original(text));
}

std::string whole_diagnostic(std::string_view text) {
  std::string joined;
  std::string_view rest = before_original(text);
  while (!rest.empty() && joined.size() < kMostDiagnostic / 2) {
    const std::string_view line = without_quote_marks(take_line(rest));
    if (!is_empty_talk(line)) append_line(joined, line);
  }
  return joined;
}

namespace {

// Of a mail's text, in which a mailer says what it does.
std::string beginning_of(std::string_view text) { return base::to_lower(text.substr(0, 4000)); }

}  // namespace

bool says_permanent(std::string_view text) {
  return contains_any(beginning_of(text),
                      {"permanent error", "permanent fatal", "failed permanently"});
}

bool says_given_up(std::string_view text) {
  return contains_any(beginning_of(text), {"giving up", "given up", "not going to try again",
                                           "sorry to have to inform you"});
}

bool says_delayed(std::string_view text) {
  return contains_any(beginning_of(text),
                      {"not yet been delivered", "still undelivered", "attempts will continue",
                       "no action is required on your part", "will be retried", "continue to try",
                       "warning message only", "will keep trying", "do not need to resend",
                       "has been delayed", "is delayed"});
}

std::string in_one_line(std::string_view text) {
  std::string line;
  for (std::string_view piece : base::split(text, '\n')) {
    piece = base::trim(piece);
    if (!line.empty() && !piece.empty()) line += ' ';
    line += piece;
  }
  return line;
}

}  // namespace codes
