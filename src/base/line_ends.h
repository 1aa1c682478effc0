// Text with the line ends of mail: CRLF, whatever it had.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace base {

// Works on pieces cut anywhere and holds none of them. A CR that is not before LF stays.
class LineEnds {
 public:
  // What `piece` becomes; itself, where it has CRLF already. Valid until the next call.
  std::string_view encode(std::string_view piece);

 private:
  bool has_crlf(std::string_view piece) const;

  bool after_cr_ = false;
  std::string out_;
};

// How many LF are in it.
std::uint64_t count_lines(std::string_view text);

std::string with_crlf(std::string_view text);

}  // namespace base
