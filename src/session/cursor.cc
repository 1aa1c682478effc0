#include "session/cursor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace session {
namespace {

constexpr std::size_t kMostShown = 100;
constexpr std::size_t kShownBeforeCaret = 60;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

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

std::size_t column_of(const Place& place) {
  const std::string_view line = place.source->lines.at(place.line - 1);
  return characters(line.substr(0, std::min(place.at, line.size()))) + 1;
}

std::string point_at(const Place& place, std::string_view text) {
  const std::string_view line = place.source->lines.at(place.line - 1);
  const std::size_t at = std::min(place.at, line.size());
  const std::size_t begin = line.size() <= kMostShown || at <= kShownBeforeCaret
                                ? 0
                                : character_start(line, at - kShownBeforeCaret);
  const std::size_t end = character_start(line, std::min(line.size(), begin + kMostShown));
  const std::string before = base::printable(line.substr(begin, at - begin));
  const std::string after = base::printable(line.substr(at, std::max(end, at) - at));
  return fmt::format("{}:{}:{}: {}\n  {}{}\n  {:>{}}", base::printable(place.source->name),
                     place.line, column_of(place), text, before, after, '^',
                     characters(before) + 1);
}

bool is_name_character(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool is_name(std::string_view text) {
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, is_name_character);
}

bool Cursor::take(std::string_view text) {
  if (!rest().starts_with(text)) return false;
  advance(text.size());
  return true;
}

std::string_view Cursor::take_name() {
  const std::string_view here = rest();
  const auto end = std::ranges::find_if_not(here, is_name_character);
  const auto length = static_cast<std::size_t>(end - here.begin());
  advance(length);
  return here.substr(0, length);
}

std::string_view Cursor::take_plain_word() {
  const std::string_view here = rest();
  const std::size_t length = std::min(here.find_first_of(" \t"), here.size());
  advance(length);
  return here.substr(0, length);
}

void Cursor::skip_blanks() {
  while (peek() == ' ' || peek() == '\t') advance(1);
}

tl::unexpected<Complaint> Cursor::expected(std::string_view what) const {
  return complain(at_, fmt::format("expected {}", what));
}

}  // namespace session
