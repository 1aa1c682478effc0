#include "session/cursor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/caret.h"
#include "base/text.h"

namespace session {
namespace {

bool may_begin_name(char c) { return base::is_letter(c) || c == '_'; }

// What of an @auth line may be shown: what is no secret by its name, and a secret's variable.
bool may_be_shown(std::string_view word) {
  constexpr std::array<std::string_view, 4> kOpen{"user=", "realm=", "domain=", "authorization="};
  if (word.find('"') != word.npos) return false;
  if (std::ranges::any_of(kOpen, [word](std::string_view open) { return word.starts_with(open); }))
    return true;
  const std::string_view value = word.substr(std::min(word.find('=') + 1, word.size()));
  return value.size() > 4 && value.starts_with("{{") && value.ends_with("}}") &&
         std::ranges::all_of(value.substr(2, value.size() - 4), is_name_character);
}

// A line as it may be shown: of an @auth that is wrong nobody knows which word is the password.
std::string without_password(std::string line) {
  constexpr std::string_view kBlanks = " \t";
  if (!base::trim(line).starts_with("@auth")) return line;
  std::size_t at = line.find("@auth") + std::string_view("@auth").size();
  for (bool mechanism = true; at < line.size(); mechanism = false) {
    const std::size_t begin = std::min(line.find_first_not_of(kBlanks, at), line.size());
    at = std::min(line.find_first_of(kBlanks, begin), line.size());
    const auto word = std::string_view(line).substr(begin, at - begin);
    const bool named = word.find('=') != word.npos;
    if (!may_be_shown(word) && (named || !mechanism))
      line.replace(begin, at - begin, at - begin, '*');
  }
  return line;
}

}  // namespace

std::size_t column_of(const Place& place) {
  return base::column_at(place.source->lines.at(place.line - 1), place.at);
}

std::string point_at(const Place& place, std::string_view text) {
  const auto [line, caret] =
      base::point_into(without_password(place.source->lines.at(place.line - 1)), place.at);
  return fmt::format("{}:{}:{}: {}\n  {}\n  {}", base::printable(place.source->name), place.line,
                     column_of(place), text, line, caret);
}

bool is_name_character(char c) {
  return may_begin_name(c) || base::is_digit(c) || c == '-' || c == '.';
}

bool is_name(std::string_view text) {
  return !text.empty() && may_begin_name(text.front()) &&
         std::ranges::all_of(text, is_name_character);
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
