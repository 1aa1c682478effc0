// Message content as it comes behind DATA: the reverse of smtp/dot.h (RFC 5321 section 4.5.2).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace smtp {

// Works on pieces cut anywhere, copies nothing and holds nothing. A line starts behind CRLF and
// nowhere else, and only CRLF "." CRLF is the end.
class DotDecoder {
 public:
  // Takes bytes from `wire` up to the end of the content, and says how many. Appends to `content`
  // what they mean, as views into `wire`. Must not be called when done().
  std::size_t decode(std::string_view wire, std::vector<std::string_view>& content);

  bool done() const { return state_ == State::done; }
  std::uint64_t lines() const { return lines_; }      // that end in LF, whatever stands before it
  std::uint64_t bytes() const { return bytes_; }      // on the wire, without the end
  std::uint64_t bare_lines() const { return bare_; }  // of lines(): those that end in LF alone

 private:
  enum class State { line_start, dot, dot_cr, line, cr, done };

  std::size_t take_line_start(std::string_view wire, std::size_t at,
                              std::vector<std::string_view>& content);
  std::size_t take_line(std::string_view wire, std::size_t at);

  State state_ = State::line_start;
  std::uint64_t lines_ = 0, bytes_ = 0, bare_ = 0;
};

}  // namespace smtp
