// What several readers ask of a text.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace codes {

// Whether one of the words stands somewhere in the text, be it inside a longer word.
inline bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != text.npos; });
}

}  // namespace codes
