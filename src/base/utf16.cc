#include "base/utf16.h"

#include <utility>

namespace base {
namespace {

constexpr unsigned kReplacement = 0xfffd;

void append_utf8(std::string& text, unsigned c) {
  const auto byte = [&](unsigned bits) { text += static_cast<char>(bits); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xc0 | c >> 6);
  } else if (c < 0x10000) {
    byte(0xe0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3f));
  } else {
    byte(0xf0 | c >> 18);
    byte(0x80 | (c >> 12 & 0x3f));
    byte(0x80 | (c >> 6 & 0x3f));
  }
  byte(0x80 | (c & 0x3f));
}

bool is_high(unsigned unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(unsigned unit) { return unit >= 0xdc00 && unit < 0xe000; }

}  // namespace

void Utf16Decoder::add_unit(unsigned unit, std::string& out) {
  constexpr unsigned kByteOrderMark = 0xfeff;
  if (!std::exchange(begun_, true) && unit == kByteOrderMark) return;
  const unsigned high = std::exchange(high_, is_high(unit) ? unit : 0);
  const bool paired = high != 0 && is_low(unit);
  if (paired) return append_utf8(out, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
  if (high != 0) append_utf8(out, kReplacement);
  if (high_ == 0) append_utf8(out, is_low(unit) ? kReplacement : unit);
}

std::string Utf16Decoder::decode(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const unsigned byte = static_cast<unsigned char>(c);
    const auto first = std::exchange(byte_, std::nullopt);
    if (first) {
      add_unit(order_ == Utf16Order::big_endian ? *first << 8 | byte : byte << 8 | *first, out);
    } else {
      byte_ = byte;
    }
  }
  return out;
}

std::string Utf16Decoder::finish() {
  std::string out;
  if (byte_ || high_ != 0) append_utf8(out, kReplacement);
  byte_.reset();
  high_ = 0;
  return out;
}

}  // namespace base
