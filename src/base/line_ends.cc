#include "base/line_ends.h"

#include <algorithm>

namespace base {

// Every LF has its CR.
bool LineEnds::has_crlf(std::string_view piece) const {
  for (std::size_t lf = piece.find('\n'); lf != std::string_view::npos;
       lf = piece.find('\n', lf + 1)) {
    const bool behind_cr = lf > 0 ? piece[lf - 1] == '\r' : after_cr_;
    if (!behind_cr) return false;
  }
  return true;
}

std::string_view LineEnds::encode(std::string_view piece) {
  if (has_crlf(piece)) {
    if (!piece.empty()) after_cr_ = piece.ends_with('\r');
    return piece;
  }
  out_.clear();
  while (!piece.empty()) {
    const std::size_t lf = std::min(piece.find('\n'), piece.size());
    out_ += piece.substr(0, lf);
    if (lf > 0) after_cr_ = piece[lf - 1] == '\r';
    if (lf == piece.size()) break;
    out_ += after_cr_ ? "\n" : "\r\n";
    after_cr_ = false;
    piece.remove_prefix(lf + 1);
  }
  return out_;
}

// memchr(3) looks at many bytes at once; counting them one by one took a tenth of a load's time.
std::uint64_t count_lines(std::string_view text) {
  std::uint64_t lines = 0;
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    ++lines;
  return lines;
}

std::string with_crlf(std::string_view text) {
  LineEnds ends;
  return std::string(ends.encode(text));
}

}  // namespace base
