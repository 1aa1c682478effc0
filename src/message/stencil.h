// A text that is needed many times, the same but for a few words of fixed length.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace message {

class Stencil {
 public:
  // Wherever one of `words` stands in `text` another one will.
  Stencil(std::string text, std::span<const std::string_view> words);

  // `words` take the places of the first ones, in their order. Each must be as long as the one
  // whose place it takes.
  std::string filled(std::span<const std::string_view> words) const;

  std::size_t size() const { return text_.size(); }

 private:
  struct Place {
    std::size_t word, at;
  };

  std::string text_;
  std::vector<Place> places_;
};

}  // namespace message
