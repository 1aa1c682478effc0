#include "smtp/reply_rule.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace smtp {
namespace {

constexpr std::size_t kMaxText = 500;  // of a reply line of 512 bytes (RFC 5321 section 4.5.3.1.5)

}  // namespace

base::Result<ReplyRule> parse_reply_rule(std::string_view pattern, std::string_view reply) {
  const auto wrong = [&](std::string_view why) {
    return base::fail(
        base::ErrorKind::parse,
        fmt::format("--on '{}' '{}': {}", base::printable(pattern), base::printable(reply), why));
  };
  if (pattern.empty()) return wrong("the pattern is empty");
  if (base::breaks_line(pattern) || base::breaks_line(reply))
    return wrong("CR, LF and NUL cannot stand here");
  if (reply == "drop") return ReplyRule{std::string(pattern), std::nullopt};
  const auto code = base::parse_number(reply.substr(0, 3), 599);
  if (reply.size() < 3 || !code || *code < 200)
    return wrong("a reply starts with a code from 200 to 599, or is 'drop'");
  if (reply.size() > 3 && reply[3] != ' ') return wrong("a blank stands behind the code");
  const std::string_view text = reply.substr(std::min<std::size_t>(reply.size(), 4));
  if (text.size() > kMaxText) return wrong("the text is longer than 500 bytes");
  return ReplyRule{std::string(pattern), Reply{static_cast<int>(*code), {std::string(text)}}};
}

const ReplyRule* find_rule(const std::vector<ReplyRule>& rules,
                           const std::vector<std::string>& forms) {
  const auto matches = [&](const ReplyRule& rule) {
    return std::ranges::any_of(
        forms, [&](const std::string& form) { return base::glob_match(rule.pattern, form); });
  };
  const auto found = std::ranges::find_if(rules, matches);
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace smtp
