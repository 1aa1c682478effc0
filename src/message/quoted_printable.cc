#include "message/quoted_printable.h"

#include <fmt/format.h>

namespace message {
namespace {

constexpr std::size_t kMaxLine = 76;

bool stands_for_itself(char c) { return c >= '!' && c <= '~' && c != '='; }

}  // namespace

void QuotedPrintable::put(std::string_view token) {
  if (column_ + token.size() >= kMaxLine) {  // room is left for the = of a soft line end
    out_ += "=\r\n";
    column_ = 0;
  }
  out_ += token;
  column_ += token.size();
}

void QuotedPrintable::put_coded(char c) {
  put(fmt::format("={:02X}", static_cast<unsigned char>(c)));
}

// Some servers take blanks off the end of a line; there they must be coded.
void QuotedPrintable::release(bool at_line_end) {
  if (blank_ == 0) return;
  if (at_line_end)
    put_coded(blank_);
  else
    put({&blank_, 1});
  blank_ = 0;
}

void QuotedPrintable::take(char c) {
  if (after_cr_ && c != '\n') {
    release(false);
    put_coded('\r');
  }
  after_cr_ = c == '\r';
  if (after_cr_) return;
  release(c == '\n');
  if (c == '\n') {
    out_ += "\r\n";
    column_ = 0;
  } else if (c == ' ' || c == '\t') {
    blank_ = c;
  } else if (stands_for_itself(c)) {
    put({&c, 1});
  } else {
    put_coded(c);
  }
}

std::string_view QuotedPrintable::encode(std::string_view piece) {
  out_.clear();
  for (const char c : piece) take(c);
  return out_;
}

std::string_view QuotedPrintable::finish() {
  out_.clear();
  release(!after_cr_);
  if (after_cr_) put_coded('\r');
  after_cr_ = false;
  return out_;
}

}  // namespace message
