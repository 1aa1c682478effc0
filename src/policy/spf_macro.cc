#include "policy/spf_macro.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/ascii.h"
#include "base/text.h"
#include "policy/names.h"

namespace policy {
namespace {

constexpr std::size_t kMaxName = 253;
constexpr std::string_view kDelimiters = ".-+,/_=";
constexpr std::string_view kLetters = "slodiphcrtv";
constexpr std::string_view kExplainOnly = "crt";

class MacroReader {
 public:
  MacroReader(std::string_view text, SpfMacroUse use, std::size_t column)
      : text_(text), use_(use), column_(column) {}

  Parsed<SpfMacroString> read() {
    SpfMacroString macros{std::string(text_), {}};
    while (at_ < text_.size()) {
      auto part = text_[at_] == '%' ? read_expand() : read_literal();
      if (!part) return tl::unexpected(part.error());
      macros.parts.push_back(std::move(*part));
    }
    return macros;
  }

  // Where the last "%..." ends.
  std::size_t expand_end() const { return expand_end_; }

 private:
  tl::unexpected<Finding> bad(std::size_t at, std::string text, std::string fix = {}) const {
    return invalid(column_ + at, std::move(text), std::move(fix));
  }

  Parsed<SpfMacroPart> read_literal() {
    const std::size_t begin = at_;
    for (; at_ < text_.size() && text_[at_] != '%'; ++at_) {
      const bool blank = text_[at_] == ' ' && use_ == SpfMacroUse::explain;
      if (!blank && (text_[at_] <= ' ' || text_[at_] > '~'))
        return bad(at_,
                   fmt::format("'{}' cannot stand here", base::printable(text_.substr(at_, 1))));
    }
    SpfMacroPart part;
    part.literal = text_.substr(begin, at_ - begin);
    return part;
  }

  Parsed<SpfMacroPart> read_expand() {
    const std::size_t begin = at_;
    const char kind = begin + 1 < text_.size() ? text_[begin + 1] : '\0';
    at_ += 2;
    SpfMacroPart part;
    switch (kind) {
      case '%':
        part.literal = "%";
        break;
      case '_':
        part.literal = " ";
        break;
      case '-':
        part.literal = "%20";
        break;
      case '{':
        return read_braces(begin);
      default:
        return bad(begin, "a percent sign begins no macro here; write %% for the sign itself");
    }
    expand_end_ = at_;
    return part;
  }

  Parsed<SpfMacroPart> read_braces(std::size_t begin) {
    const std::size_t close = text_.find('}', begin);
    if (close == std::string_view::npos) return bad(begin, "this macro has no closing brace");
    const auto part = read_inside(begin);
    if (part && at_ != close)
      return bad(at_, fmt::format("'{}' cannot stand in a macro here",
                                  base::printable(text_.substr(at_, 1))));
    expand_end_ = at_ = close + 1;
    return part;
  }

  Parsed<SpfMacroPart> read_inside(std::size_t begin) {
    SpfMacroPart part;
    const char letter = text_[at_];
    part.letter = base::to_lower(letter);
    part.url_escape = part.letter != letter;
    if (kLetters.find(part.letter) == std::string_view::npos)
      return bad(
          at_, fmt::format("there is no macro letter '{}'", base::printable(text_.substr(at_, 1))),
          "write s, l, o, d, i, p, h or v (RFC 7208 section 7.2)");
    if (use_ == SpfMacroUse::domain && kExplainOnly.find(part.letter) != std::string_view::npos)
      return bad(begin,
                 fmt::format("%{{{}}} is allowed only in the text of an explanation", letter));
    ++at_;
    if (!read_digits(part)) return bad(at_, "a macro cannot keep 0 parts");
    part.reversed = base::to_lower(text_[at_]) == 'r';
    if (part.reversed) ++at_;
    while (kDelimiters.find(text_[at_]) != std::string_view::npos) part.delimiters += text_[at_++];
    if (part.delimiters.empty()) part.delimiters = ".";
    return part;
  }

  bool read_digits(SpfMacroPart& part) {
    constexpr unsigned kMost = std::numeric_limits<unsigned>::max() / 10 - 1;
    const std::size_t begin = at_;
    for (; base::is_digit(text_[at_]); ++at_)
      part.parts = std::min(kMost, part.parts) * 10 + static_cast<unsigned>(text_[at_] - '0');
    return at_ == begin || part.parts != 0;
  }

  std::string_view text_;
  SpfMacroUse use_;
  std::size_t column_;
  std::size_t at_ = 0;
  std::size_t expand_end_ = 0;
};

// A label that can be the last of a name: letters, digits and inner hyphens, not digits alone.
bool is_top_label(std::string_view label) {
  const auto inside = [](char c) { return base::is_alphanumeric(c) || c == '-'; };
  return !label.empty() && base::is_alphanumeric(label.front()) &&
         base::is_alphanumeric(label.back()) && std::ranges::all_of(label, inside) &&
         !std::ranges::all_of(label, base::is_digit);
}

bool ends_in_top_label(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  const std::size_t dot = text.rfind('.');
  return dot != std::string_view::npos && is_top_label(text.substr(dot + 1));
}

std::string_view local_part(std::string_view sender) { return sender.substr(0, sender.rfind('@')); }
std::string_view domain_part(std::string_view sender) {
  return sender.substr(sender.rfind('@') + 1);
}

std::string value_of(char letter, const SpfMacroValues& values) {
  switch (letter) {
    case 's':
      return values.sender;
    case 'l':
      return std::string(local_part(values.sender));
    case 'o':
      return std::string(domain_part(values.sender));
    case 'd':
      return values.domain;
    case 'i':
      return dotted(values.ip);
    case 'p':
      return values.validated_name;
    case 'v':
      return values.ip.is_v6() ? "ip6" : "in-addr";
    case 'h':
      return values.helo;
    case 'c':
      return values.ip.show();
    case 'r':
      return values.receiver;
    case 't':
      return std::to_string(values.now);
    default:
      return {};
  }
}

std::vector<std::string_view> split_at_any(std::string_view text, std::string_view delimiters) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(text.find_first_of(delimiters, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    if (end == text.size()) return parts;
    begin = end + 1;
  }
}

std::string url_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (base::is_alphanumeric(c) || std::string_view("-._~").find(c) != std::string_view::npos)
      escaped += c;
    else
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return escaped;
}

std::string expand_part(const SpfMacroPart& part, const SpfMacroValues& values) {
  if (part.letter == 0) return part.literal;
  const std::string value = value_of(part.letter, values);
  auto pieces = split_at_any(value, part.delimiters);
  if (part.reversed) std::ranges::reverse(pieces);
  const std::size_t kept =
      part.parts == 0 ? pieces.size() : std::min<std::size_t>(part.parts, pieces.size());
  const std::string text = fmt::format(
      "{}", fmt::join(pieces.end() - static_cast<std::ptrdiff_t>(kept), pieces.end(), "."));
  return part.url_escape ? url_escaped(text) : text;
}

}  // namespace

bool SpfMacroString::has_letter(char letter) const {
  return std::ranges::any_of(parts,
                             [&](const SpfMacroPart& part) { return part.letter == letter; });
}

bool SpfMacroString::is_plain() const {
  return std::ranges::all_of(parts, [](const SpfMacroPart& part) { return part.letter == 0; });
}

Parsed<SpfMacroString> parse_spf_macros(std::string_view text, SpfMacroUse use,
                                        std::size_t column) {
  MacroReader reader(text, use, column);
  auto macros = reader.read();
  if (!macros || use != SpfMacroUse::domain) return macros;
  if (text.empty()) return invalid(column, "a domain name is missing");
  const bool ends_in_macro = reader.expand_end() == text.size();
  if (!ends_in_macro && !ends_in_top_label(text.substr(reader.expand_end())))
    return invalid(column, fmt::format("{} is not a domain name of two labels or more that ends in "
                                       "a top-level domain or a macro",
                                       base::printable(text)));
  return macros;
}

std::string expand_spf_macros(const SpfMacroString& macros, const SpfMacroValues& values) {
  std::string text;
  for (const SpfMacroPart& part : macros.parts) text += expand_part(part, values);
  return text;
}

std::string expand_spf_name(const SpfMacroString& macros, const SpfMacroValues& values) {
  std::string name = expand_spf_macros(macros, values);
  if (name.ends_with('.')) name.pop_back();
  while (name.size() > kMaxName && name.find('.') != std::string::npos)
    name.erase(0, name.find('.') + 1);
  return name;
}

}  // namespace policy
