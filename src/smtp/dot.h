// Message content on its way to DATA (RFC 5321 section 4.5.2): every line ends in CRLF, a line that
// starts with a dot gets another one, and ".\r\n" ends it all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace smtp {

// Works on pieces cut anywhere and holds none of them. A piece in which nothing has to change is
// given back as it is, without a copy. A CR that is not before LF stays as it is.
class DotEncoder {
 public:
  // What to write for `piece`. Valid until the next call, and as long as `piece` is.
  std::string_view encode(std::string_view piece);

  // What ends the content: ".\r\n", behind a CRLF when the last line had none.
  std::string_view finish();

  std::uint64_t lines() const { return lines_; }
  std::uint64_t bytes() const { return bytes_; }  // of the encoded content, without the end

 private:
  bool at_line_start_ = true;
  bool after_cr_ = false;
  std::uint64_t lines_ = 0;
  std::uint64_t bytes_ = 0;
  std::string buffer_;
};

}  // namespace smtp
