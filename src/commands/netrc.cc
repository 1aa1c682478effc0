#include "commands/netrc.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace commands {
namespace {

// The next word: quoted or not; empty at the end. `open` is set when its closing quote is missing.
std::string take_word(std::string_view& text, bool& open) {
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
  open = open || (quoted && text.empty());
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

base::Result<std::optional<NetrcEntry>> find_in_netrc(std::string_view text,
                                                      std::string_view machine,
                                                      std::string_view login) {
  std::optional<NetrcEntry> entry;
  bool open = false;
  const auto next = [&] { return take_word(text, open); };
  const auto fits = [&] {
    return entry && !entry->password.empty() &&
           (login.empty() || entry->login.empty() || entry->login == login);
  };
  for (std::string word = next(); !word.empty() && !open; word = next()) {
    if (word == "machine" || word == "default") {
      if (open || fits()) break;
      entry.reset();
      if (word == "default" || base::equal_ignoring_case(next(), machine)) entry.emplace();
    } else if (word == "login") {
      std::string name = next();
      if (entry) entry->login = std::move(name);
    } else if (word == "password") {
      base::Secret password(next());
      if (entry) entry->password = std::move(password);
    } else if (word == "macdef") {
      skip_macro(text);
    } else if (word.starts_with('#')) {
      skip_line(text);
    }
  }
  if (open) return base::fail(base::ErrorKind::parse, "a closing quote is missing");
  return fits() ? std::move(entry) : std::nullopt;
}

}  // namespace commands
