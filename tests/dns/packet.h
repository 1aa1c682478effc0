// DNS messages made by hand, for the tests of what reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.h"
#include "dns/resolver.h"

namespace dns::packet {

inline std::string u8(std::size_t n) { return {static_cast<char>(n)}; }
inline std::string u16(std::size_t n) { return u8(n >> 8 & 0xff) + u8(n & 0xff); }
inline std::string u32(std::size_t n) { return u16(n >> 16 & 0xffff) + u16(n & 0xffff); }

inline std::string label(std::string_view bytes) { return u8(bytes.size()) + std::string(bytes); }
inline std::string name(std::string_view dotted) {
  std::string wire;
  if (!dotted.empty())
    for (const std::string_view part : base::split(dotted, '.')) wire += label(part);
  return wire + '\0';
}
inline std::string pointer(std::size_t offset) { return u16(0xc000 | offset); }

constexpr std::size_t kQuestionAt = 12;  // offset of the asked name

inline std::string record(const std::string& owner, Type type, const std::string& data) {
  return owner + u16(type_number(type)) + u16(1) + u32(300) + u16(data.size()) + data;
}

constexpr std::size_t kAuthentic = 0x0020, kTruncated = 0x0200;

struct Message {
  std::string asked;
  Type type = Type::a;
  std::string answers{};  // records, one after another
  std::size_t count = 0;  // of them
  std::size_t flags = 0;  // kAuthentic, kTruncated, or an rcode
  std::string id{"\x12\x34", 2};

  std::string bytes() const {
    return id + u16(0x8180 | flags) + u16(1) + u16(count) + u16(0) + u16(0) + name(asked) +
           u16(type_number(type)) + u16(1) + answers;
  }
};

}  // namespace dns::packet
