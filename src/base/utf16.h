// UTF-16 as UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

enum class Utf16Order { little_endian, big_endian };

// Of a text that comes in pieces, which may part a character. Half a pair becomes U+FFFD; a byte
// order mark at the beginning is left out.
class Utf16Decoder {
 public:
  explicit Utf16Decoder(Utf16Order order) : order_(order) {}

  // `bytes` as UTF-8, but for what waits for its other half.
  std::string decode(std::string_view bytes);

  // What waited in vain.
  std::string finish();

 private:
  void add_unit(unsigned unit, std::string& out);

  Utf16Order order_;
  std::optional<unsigned> byte_;  // the first one of a unit
  unsigned high_ = 0;             // the first unit of a pair
  bool begun_ = false;
};

}  // namespace base
