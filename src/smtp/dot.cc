#include "smtp/dot.h"

#include <utility>

namespace smtp {

std::string_view DotEncoder::encode(std::string_view piece) {
  buffer_.clear();
  std::size_t copied = 0;  // buffer_ holds the encoded form of piece[0, copied)
  bool changed = false;
  const auto insert = [&](std::size_t at, char c) {
    if (!std::exchange(changed, true)) buffer_.reserve(piece.size() + piece.size() / 16 + 16);
    buffer_.append(piece, copied, at - copied);
    buffer_ += c;
    copied = at;
  };

  for (std::size_t line = 0; line < piece.size();) {
    if (at_line_start_ && piece[line] == '.') insert(line, '.');
    const std::size_t lf = piece.find('\n', line);
    at_line_start_ = lf != std::string_view::npos;
    if (!at_line_start_) break;
    const bool has_cr = lf > 0 ? piece[lf - 1] == '\r' : after_cr_;
    if (!has_cr) insert(lf, '\r');
    ++lines_;
    line = lf + 1;
  }
  if (!piece.empty()) after_cr_ = piece.back() == '\r';

  if (!changed) {
    bytes_ += piece.size();
    return piece;
  }
  buffer_.append(piece, copied);
  bytes_ += buffer_.size();
  return buffer_;
}

std::string_view DotEncoder::finish() {
  if (at_line_start_) return ".\r\n";
  ++lines_;
  // A CR at the very end is half of a line end; its LF completes it.
  return after_cr_ ? "\n.\r\n" : "\r\n.\r\n";
}

}  // namespace smtp
