// Lines of a stream that may be a log of gigabytes or a pipe that never ends: constant memory,
// and a line is given as soon as it is complete.
#pragma once

#include <istream>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace codes {

inline constexpr std::size_t kMostLineBytes = 1 << 20;

class LineReader {
 public:
  explicit LineReader(std::istream& in);

  // The next line without its end; nothing at the end of the stream. The view holds until the
  // next call. Error kind parse when a line is longer than 1 MiB.
  base::Result<std::optional<std::string_view>> next();

  // Behind an error: leaves out the rest of that line.
  void skip_line();

  // What is read already and will be given next, at least `bytes` of it when there is as much.
  std::string_view peek(std::size_t bytes);

  // The same, and it will not be given again: the stream goes on behind it.
  std::string_view take_rest();

 private:
  bool fill();

  std::istream& in_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t line_ = 0;
};

}  // namespace codes
