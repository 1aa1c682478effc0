#include "smtp/queue_id.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace smtp {
namespace {

constexpr std::size_t kMaxId = 128;

bool ends_word(char c) { return std::string_view(" \t\n,;)]>").find(c) != std::string_view::npos; }

std::string_view first_word(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '<' || text.front() == '('))
    text.remove_prefix(1);
  const auto end = std::ranges::find_if(text, ends_word);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::string_view last_word(std::string_view text) {
  text = base::trim(text);
  const std::size_t blank = text.rfind(' ');
  return first_word(blank == std::string_view::npos ? text : text.substr(blank + 1));
}

}  // namespace

std::optional<std::string> queue_id(const Reply& reply) {
  static constexpr std::array<std::string_view, 5> kBefore{
      "queued as ", " id=", "internalid=", " qp ", "queued ("};
  static constexpr std::array<std::string_view, 3> kBehind{" message accepted for delivery",
                                                           " saved", " - gsmtp"};
  if (!reply.ok()) return std::nullopt;
  const std::string text = reply.text();
  const std::string lower = base::to_lower(text);
  std::string_view id;
  for (const std::string_view mark : kBefore)
    if (const std::size_t at = lower.find(mark); id.empty() && at != std::string::npos)
      id = first_word(std::string_view(text).substr(at + mark.size()));
  for (const std::string_view mark : kBehind)
    if (const std::size_t at = lower.find(mark); id.empty() && at != std::string::npos)
      id = last_word(std::string_view(text).substr(0, at));
  if (id.empty() || id.size() > kMaxId) return std::nullopt;
  return base::printable(id);
}

}  // namespace smtp
