#include "commands/netrc.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace commands {
namespace {

// The next word: quoted or not; empty at the end.
std::string take_word(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\r' ||
                           text.front() == '\n'))
    text.remove_prefix(1);
  std::string word;
  const bool quoted = text.starts_with('"');
  if (quoted) text.remove_prefix(1);
  while (!text.empty()) {
    char c = text.front();
    if (quoted ? c == '"' : std::string_view(" \t\r\n").find(c) != std::string_view::npos) break;
    text.remove_prefix(1);
    if (quoted && c == '\\' && !text.empty()) {
      c = text.front();
      text.remove_prefix(1);
    }
    word += c;
  }
  if (quoted && !text.empty()) text.remove_prefix(1);
  return word;
}

void skip_line(std::string_view& text) {
  text.remove_prefix(std::min(text.find('\n'), text.size()));
}

void skip_macro(std::string_view& text) {
  text.remove_prefix(std::min(text.find("\n\n"), text.size()));
}

}  // namespace

std::optional<NetrcEntry> find_in_netrc(std::string_view text, std::string_view machine,
                                        std::string_view login) {
  std::optional<NetrcEntry> entry;
  const auto fits = [&] {
    return entry && !entry->password.empty() &&
           (login.empty() || entry->login.empty() || entry->login == login);
  };
  for (std::string word = take_word(text); !word.empty(); word = take_word(text)) {
    if (word == "machine" || word == "default") {
      if (fits()) return entry;
      entry.reset();
      if (word == "default" || base::equal_ignoring_case(take_word(text), machine)) entry.emplace();
    } else if (word == "login") {
      std::string name = take_word(text);
      if (entry) entry->login = std::move(name);
    } else if (word == "password") {
      base::Secret password(take_word(text));
      if (entry) entry->password = std::move(password);
    } else if (word == "macdef") {
      skip_macro(text);
    } else if (word.starts_with('#')) {
      skip_line(text);
    }
  }
  return fits() ? entry : std::nullopt;
}

}  // namespace commands
