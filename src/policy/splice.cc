#include "policy/splice.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace policy {
namespace {

struct Piece {
  std::size_t begin = 0, end = 0;  // between its semicolons
  std::size_t value = 0, value_size = 0;
};

std::optional<Piece> find_tag(std::string_view list, std::string_view name) {
  std::size_t begin = 0;
  for (const std::string_view piece : base::split(list, ';')) {
    const std::size_t equals = piece.find('=');
    if (equals != std::string_view::npos && base::trim(piece.substr(0, equals)) == name) {
      const std::string_view rest = piece.substr(equals + 1);
      const std::string_view value = base::trim(rest);
      const std::size_t blanks =
          value.empty() ? 0 : static_cast<std::size_t>(value.data() - rest.data());
      return Piece{begin, begin + piece.size(), begin + equals + 1 + blanks, value.size()};
    }
    begin += piece.size() + 1;
  }
  return std::nullopt;
}

// Where the last tag ends, a semicolon behind it left out.
std::size_t end_of_tags(std::string_view list) { return list.find_last_not_of("; \t") + 1; }

}  // namespace

std::string spliced(std::string_view text, std::vector<Splice> splices) {
  std::ranges::stable_sort(splices, {}, &Splice::at);
  std::string out;
  std::size_t told = 0;
  for (const Splice& splice : splices) {
    if (splice.at < told || splice.at > text.size()) continue;
    out.append(text.substr(told, splice.at - told)).append(splice.text);
    told = splice.at + splice.size;
  }
  return out.append(text.substr(std::min(told, text.size())));
}

Splice set_tag(std::string_view list, std::string_view name, std::string_view value) {
  if (const auto found = find_tag(list, name))
    return {found->value, found->value_size, std::string(value)};
  const std::size_t at =
      name == "p" ? std::min(list.find(';'), end_of_tags(list)) : end_of_tags(list);
  return {at, 0, fmt::format("; {}={}", name, value)};
}

Splice drop_tag(std::string_view list, std::string_view name) {
  const auto found = find_tag(list, name);
  if (!found || found->begin == 0) return {};
  return {found->begin - 1, found->end - found->begin + 1, {}};
}

}  // namespace policy
