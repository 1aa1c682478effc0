#include "base/caret.h"

#include <algorithm>

#include "base/text.h"

namespace base {
namespace {

constexpr std::size_t kMostShown = 100;
constexpr std::size_t kShownBeforeCaret = 60;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !continues_character(c); }));
}

// `at` moved back to the start of its character.
std::size_t character_start(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && continues_character(text[at])) --at;
  return at;
}

}  // namespace

CaretLines point_into(std::string_view line, std::size_t at) {
  at = std::min(at, line.size());
  const std::size_t begin = line.size() <= kMostShown || at <= kShownBeforeCaret
                                ? 0
                                : character_start(line, at - kShownBeforeCaret);
  const std::size_t end = character_start(line, std::min(line.size(), begin + kMostShown));
  const std::string before = printable(line.substr(begin, at - begin));
  const std::string after = printable(line.substr(at, std::max(end, at) - at));
  return {before + after, std::string(characters(before), ' ') + '^'};
}

std::size_t column_at(std::string_view line, std::size_t at) {
  return characters(line.substr(0, std::min(at, line.size()))) + 1;
}

}  // namespace base
