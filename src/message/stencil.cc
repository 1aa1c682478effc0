#include "message/stencil.h"

#include <utility>

namespace message {

Stencil::Stencil(std::string text, std::span<const std::string_view> words)
    : text_(std::move(text)) {
  for (std::size_t word = 0; word < words.size(); ++word)
    for (std::size_t at = text_.find(words[word]); at != std::string::npos;
         at = text_.find(words[word], at + words[word].size()))
      places_.push_back({word, at});
}

std::string Stencil::filled(std::span<const std::string_view> words) const {
  std::string text = text_;
  for (const Place& place : places_) {
    const std::string_view word = words[place.word];
    text.replace(place.at, word.size(), word);
  }
  return text;
}

}  // namespace message
