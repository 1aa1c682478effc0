#include "base/base64.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "base/base64_wide.h"

namespace base {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint32_t kNotInAlphabet = 64;

constexpr auto kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNotInAlphabet);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    values.at(static_cast<unsigned char>(kAlphabet[i])) = static_cast<std::uint8_t>(i);
  return values;
}();

// Two digits at a time: what 12 bits become.
constexpr auto kPairs = [] {
  std::array<std::array<char, 2>, 4096> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i)
    pairs.at(i) = {kAlphabet[i >> 6], kAlphabet[i & 63U]};
  return pairs;
}();

std::uint32_t octet(char c) { return static_cast<unsigned char>(c); }

std::uint32_t value_of(char c) { return kValues.at(static_cast<unsigned char>(c)); }

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  base64_write(bytes, text.data());
  return text;
}

char* base64_write(std::string_view bytes, char* out) {
  const std::size_t wide = base64_write_wide(bytes, out);
  bytes.remove_prefix(wide);
  out += wide / 3 * 4;
  while (bytes.size() >= 3) {
    const std::uint32_t group = octet(bytes[0]) << 16 | octet(bytes[1]) << 8 | octet(bytes[2]);
    std::memcpy(out, &kPairs[group >> 12], 2);
    std::memcpy(out + 2, &kPairs[group & 0xFFFU], 2);
    bytes.remove_prefix(3);
    out += 4;
  }
  if (bytes.empty()) return out;
  const std::uint32_t group = octet(bytes[0]) << 16 | (bytes.size() > 1 ? octet(bytes[1]) << 8 : 0);
  *out++ = kAlphabet[group >> 18];
  *out++ = kAlphabet[group >> 12 & 63U];
  *out++ = bytes.size() > 1 ? kAlphabet[group >> 6 & 63U] : '=';
  *out++ = '=';
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  if (text.ends_with("=="))
    padding = 2;
  else if (text.ends_with("="))
    padding = 1;

  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const std::size_t digits = i + 4 == text.size() ? 4 - padding : 4;
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const std::uint32_t value = k < digits ? value_of(text[i + k]) : 0;
      if (value == kNotInAlphabet) return std::nullopt;
      group = group << 6 | value;
    }
    for (std::size_t k = 0; k + 1 < digits; ++k)
      bytes += static_cast<char>(group >> (16 - 8 * k) & 255U);
  }
  return bytes;
}

}  // namespace base
