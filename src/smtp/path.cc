#include "smtp/path.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"

namespace smtp {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::size_t kMaxLocal = 64;
constexpr std::size_t kMaxDomain = 255;

auto wrong(std::string_view text, std::string_view why) {
  return fail(ErrorKind::parse,
              fmt::format("'{}' is not an address: {}", base::printable(text), why));
}

// RFC 5322's atext, and what is not ASCII. Dots may stand anywhere: some providers give out
// addresses such as "a..b@" that RFC 5321 forbids and every server delivers.
bool is_local_char(char c) {
  if (static_cast<unsigned char>(c) >= 0x80) return true;
  return c > ' ' && c < 0x7F &&
         std::string_view("()<>[]:;@\\,\"").find(c) == std::string_view::npos;
}

bool is_domain_char(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || base::is_alphanumeric(c) || c == '-' ||
         c == '.' || c == '_';
}

// RFC 5321 section 4.1.3: whatever else stood in the brackets could end the path.
bool is_literal_char(char c) {
  return c > ' ' && c < 0x7F && std::string_view("[\\]").find(c) == std::string_view::npos;
}

// The length of the quoted string that starts `text`; 0 when it does not end, or holds a control
// character.
std::size_t quoted_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (base::is_control(text[i])) return 0;
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return 0;
}

// "Alice <a@b>" and "<a@b>" to "a@b". A '<' in quotes opens nothing: "a<b"@c is an address.
std::string_view inside_angles(std::string_view text) {
  if (!text.ends_with('>')) return text;
  std::size_t open = 0;
  while (text[open] != '<') {
    const std::size_t quoted = text[open] == '"' ? quoted_length(text.substr(open)) : 0;
    open += std::max<std::size_t>(1, quoted);
    if (open >= text.size()) return text;
  }
  return text.substr(open + 1, text.size() - open - 2);
}

Result<void> check_domain(std::string_view text, std::string_view domain) {
  if (domain.empty()) return wrong(text, "nothing stands behind the @");
  if (domain.size() > kMaxDomain) return wrong(text, "the domain is longer than 255 bytes");
  if (domain.starts_with('[')) {
    if (!domain.ends_with(']')) return wrong(text, "the address literal lacks its ]");
    if (!std::ranges::all_of(domain.substr(1, domain.size() - 2), is_literal_char))
      return wrong(text, "the brackets hold what no address literal has");
    return {};
  }
  const auto bad = std::ranges::find_if_not(domain, is_domain_char);
  if (bad != domain.end())
    return wrong(text, fmt::format("'{}' cannot stand in a domain",
                                   base::printable(std::string_view(&*bad, 1))));
  if (domain.starts_with('.') || domain.find("..") != std::string_view::npos)
    return wrong(text, "the domain has an empty label");
  return {};
}

}  // namespace

std::string Path::address() const { return domain.empty() ? local : local + "@" + domain; }

Result<Path> parse_path(std::string_view text) {
  if (base::breaks_line(text))
    return fail(ErrorKind::usage,
                fmt::format("an address cannot hold CR, LF or NUL: '{}'", base::printable(text)));
  const std::string_view bare = base::trim(inside_angles(base::trim(text)));
  if (bare.empty()) return Path{};
  if (!base::is_utf8(bare)) return wrong(text, "it is not UTF-8");

  std::size_t length = 0;
  if (bare.starts_with('"')) {
    length = quoted_length(bare);
    if (length == 0)
      return wrong(text,
                   "the quoted local part lacks its closing quote, or holds a control character");
  } else {
    length = static_cast<std::size_t>(std::ranges::find_if_not(bare, is_local_char) - bare.begin());
  }
  const std::string_view local = bare.substr(0, length);
  const std::string_view rest = bare.substr(length);
  if (local.empty()) return wrong(text, "nothing stands before the @");
  if (local.size() > kMaxLocal) return wrong(text, "more than 64 bytes stand before the @");
  if (rest.empty()) return Path{std::string(local), ""};
  if (rest.front() != '@')
    return wrong(
        text, fmt::format("'{}' cannot stand there unquoted", base::printable(rest.substr(0, 1))));
  if (auto good = check_domain(text, rest.substr(1)); !good) return fail(good.error());
  return Path{std::string(local), std::string(rest.substr(1))};
}

Result<std::vector<Path>> parse_paths(std::string_view text) {
  std::vector<Path> paths;
  while (!text.empty()) {
    std::size_t end = 0;
    while (end < text.size() && text[end] != ',') {
      const std::size_t quoted = text[end] == '"' ? quoted_length(text.substr(end)) : 0;
      end += std::max<std::size_t>(1, quoted);
    }
    const std::string_view piece = base::trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (piece.empty()) continue;
    auto path = parse_path(piece);
    if (!path) return fail(path.error());
    paths.push_back(std::move(*path));
  }
  return paths;
}

}  // namespace smtp
