#include "dns/wire_reader.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace dns {
namespace {

constexpr std::size_t kMaxWireName = 255;
constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxPointers = 127;
constexpr std::uint8_t kPointer = 0xc0;

void append_label(std::string& name, std::string_view label) {
  if (!name.empty()) name += '.';
  for (const char c : label) {
    if (c == '.' || c == '\\')
      name.append({'\\', c});
    else if (c > ' ' && c < '\x7f')
      name += base::to_lower(c);
    else
      name += fmt::format("\\{:03}", static_cast<std::uint8_t>(c));
  }
}

}  // namespace

std::optional<std::uint8_t> WireReader::u8() {
  if (at_ == end_) return std::nullopt;
  return static_cast<std::uint8_t>(message_[at_++]);
}

std::optional<std::uint16_t> WireReader::u16() {
  const auto high = u8(), low = u8();
  if (!high || !low) return std::nullopt;
  return static_cast<std::uint16_t>(*high << 8 | *low);
}

std::optional<std::uint32_t> WireReader::u32() {
  const auto high = u16(), low = u16();
  if (!high || !low) return std::nullopt;
  return static_cast<std::uint32_t>(*high) << 16 | *low;
}

std::optional<std::string_view> WireReader::bytes(std::size_t count) {
  if (count > end_ - at_) return std::nullopt;
  return message_.substr(std::exchange(at_, at_ + count), count);
}

std::string_view WireReader::rest() {
  const std::size_t from = std::exchange(at_, end_);
  return message_.substr(from, end_ - from);
}

std::optional<WireReader> WireReader::part(std::size_t count) {
  if (count > end_ - at_) return std::nullopt;
  const std::size_t from = std::exchange(at_, at_ + count);
  return WireReader(message_, from, at_);
}

// Backwards alone would make every name end, but a 16 KiB stair of pointers under thousands of
// records would still cost a second of work; hence the count as well.
std::optional<std::string> WireReader::name() {
  std::string name;
  std::size_t wire_size = 1, pointers = 0, lowest = at_;
  WireReader here = *this;
  while (const auto length = here.u8()) {
    if (*length == 0) {
      if (pointers == 0) at_ = here.at_;
      return name;
    }
    if (*length <= kMaxLabel) {
      const auto label = here.bytes(*length);
      wire_size += 1U + *length;
      if (!label || wire_size > kMaxWireName) return std::nullopt;
      append_label(name, *label);
      continue;
    }
    const auto low = here.u8();
    if (*length < kPointer || !low || pointers == kMaxPointers) return std::nullopt;
    if (pointers++ == 0) at_ = here.at_;
    const std::size_t target = static_cast<std::size_t>(*length & ~kPointer) << 8 | *low;
    if (target >= lowest) return std::nullopt;
    lowest = target;
    here = WireReader(message_, target, message_.size());
  }
  return std::nullopt;
}

}  // namespace dns
