#include "codes/reply_text.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/text.h"
#include "codes/words.h"

namespace codes {
namespace {

constexpr std::size_t kMostText = 16 * 1024;

bool is_one_of(std::string_view characters, char c) {
  return characters.find(c) != characters.npos;
}

int code_at(std::string_view text, std::size_t at) {
  if (at + 3 > text.size() || text[at] < '2' || text[at] > '5') return 0;
  if (!base::is_digit(text[at + 1]) || !base::is_digit(text[at + 2]) || text[at + 1] > '7')
    return 0;
  const int code = (text[at] - '0') * 100 + (text[at + 1] - '0') * 10 + (text[at + 2] - '0');
  return code > 254 && code < 334 ? 0 : code;  // 255 is an exit status
}

std::string_view word_before(std::string_view text, std::size_t at) {
  while (at > 0 && base::is_space(text[at - 1])) --at;
  std::size_t begin = at;
  while (begin > 0 && base::is_letter(text[begin - 1])) --begin;
  return text.substr(begin, at - begin);
}

// "mx.example.net:465", "192.0.2.1:550"; not "RCPT TO:552", nor what an enhanced code follows.
bool is_port(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongestHost = 255;
  const std::size_t least = at - std::min(at, kLongestHost + 1);
  std::size_t begin = at - 1;
  while (begin > least && !base::is_space(text[begin - 1])) --begin;
  return text.substr(begin, at - begin).find('.') != text.npos &&
         !leading_enhanced(base::trim(text.substr(at + 3)));
}

// A number in a text is a reply code by what stands around it. Port numbers, octets, sizes and
// counts are not.
int likelihood(std::string_view text, std::size_t at) {
  const char before = at == 0 ? '\n' : text[at - 1];
  const char after = at + 3 < text.size() ? text[at + 3] : ' ';
  const bool exchange = before == '#' && leading_enhanced(base::trim(text.substr(at + 3)));
  if (base::is_digit(before) || base::is_letter(before)) return 0;
  if (is_one_of("._/#=&?@%+-", before) && !exchange) return 0;
  if (before == ':' && is_port(text, at)) return 0;
  if (!base::is_space(after) && after != '-' && after != ',' && after != ':' && after != '#')
    return 0;
  const std::string_view rest = base::trim(text.substr(std::min(at + 4, text.size())));
  int points = 0;
  if (leading_enhanced(rest) || rest.starts_with('#')) points += 4;
  if (before == '\n') points += 4;
  if (text.substr(at + 3).starts_with("-'")) points += 3;  // IronPort quotes a reply so
  const std::size_t end = text.substr(0, at).find_last_not_of(" \t\r\n");
  const char mark = end == text.npos ? '\n' : text[end];
  const bool behind_address = text.substr(0, at).ends_with("], ");
  if (is_one_of(":;'\"<>\n(", mark) || behind_address) points += 3;
  static constexpr std::array<std::string_view, 12> kLeads = {
      "said", "error",  "code", "reply",  "response", "status",
      "SMTP", "return", "was",  "answer", "returned", "replied"};
  for (std::string_view lead : kLeads) {
    if (base::equal_ignoring_case(word_before(text, at), lead)) points += 3;
  }
  static constexpr std::array<std::string_view, 9> kUnits = {
      "bytes", "kb", "mb", "seconds", "ms", "days", "hours", "for rcpt", "users"};
  for (std::string_view unit : kUnits) {
    const char behind = rest.size() > unit.size() ? rest[unit.size()] : ' ';
    const bool whole = !base::is_letter(behind) && behind != '-';  // "550 MS-Office file", "MSG:"
    if (whole && base::starts_with_ignoring_case(rest, unit)) return 0;
  }
  if (base::equal_ignoring_case(word_before(text, at), "port")) return 0;
  return text[at] >= '4' || before == '\n' ? points : points - 2;
}

std::size_t find_code(std::string_view text) {
  std::size_t best = text.npos;
  int most = 2;
  for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
    if (!base::is_digit(text[at]) || code_at(text, at) == 0) continue;
    const int points = likelihood(text, at);
    if (points <= most) continue;
    most = points;
    best = at;
  }
  return best;
}

struct FoundStatus {
  std::optional<smtp::EnhancedStatus> code;
  std::size_t at = 0;
};

FoundStatus find_enhanced(std::string_view text) {
  for (std::size_t at = 0; at + 5 <= text.size(); ++at) {
    if (text[at + 1] != '.' || !base::is_digit(text[at])) continue;
    const char before = at == 0 ? ' ' : text[at - 1];
    if (base::is_digit(before) || before == '.' || base::is_letter(before)) continue;
    const auto code = leading_enhanced(text.substr(at));
    if (code && code->klass != 2 && code->subject <= 7) return {code, at};
  }
  return {};
}

base::Stage find_stage(std::string_view lower) {
  using base::Stage;
  if (contains_any(lower, {"reply to end of data", "after end of data", "our final data",
                           "response to the end of", "failed after i sent the message"})) {
    return Stage::dot;
  }
  if (contains_any(lower, {"to rcpt to", "after rcpt to", "our rcpt to", "pipelined rcpt",
                           "not like recipient", ">>> rcpt to", "to rcpt", "the rcpt to"})) {
    return Stage::rcpt;
  }
  if (contains_any(lower, {"to mail from", "after mail from", "our mail from", "pipelined mail",
                           "sender was rejected", ">>> mail from", "the mail from command"})) {
    return Stage::mail;
  }
  if (contains_any(lower, {"to data", "after data", "our data", "pipelined data", ">>> data"})) {
    return Stage::data;
  }
  if (contains_any(lower, {"to ehlo", "to helo", "after ehlo", "after helo"})) return Stage::ehlo;
  if (contains_any(lower, {"refused to talk to me", "initial connection",
                           "while receiving the "
                           "initial server greeting"})) {
    return Stage::greeting;
  }
  return Stage::none;
}

// Latin-1 and Cyrillic capitals in UTF-8; the text keeps its length.
void lower_letters(std::string& text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(text[i + 1]);
    const bool latin = lead == 0xC3 && next >= 0x80 && next <= 0x9E && next != 0x97;
    const bool first_half = lead == 0xD0 && next >= 0x90 && next <= 0x9F;
    const bool second_half = lead == 0xD0 && next >= 0xA0 && next <= 0xAF;
    if (latin || first_half) text[i + 1] = static_cast<char>(next + 0x20);
    if (!second_half) continue;
    text[i] = static_cast<char>(0xD1);
    text[i + 1] = static_cast<char>(next - 0x20);
  }
}

// "550-5.1.1 no 550 5.1.1 such": the second code is of the next line, not of the text.
class Normaliser {
 public:
  explicit Normaliser(std::string_view text) : text_(text) { out_.reserve(text.size()); }

  std::string run() {
    while (at_ < text_.size() && out_.size() < kMost) take_token();
    drop_closing_line();
    while (!out_.empty() && base::is_space(out_.back())) out_.pop_back();
    lower_letters(out_);
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kMost = 2000;

  // sendmail ends what a server said with a line of its own, "554 <a@b>... Service unavailable".
  void drop_closing_line() {
    const std::size_t at = out_.rfind(" 554 ");
    if (at == out_.npos) return;
    const std::string_view line = std::string_view(out_).substr(at);
    const bool is_short = line.size() < 60 && line.find('\n') == line.npos;
    if (is_short && line.ends_with("... service unavailable")) out_.resize(at);
  }

  void take_token() {
    while (at_ < text_.size() && base::is_space(text_[at_])) ++at_;
    std::size_t end = at_;
    while (end < text_.size() && !base::is_space(text_[end])) ++end;
    std::string_view token = text_.substr(at_, end - at_);
    at_ = end;
    if (is_continuation(token)) return;
    if (token.size() > 200 && !has_ideographs(token)) token = token.substr(0, 200);
    put(token);
  }

  // "550-5.1.1", "550-", "550" in front of an enhanced code, and that code itself.
  bool is_continuation(std::string_view& token) {
    const int code = code_at(token, 0);
    if (code != 0 && token.size() > 3 && token[3] == '-') {
      token.remove_prefix(4);
      last_code_ = code;
      return token.empty() || is_code(token);
    }
    if (code != 0 && token.size() == 3 && (last_code_ == code || at_ <= 4)) {
      last_code_ = code;
      after_code_ = true;
      return true;
    }
    const bool status = after_code_ && is_code(token);
    after_code_ = false;
    return status;
  }

  bool is_code(std::string_view token) const { return parse_enhanced(token).has_value(); }

  void put(std::string_view token) {
    if (!out_.empty() && out_.back() != '\n') out_ += ' ';
    const bool ends = ends_sentence(token);
    if (ends) token.remove_suffix(1);
    put_masked(token);
    if (ends) out_ += '\n';
  }

  static bool ends_sentence(std::string_view token) {
    const char last = token.back();
    if (token.size() < 2 || token[token.size() - 2] == '.') return false;
    return last == '.' || last == '!' || last == '?' || last == ';';
  }

  void put_masked(std::string_view token) {
    const std::size_t sign = token.find('@');
    // W32.Swen.A@mm is no address: viruses that mail themselves are named so.
    const bool is_address = sign != token.npos && token.substr(sign) != "@mm";
    if (is_address && token.find("://") == token.npos) return put_address(token);
    std::size_t i = 0;
    while (i < token.size()) {
      const std::size_t length = std::max(address_length(token, i), ipv6_address_length(token, i));
      if (length != 0) {
        out_ += "ip";
        i += length;
      } else if (const std::size_t digits = digits_at(token, i); digits >= 6) {
        out_ += '#';
        i += digits;
      } else {
        out_ += base::to_lower(token[i++]);
      }
    }
  }

  // <user@example.net>... -> <@>..., refused...user@example.net -> refused...@
  void put_address(std::string_view token) {
    const std::size_t sign = token.find('@');
    std::size_t begin = sign;
    while (begin > 0 && !is_one_of("<([{:,;\"'=", token[begin - 1]) &&
           !ends_with_ideograph(token.substr(0, begin)) && !token.substr(0, begin).ends_with("..."))
      --begin;
    std::size_t end = sign + 1;
    while (end < token.size() && !is_one_of(">)]},;:\"'", token[end]) &&
           !begins_ideograph(token[end]))
      ++end;
    while (end > sign + 1 && token[end - 1] == '.') --end;
    for (char c : token.substr(0, begin)) out_ += base::to_lower(c);
    out_ += '@';
    for (char c : token.substr(end)) out_ += c == '@' ? ' ' : base::to_lower(c);
  }

  static std::size_t digits_at(std::string_view token, std::size_t at) {
    std::size_t end = at;
    while (end < token.size() && base::is_digit(token[end])) ++end;
    return end - at;
  }

  // The length of an IPv4 address at that place, else 0.
  static std::size_t address_length(std::string_view token, std::size_t at) {
    if (!base::is_digit(token[at]) ||
        (at > 0 && (base::is_digit(token[at - 1]) || token[at - 1] == '.'))) {
      return 0;
    }
    std::size_t i = at;
    for (int part = 0; part < 4; ++part) {
      if (part > 0) {
        if (i >= token.size() || token[i] != '.') return 0;
        ++i;
      }
      const std::size_t digits = digits_at(token, i);
      if (digits == 0 || digits > 3) return 0;
      i += digits;
    }
    return i - at;
  }

  static bool is_part_of_ipv6(char c) {
    const char lower = base::to_lower(c);
    return c == ':' || base::is_digit(c) || (lower >= 'a' && lower <= 'f');
  }

  // The length of an IPv6 address at that place, else 0. Times, MAC addresses and names of C++ have
  // colons too.
  static std::size_t ipv6_address_length(std::string_view token, std::size_t at) {
    constexpr std::size_t kColons = 7;
    if (at > 0 && (base::is_digit(token[at - 1]) || base::is_letter(token[at - 1]))) return 0;
    std::size_t end = at;
    std::size_t colons = 0;
    std::size_t digits = 0;
    for (; end < token.size() && is_part_of_ipv6(token[end]); ++end) {
      if (token[end] == ':') ++colons;
      if (base::is_digit(token[end])) ++digits;
    }
    if (end < token.size() && base::is_letter(token[end])) return 0;
    const std::string_view address = token.substr(at, end - at);
    const bool short_form = address.find("::") != address.npos;
    return digits > 0 && colons >= 2 && (short_form || colons == kColons) ? end - at : 0;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int last_code_ = 0;
  bool after_code_ = false;
  std::string out_;
};

// Without what Postfix and qmail add behind a reply.
std::string_view without_wrapper(std::string_view reply) {
  reply = reply.substr(0, reply.find("(in reply to "));
  return base::trim(reply.substr(0, reply.find("Giving up on ")));
}

std::string_view without_enhanced(std::string_view words) {
  words = base::trim(words);
  if (leading_enhanced(words)) {
    words.remove_prefix(std::min(words.find_first_not_of("0123456789."), words.size()));
  }
  return base::trim(words);
}

std::string_view without_codes(std::string_view reply) {
  return without_enhanced(reply.substr(std::min<std::size_t>(4, reply.size())));
}

// "host: mx.example.net 5.1.1 user unknown": what stands behind the code, unless that is nothing
// worth reading, as in "no such user (#5.1.1)".
std::string_view words_behind(std::string_view text, std::size_t at) {
  const std::string_view behind = text.substr(at);
  const std::size_t end = std::min(behind.find_first_not_of("0123456789."), behind.size());
  const std::string_view words = base::trim(behind.substr(end));
  const bool bracketed = at > 0 && (text[at - 1] == '#' || text[at - 1] == '(');
  return bracketed || words.size() < 4 ? text : words;
}

}  // namespace

ReplyText find_reply(std::string_view text) {
  text = base::trim(text.substr(0, kMostText));
  ReplyText found;
  found.words = text;
  found.stage = find_stage(base::to_lower(text));
  const std::size_t at = find_code(text);
  if (at != text.npos) {
    found.code = code_at(text, at);
    found.reply = without_wrapper(text.substr(at));
    const std::string_view words = without_codes(found.reply);
    if (!words.empty()) found.words = words;
    const std::string_view rest =
        base::trim(found.reply.substr(std::min<std::size_t>(4, found.reply.size())));
    found.status = leading_enhanced(rest);
  }
  if (!found.status && !found.reply.empty()) found.status = find_enhanced(found.reply).code;
  if (found.status) return found;
  const FoundStatus other = find_enhanced(text);
  found.status = other.code;
  if (other.code && found.code == 0) found.words = words_behind(text, other.at);
  return found;
}

ReplyText reply_text(int code, const std::optional<smtp::EnhancedStatus>& status,
                     std::string_view lines) {
  ReplyText reply;
  reply.code = code;
  reply.status = status;
  reply.words = without_enhanced(lines);
  return reply;
}

bool begins_reply(std::string_view line) {
  const bool code = line.size() >= 3 && line[0] >= '2' && line[0] <= '5' &&
                    base::is_digit(line[1]) && base::is_digit(line[2]);
  return code && (line.size() == 3 || line[3] == ' ' || line[3] == '-');
}

std::string normalise(std::string_view text) { return Normaliser(text).run(); }

}  // namespace codes
