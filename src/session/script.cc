#include "session/script.h"

#include <algorithm>

namespace session {

bool operator==(const Piece& a, const Piece& b) {
  return a.is_call == b.is_call && a.text == b.text && a.arguments == b.arguments;
}

Template Template::literal(std::string_view text) {
  Template made;
  made.append(text);
  return made;
}

bool Template::is_literal() const {
  return std::ranges::none_of(pieces, [](const Piece& piece) { return piece.is_call; });
}

std::string_view Template::literal_text() const {
  if (pieces.empty() || !is_literal()) return {};
  return pieces.front().text;
}

void Template::append(std::string_view text) {
  if (text.empty()) return;
  if (pieces.empty() || pieces.back().is_call) pieces.push_back(Piece{});
  pieces.back().text += text;
}

const Template* Directive::option(std::string_view key) const {
  const auto found = std::ranges::find(options, key, &Option::key);
  return found == options.end() ? nullptr : &found->value;
}

const Hear* Script::next_hear(std::size_t next) const {
  for (std::size_t i = next; i < statements.size(); ++i) {
    const auto& what = statements[i].what;
    if (const auto* hear = std::get_if<Hear>(&what)) return hear;
    if (!std::holds_alternative<Blank>(what) && !std::holds_alternative<Comment>(what))
      return nullptr;
  }
  return nullptr;
}

}  // namespace session
