#include "message/base64_lines.h"

#include <algorithm>

#include "base/base64.h"

namespace message {
namespace {

constexpr std::size_t kCodedLine = 78;

char* write_line(std::string_view bytes, char* out) {
  out = base::base64_write(bytes, out);
  *out++ = '\r';
  *out++ = '\n';
  return out;
}

}  // namespace

std::string_view Base64Lines::encode(std::string_view piece) {
  if (!held_.empty()) {
    const std::size_t missing = std::min(kLine - held_.size(), piece.size());
    held_ += piece.substr(0, missing);
    piece.remove_prefix(missing);
  }
  const std::size_t whole = piece.size() / kLine;
  out_.resize(std::max(out_.size(), (whole + 1) * kCodedLine));
  char* end = out_.data();
  if (held_.size() == kLine) {
    end = write_line(held_, end);
    held_.clear();
  }
  for (std::size_t i = 0; i < whole; ++i) end = write_line(piece.substr(i * kLine, kLine), end);
  held_ += piece.substr(whole * kLine);
  return std::string_view(out_).substr(0, static_cast<std::size_t>(end - out_.data()));
}

std::string_view Base64Lines::finish() {
  if (held_.empty()) return {};
  out_ = base::base64_encode(held_) + "\r\n";
  held_.clear();
  return out_;
}

std::uint64_t Base64Lines::size_of(std::uint64_t bytes) {
  return (bytes + 2) / 3 * 4 + (bytes + kLine - 1) / kLine * 2;
}

}  // namespace message
