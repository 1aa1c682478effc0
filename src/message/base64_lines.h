// Base64 in the lines of a message (RFC 2045 section 6.8): 76 characters and CRLF.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace message {

// Works on pieces cut anywhere, and holds back less than a line.
class Base64Lines {
 public:
  static constexpr std::size_t kLine = 57;  // bytes that fill one

  // What `piece` becomes. Valid until the next call.
  std::string_view encode(std::string_view piece);
  // What was held back.
  std::string_view finish();

  // What `bytes` become, line ends included.
  static std::uint64_t size_of(std::uint64_t bytes);

 private:
  std::string held_;
  std::string out_;
};

}  // namespace message
