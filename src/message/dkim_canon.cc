#include "message/dkim_canon.h"

#include <utility>

#include "base/text.h"

namespace message {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_special(Canon canon, char c) {
  return c == '\r' || (canon == Canon::relaxed && is_blank(c));
}

// Unfolded, each run of blanks one space, none at the end.
std::string with_single_blanks(std::string_view text) {
  std::string out;
  bool blank = false;
  for (const char c : text) {
    if (c == '\r' || c == '\n') continue;
    if (is_blank(c)) {
      blank = true;
      continue;
    }
    if (std::exchange(blank, false) && !out.empty()) out += ' ';
    out += c;
  }
  return out;
}

}  // namespace

std::string_view name_of(Canon canon) {
  switch (canon) {
    case Canon::simple:
      return "simple";
    case Canon::relaxed:
      return "relaxed";
  }
  return "";
}

std::string canonical_field(Canon canon, std::string_view field) {
  if (canon == Canon::simple) return std::string(field);
  const std::size_t colon = std::min(field.find(':'), field.size());
  return base::to_lower(base::trim(field.substr(0, colon))) + ":" +
         with_single_blanks(field.substr(std::min(colon + 1, field.size())));
}

void CanonicalBody::put(std::string_view run) {
  for (; line_ends_ > 0; --line_ends_) out_ += "\r\n";
  if (std::exchange(after_blank_, false)) out_ += ' ';
  out_ += run;
  any_ = true;
}

void CanonicalBody::end_line() {
  after_blank_ = false;
  ++line_ends_;
}

std::string_view CanonicalBody::take(std::string_view piece) {
  out_.clear();
  for (std::size_t at = 0; at < piece.size();) {
    const char c = piece[at];
    if (std::exchange(after_cr_, false)) {
      if (c == '\n') {
        end_line();
        ++at;
        continue;
      }
      put("\r");
    }
    if (is_special(canon_, c)) {
      (c == '\r' ? after_cr_ : after_blank_) = true;
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < piece.size() && !is_special(canon_, piece[at])) ++at;
    put(piece.substr(begin, at - begin));
  }
  return out_;
}

// An empty body is a CRLF in the simple form and nothing in the relaxed one.
std::string_view CanonicalBody::finish() {
  out_.clear();
  if (std::exchange(after_cr_, false)) put("\r");
  if (any_ || canon_ == Canon::simple) out_ += "\r\n";
  return out_;
}

}  // namespace message
