#include "banner/greeting.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "net/address.h"

namespace banner {
namespace {

constexpr std::array<std::string_view, 3> kProtocols{"ESMTP", "SMTP", "LMTP"};
constexpr std::size_t kLeastStars = 4;

// RFC 5321 section 4.2: textstring = 1*(%d09 / %d32-126).
bool is_textstring(std::string_view line) {
  return std::ranges::all_of(line, [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); });
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, std::min(text.find_first_of(" \t"), text.size()));
}

// The word alone: "ESMTP" in "ESMTP; Sun, 22 Nov", and not in "NoSMTPhere".
std::string_view find_protocol(std::string_view text) {
  constexpr std::string_view kBetween = " \t\n;,()[].-";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kBetween, at), text.size());
    const std::string_view word = text.substr(at, end - at);
    for (const std::string_view protocol : kProtocols)
      if (base::equal_ignoring_case(word, protocol)) return word;
    at = end + 1;
  }
  return {};
}

// A refusal may begin with its reason (RFC 5321 section 4.2: only the 220 has the name by rule).
std::string_view find_name(const smtp::Reply& reply) {
  const std::string_view first = reply.lines.front();
  const std::string_view word = first_word(first);
  const bool is_text = smtp::parse_enhanced_status(first) || !is_qualified(word);
  return reply.code != 220 && is_text ? std::string_view() : word;
}

// A PIX leaves the code and what of "SMTP" it likes, and makes stars of the rest.
bool is_masked(std::string_view text) {
  const auto stars = static_cast<std::size_t>(std::ranges::count(text, '*'));
  return stars >= kLeastStars && stars * 2 > text.size();
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
    return false;
  return std::ranges::all_of(label, [](char c) {
    const char lower = base::to_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_literal(std::string_view name) {
  if (!name.starts_with('[') || !name.ends_with(']')) return false;
  name = name.substr(1, name.size() - 2);
  if (base::starts_with_ignoring_case(name, "IPv6:")) name.remove_prefix(5);
  return net::IpAddress::parse(name).has_value();
}

}  // namespace

Greeting read_greeting(const smtp::Reply& reply) {
  Greeting greeting;
  greeting.code = reply.code;
  greeting.lines = reply.lines.size();
  greeting.ascii = std::ranges::all_of(reply.lines, is_textstring);
  if (reply.lines.empty()) return greeting;
  const std::string_view first = reply.lines.front();
  greeting.masked = is_masked(first);
  greeting.name = find_name(reply);
  greeting.text = base::trim(first.substr(greeting.name.size()));
  for (std::size_t i = 1; i < reply.lines.size(); ++i) greeting.text += "\n" + reply.lines[i];
  greeting.protocol = find_protocol(greeting.text);
  return greeting;
}

bool is_qualified(std::string_view name) {
  if (is_literal(name)) return true;
  if (net::IpAddress::parse(name)) return false;
  if (name.ends_with('.')) name.remove_suffix(1);
  const auto labels = base::split(name, '.');
  return labels.size() > 1 && name.size() <= 253 && std::ranges::all_of(labels, is_label);
}

bool is_local_name(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kPatterns{
      "localhost.*", "*.localhost", "*.localdomain", "*.local", "*.internal"};
  const std::string lower = base::to_lower(name);
  return std::ranges::any_of(
      kPatterns, [&](std::string_view pattern) { return base::glob_match(pattern, lower); });
}

}  // namespace banner
