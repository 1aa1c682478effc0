#include "message/survey.h"

#include <algorithm>

#include "base/text.h"

namespace message {
namespace {

constexpr std::size_t kMaxLine = 998;

class Surveyor {
 public:
  void take(std::string_view piece) {
    found_.bytes += piece.size();
    take_utf8(piece);
    if (!base::is_ascii(piece)) {
      found_.ascii = false;
      found_.coded += static_cast<std::uint64_t>(
          std::ranges::count_if(piece, [](char c) { return (c & '\x80') != 0; }));
    }
    found_.binary = found_.binary || piece.find('\0') != std::string_view::npos;
    while (!piece.empty()) {
      const std::size_t lf = std::min(piece.find('\n'), piece.size());
      take_line(piece.substr(0, lf));
      if (lf == piece.size()) return;
      if (!after_cr_) ++found_.bare_lf;
      after_cr_ = false;
      line_ = 0;
      piece.remove_prefix(lf + 1);
    }
  }
  Survey finish() {
    found_.binary = found_.binary || after_cr_;
    found_.utf8 = found_.utf8 && cut_.empty();
    return found_;
  }

 private:
  // A character may be cut in two by the end of a piece.
  void take_utf8(std::string_view piece) {
    constexpr std::size_t kLongest = 4;
    if (!found_.utf8 || (cut_.empty() && base::is_ascii(piece))) return;
    cut_ += piece;
    cut_.erase(0, base::utf8_prefix(cut_));
    found_.utf8 = cut_.size() < kLongest;
  }

  // A part of one line, without its LF. A CR at its end is judged by what follows.
  void take_line(std::string_view part) {
    if (part.empty()) return;
    const std::size_t cr = part.find('\r');
    found_.binary = found_.binary || after_cr_ || cr < part.size() - 1;
    after_cr_ = part.back() == '\r';
    line_ += part.size() - (after_cr_ ? 1 : 0);
    found_.long_lines = found_.long_lines || line_ > kMaxLine;
  }

  Survey found_;
  std::string cut_;
  std::size_t line_ = 0;
  bool after_cr_ = false;
};

}  // namespace

base::Result<Survey> survey(Source& source) {
  Surveyor surveyor;
  for (;;) {
    const auto piece = source.next();
    if (!piece) return base::fail(piece.error());
    if (piece->empty()) return surveyor.finish();
    surveyor.take(*piece);
  }
}

Survey unknown() {
  Survey survey;
  survey.known = survey.ascii = false;
  return survey;
}

}  // namespace message
