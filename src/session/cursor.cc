#include "session/cursor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/caret.h"
#include "base/text.h"

namespace session {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// Where the option behind `at` begins, with its blank; the end of the line when there is none.
std::size_t next_option(std::string_view line, std::size_t at) {
  for (std::size_t blank = line.find(' ', at); blank != line.npos;
       blank = line.find(' ', blank + 1)) {
    const auto rest = line.substr(blank + 1);
    const std::size_t name =
        std::size_t(std::ranges::find_if_not(rest, is_name_character) - rest.begin());
    if (name > 0 && rest.substr(name).starts_with('=')) return blank;
  }
  return line.size();
}

// A directive's line as it may be shown: a password in it, spelled out, is so many asterisks.
std::string without_password(std::string line) {
  if (!base::trim(line).starts_with('@')) return line;
  for (const std::string_view option : {" password=", " token="}) {
    const std::size_t found = line.find(option);
    if (found == line.npos) continue;
    const std::size_t value = found + option.size();
    const std::size_t end = next_option(line, value);
    if (!std::string_view(line).substr(value).starts_with("{{"))
      line.replace(value, end - value, end - value, '*');
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
