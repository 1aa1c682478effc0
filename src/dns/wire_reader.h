// Numbers, bytes and names from a DNS message, in the order in which they stand there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dns {

// Each call gives nothing once the bytes do not suffice, and then the reader is of no more use.
class WireReader {
 public:
  explicit WireReader(std::string_view message) : WireReader(message, 0, message.size()) {}

  bool done() const { return at_ == end_; }

  std::optional<std::uint8_t> u8();
  std::optional<std::uint16_t> u16();
  std::optional<std::uint32_t> u32();
  std::optional<std::string_view> bytes(std::size_t count);
  std::string_view rest();

  // A name (RFC 1035 section 4.1.4) as parse_answer shows it. Nothing for one over 255 bytes, for a
  // label type other than 00 and 11, for a pointer that does not lead backwards, and for more
  // pointers than a name has labels.
  std::optional<std::string> name();

  // The next `count` bytes as a reader of their own, whose names may still point into the message.
  std::optional<WireReader> part(std::size_t count);

 private:
  WireReader(std::string_view message, std::size_t from, std::size_t end)
      : message_(message), at_(from), end_(end) {}

  std::string_view message_;
  std::size_t at_;
  std::size_t end_;
};

}  // namespace dns
