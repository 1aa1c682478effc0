#include <optional>

#include "policy/dkim_key.h"

namespace policy {
namespace {

constexpr unsigned char kInteger = 0x02, kBitString = 0x03, kSequence = 0x30;

// One DER value after the other: tag, length, content.
class DerReader {
 public:
  explicit DerReader(std::string_view bytes) : bytes_(bytes) {}

  // The content of the next value, when it has this tag and is whole.
  std::optional<std::string_view> take(unsigned char tag) {
    if (bytes_.size() < 2 || byte(0) != tag) return std::nullopt;
    std::size_t header = 2, size = byte(1);
    if (size >= 0x80) {
      const std::size_t count = size & 0x7fU;
      if (count == 0 || count > 3 || bytes_.size() < 2 + count) return std::nullopt;
      size = 0;
      for (std::size_t i = 0; i < count; ++i) size = size << 8U | byte(2 + i);
      header += count;
    }
    if (bytes_.size() - header < size) return std::nullopt;
    const std::string_view content = bytes_.substr(header, size);
    bytes_.remove_prefix(header + size);
    return content;
  }

 private:
  std::size_t byte(std::size_t at) const { return static_cast<unsigned char>(bytes_[at]); }

  std::string_view bytes_;
};

unsigned bits_of(std::string_view integer) {
  while (integer.starts_with('\0')) integer.remove_prefix(1);
  if (integer.empty()) return 0;
  auto bits = static_cast<unsigned>(integer.size() - 1) * 8;
  for (auto first = static_cast<unsigned char>(integer.front()); first != 0; first >>= 1U) ++bits;
  return bits;
}

// RSAPublicKey: the modulus and the exponent.
unsigned modulus_bits(std::string_view key) {
  const auto inside = DerReader(key).take(kSequence);
  if (!inside) return 0;
  DerReader reader(*inside);
  const auto modulus = reader.take(kInteger), exponent = reader.take(kInteger);
  return modulus && exponent ? bits_of(*modulus) : 0;
}

// The key inside a SubjectPublicKeyInfo.
std::optional<std::string_view> unwrapped(std::string_view der) {
  const auto info = DerReader(der).take(kSequence);
  if (!info) return std::nullopt;
  DerReader reader(*info);
  if (!reader.take(kSequence)) return std::nullopt;
  auto bits = reader.take(kBitString);
  if (!bits || !bits->starts_with('\0')) return std::nullopt;
  return bits->substr(1);
}

}  // namespace

unsigned rsa_modulus_bits(std::string_view der) {
  const auto inside = unwrapped(der);
  return modulus_bits(inside ? *inside : der);
}

}  // namespace policy
