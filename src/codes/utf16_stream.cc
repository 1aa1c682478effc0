#include "codes/utf16_stream.h"

#include <algorithm>
#include <utility>

namespace codes {

std::optional<base::Utf16Order> order_of_utf16(std::string_view beginning) {
  if (beginning.starts_with("\xFF\xFE")) return base::Utf16Order::little_endian;
  if (beginning.starts_with("\xFE\xFF")) return base::Utf16Order::big_endian;
  return std::nullopt;
}

std::streambuf::int_type Utf16Stream::underflow() {
  constexpr std::streamsize kMost = 64 * 1024;
  std::streambuf& source = *in_.rdbuf();
  text_.clear();
  while (text_.empty()) {
    const bool is_end = bytes_.empty() && source.sgetc() == traits_type::eof();
    if (is_end) {
      text_ = decoder_.finish();
      break;
    }
    if (bytes_.empty()) {
      const std::streamsize there = std::clamp<std::streamsize>(source.in_avail(), 1, kMost);
      bytes_.resize(static_cast<std::size_t>(there));
      bytes_.resize(static_cast<std::size_t>(source.sgetn(bytes_.data(), there)));
    }
    text_ = decoder_.decode(std::exchange(bytes_, {}));
  }
  setg(text_.data(), text_.data(), text_.data() + text_.size());
  return text_.empty() ? traits_type::eof() : traits_type::to_int_type(text_[0]);
}

}  // namespace codes
