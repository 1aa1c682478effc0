#include <optional>

#include "policy/dkim_key.h"

namespace policy {
namespace {

constexpr unsigned char kInteger = 0x02, kBitString = 0x03, kSequence = 0x30;

struct DerHeader {
  std::size_t header = 0, content = 0;  // bytes
};

std::optional<DerHeader> header_of(std::string_view bytes) {
  const auto byte = [&](std::size_t at) -> std::size_t {
    return static_cast<unsigned char>(bytes[at]);
  };
  if (bytes.size() < 2) return std::nullopt;
  DerHeader found{2, byte(1)};
  if (found.content < 0x80) return found;
  const std::size_t count = found.content & 0x7fU;
  if (count == 0 || count > 3 || bytes.size() < 2 + count) return std::nullopt;
  found.content = 0;
  for (std::size_t i = 0; i < count; ++i) found.content = found.content << 8U | byte(2 + i);
  found.header += count;
  return found;
}

// One DER value after the other: tag, length, content.
class DerReader {
 public:
  explicit DerReader(std::string_view bytes) : bytes_(bytes) {}

  // The content of the next value, when it has this tag and is whole.
  std::optional<std::string_view> take(unsigned char tag) {
    const auto found = header_of(bytes_);
    if (!found || static_cast<unsigned char>(bytes_[0]) != tag ||
        bytes_.size() - found->header < found->content)
      return std::nullopt;
    const std::string_view content = bytes_.substr(found->header, found->content);
    bytes_.remove_prefix(found->header + found->content);
    return content;
  }

 private:
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

std::size_t der_size(std::string_view der) {
  const auto found = header_of(der);
  if (!found || static_cast<unsigned char>(der[0]) != kSequence) return 0;
  return found->header + found->content;
}

unsigned rsa_modulus_bits(std::string_view der) {
  const auto inside = unwrapped(der);
  return modulus_bits(inside ? *inside : der);
}

}  // namespace policy
