#include "smtp/extensions.h"

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace smtp {
namespace {

void add_once(std::vector<std::string>& names, std::string name) {
  if (!name.empty() && std::ranges::find(names, name) == names.end())
    names.push_back(std::move(name));
}

}  // namespace

Extensions Extensions::parse(const Reply& reply) {
  Extensions result;
  for (std::size_t i = 0; i < reply.lines.size() && result.all_.size() < kMost; ++i) {
    const std::string_view line = base::trim(reply.lines[i]);
    // "AUTH=LOGIN" is what servers of the 1990s wrote; some still add it for clients of that age.
    const bool old_auth = base::starts_with_ignoring_case(line, "AUTH=");
    const std::size_t end = std::min(old_auth ? 4 : line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    const std::string_view rest = end < line.size() ? base::trim(line.substr(end + 1)) : "";
    if (i == 0) {
      result.server_name_ = word;
      continue;
    }
    if (word.empty()) continue;
    result.all_.push_back({base::to_upper(word), std::string(rest)});
    if (result.all_.back().keyword == "AUTH")
      for (const std::string_view name : base::split(rest, ' '))
        if (result.auth_.size() < kMost) add_once(result.auth_, base::to_upper(name));
  }
  return result;
}

bool Extensions::has(std::string_view keyword) const { return parameters(keyword).has_value(); }

std::optional<std::string_view> Extensions::parameters(std::string_view keyword) const {
  const auto found = std::ranges::find_if(all_, [keyword](const Extension& extension) {
    return base::equal_ignoring_case(extension.keyword, keyword);
  });
  if (found == all_.end()) return std::nullopt;
  return found->parameters;
}

std::optional<std::uint64_t> Extensions::size_limit() const {
  const auto text = parameters("SIZE");
  if (!text) return std::nullopt;
  const auto limit = base::parse_number(*text, std::numeric_limits<std::uint64_t>::max());
  return limit && *limit > 0 ? limit : std::nullopt;
}

}  // namespace smtp
