#include "message/encoded_word.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.h"
#include "base/text.h"
#include "dns/resolver.h"

namespace message {
namespace {

constexpr std::size_t kMaxLine = 76;  // RFC 2047 section 2
constexpr std::size_t kMaxWord = 75;
constexpr std::size_t kMaxPlainLine = 998;  // RFC 5322 section 2.1.1
constexpr std::size_t kWorthStarting = 30;  // columns; with fewer left a word starts a new line

constexpr std::array<std::string_view, 6> kAddressFields{"From", "Sender", "Reply-To",
                                                         "To",   "Cc",     "Bcc"};

// Fields of tokens, parameters and identifiers: an encoded-word in them is an error, or a part of
// the token (RFC 2047 section 5).
constexpr std::array<std::string_view, 15> kTokenFields{
    "Content-Type", "Content-Disposition", "Content-Transfer-Encoding",
    "Content-ID",   "Content-Language",    "Content-Location",
    "MIME-Version", "Message-ID",          "Resent-Message-ID",
    "In-Reply-To",  "References",          "Date",
    "Resent-Date",  "Return-Path",         "DKIM-Signature"};

bool holds_addresses(std::string_view name) {
  constexpr std::string_view kResent = "Resent-";
  if (base::starts_with_ignoring_case(name, kResent)) name.remove_prefix(kResent.size());
  return std::ranges::any_of(kAddressFields, [&](std::string_view field) {
    return base::equal_ignoring_case(field, name);
  });
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

// What an encoded-word may hold in any place (RFC 2047 section 5, rule 3).
std::string coded(char c) {
  const bool plain =
      base::is_alphanumeric(c) || std::string_view("!*+-/").find(c) != std::string_view::npos;
  if (plain) return {c};
  return c == ' ' ? "_" : fmt::format("={:02X}", static_cast<unsigned char>(c));
}

class Encoder {
 public:
  explicit Encoder(std::size_t column) : column_(column) {}

  void plain(std::string_view text) {
    text_ += text;
    column_ += text.size();
  }

  // A character is never cut in two (section 5), and blanks between two words do not count.
  void encode(std::string_view text) {
    const std::string open = base::is_utf8(text) ? "=?utf-8?q?" : "=?unknown-8bit?q?";
    start(open, kMaxLine - std::min(kMaxLine, column_) < kWorthStarting);
    while (!text.empty()) {
      std::size_t size = 1;
      while (size < 4 && size < text.size() && is_continuation(text[size])) ++size;
      std::string character;
      for (const char c : text.substr(0, size)) character += coded(c);
      if (word_ + character.size() + 2 > kMaxWord || column_ + character.size() + 2 > kMaxLine) {
        plain("?=");
        start(open, true);
      }
      plain(character);
      word_ += character.size();
      text.remove_prefix(size);
    }
    plain("?=");
  }

  std::string take() { return std::move(text_); }

 private:
  void start(const std::string& open, bool on_new_line) {
    if (on_new_line) {
      if (text_.ends_with(' ')) text_.pop_back();
      text_ += "\r\n ";
      column_ = 1;
    }
    plain(open);
    word_ = open.size();
  }

  std::string text_;
  std::size_t column_;
  std::size_t word_ = 0;
};

// From the first word that needs it to the last: one run, so that the blanks between are kept.
// `comments`: in them an encoded-word may touch a parenthesis, and nowhere else (section 5).
void encode_text(Encoder& out, std::string_view text, bool comments) {
  const auto outside = [](char c) { return !base::is_ascii({&c, 1}); };
  const auto first = std::ranges::find_if(text, outside);
  if (first == text.end()) return out.plain(text);
  const auto last = std::find_if(text.rbegin(), text.rend(), outside).base();
  const auto at = static_cast<std::size_t>(first - text.begin());
  const std::size_t blank = text.substr(0, at).find_last_of(comments ? " \t(" : " \t");
  const std::size_t begin = blank == std::string_view::npos ? 0 : blank + 1;
  const std::size_t end = std::min(
      text.find_first_of(comments ? " \t)" : " \t", static_cast<std::size_t>(last - text.begin())),
      text.size());
  out.plain(text.substr(0, begin));
  out.encode(text.substr(begin, end - begin));
  out.plain(text.substr(end));
}

bool has_word_beyond(std::string_view text, std::size_t most) {
  return std::ranges::any_of(base::split(text, ' '),
                             [&](std::string_view word) { return word.size() + 2 > most; });
}

// A list's items, cut at commas that stand in no quotes; each keeps its comma.
std::vector<std::string_view> items_of(std::string_view list) {
  std::vector<std::string_view> items;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == '\\') {
      ++i;
    } else if (list[i] == '"') {
      quoted = !quoted;
    } else if (list[i] == ',' && !quoted) {
      items.push_back(list.substr(begin, i + 1 - begin));
      begin = i + 1;
    }
  }
  items.push_back(list.substr(begin));
  return items;
}

// An encoded-word has no place inside quotes (section 5), and needs none.
std::string without_quotes(std::string_view phrase) {
  if (phrase.size() < 2 || phrase.front() != '"' || phrase.back() != '"')
    return std::string(phrase);
  std::string text;
  for (std::size_t i = 1; i + 1 < phrase.size(); ++i) {
    if (phrase[i] == '\\' && i + 2 < phrase.size()) ++i;
    text += phrase[i];
  }
  return text;
}

// A display name, of a mailbox or a group; blanks at its start are kept.
void encode_phrase(Encoder& out, std::string_view phrase) {
  if (base::is_ascii(phrase)) return out.plain(phrase);
  out.plain(phrase.substr(0, phrase.find_first_not_of(" \t")));
  out.encode(without_quotes(base::trim(phrase)));
  if (phrase.ends_with(' ')) out.plain(" ");
}

// "Name: first@member", where the item begins a group; else npos. The colons of an address literal
// and of a comment are none.
std::size_t end_of_group_name(std::string_view item) {
  const std::size_t colon = item.find_first_of(":<@([\"");
  if (colon == std::string_view::npos || item[colon] != '"')
    return colon != std::string_view::npos && item[colon] == ':' ? colon : std::string_view::npos;
  const std::size_t close = item.find('"', colon + 1);
  const std::size_t next = item.find_first_not_of(" \t", std::min(close, item.size() - 1) + 1);
  return next != std::string_view::npos && item[next] == ':' ? next : std::string_view::npos;
}

// "joe@bücher.example": its domain has a form in ASCII that every server understands.
std::string with_ascii_domain(std::string_view address) {
  const std::size_t domain = address.rfind('@') + 1;
  const std::size_t end = std::min(address.find_first_of(" \t>,", domain), address.size());
  const std::string_view name = address.substr(domain, end - domain);
  if (domain == 0 || base::is_ascii(name)) return std::string(address);
  const auto ascii = dns::to_ascii(name);
  if (!ascii) return std::string(address);
  return std::string(address.substr(0, domain)) + *ascii + std::string(address.substr(end));
}

void encode_mailbox(Encoder& out, std::string_view item) {
  const std::size_t colon = end_of_group_name(item);
  if (colon != std::string_view::npos) {
    encode_phrase(out, item.substr(0, colon));
    out.plain(":");
    item.remove_prefix(colon + 1);
  }
  const std::size_t angle = item.rfind('<');
  if (angle == std::string_view::npos) {
    const bool commented = item.find('(') != std::string_view::npos;
    const std::string address = with_ascii_domain(item);
    return commented ? encode_text(out, address, true) : out.plain(address);
  }
  encode_phrase(out, item.substr(0, angle));
  const std::size_t close = std::min(item.find('>', angle), item.size() - 1);
  out.plain(with_ascii_domain(item.substr(angle, close + 1 - angle)));
  encode_text(out, item.substr(close + 1), true);
}

}  // namespace

bool takes_encoded_words(std::string_view name) {
  return std::ranges::none_of(
      kTokenFields, [&](std::string_view field) { return base::equal_ignoring_case(field, name); });
}

std::string encode_field(std::string_view name, std::string_view value) {
  Encoder out(name.size() + 2);
  if (base::is_ascii(value)) {
    const bool endless = base::equal_ignoring_case(name, "Subject") &&
                         has_word_beyond(value, kMaxPlainLine - name.size());
    endless ? out.encode(value) : out.plain(value);
    return out.take();
  }
  if (!holds_addresses(name)) {
    encode_text(out, value, false);
    return out.take();
  }
  for (const std::string_view item : items_of(value)) encode_mailbox(out, item);
  return out.take();
}

}  // namespace message
