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

// Chinese and Japanese set no blanks: "宛先不明：a@example.net" is a sentence. This is the first
// byte of such a character in UTF-8 (U+3000 and above).
inline bool begins_ideograph(char c) {
  const auto lead = static_cast<unsigned char>(c);
  return lead >= 0xE3 && lead <= 0xED;
}

inline bool has_ideographs(std::string_view text) {
  return std::any_of(text.begin(), text.end(), begins_ideograph);
}

inline bool ends_with_ideograph(std::string_view text) {
  return text.size() >= 3 && begins_ideograph(text[text.size() - 3]);
}

}  // namespace codes
