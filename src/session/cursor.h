// A place in one line that is being read, and what can be wrong there.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "base/result.h"
#include "session/script.h"

namespace session {

struct Complaint {
  std::size_t at = 0;  // byte offset in the line
  std::string text;    // "expected ..."
};

template <typename T>
using Read = tl::expected<T, Complaint>;

inline tl::unexpected<Complaint> complain(std::size_t at, std::string text) {
  return tl::unexpected<Complaint>(Complaint{at, std::move(text)});
}

// Columns count characters, from 1.
std::size_t column_of(const Place& place);

// "file:line:column: text", the line, and a caret under the column. Of a long line only the part
// around the caret is shown, and of a password that is spelled out nothing.
std::string point_at(const Place& place, std::string_view text);

// The letters, digits, '_', '-' and '.' that a variable's or connection's name may hold; it starts
// with a letter or '_'.
bool is_name(std::string_view text);
bool is_name_character(char c);

class Cursor {
 public:
  explicit Cursor(std::string_view line, std::size_t at = 0) : line_(line), at_(at) {}

  std::size_t at() const { return at_; }
  bool done() const { return at_ >= line_.size(); }
  // NUL at the end; no line holds one.
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < line_.size() ? line_[at_ + ahead] : '\0';
  }
  std::string_view rest() const { return line_.substr(at_); }

  void advance(std::size_t count) { at_ += count; }
  // Takes `text` when it stands here.
  bool take(std::string_view text);
  // Takes what is made of name characters, perhaps nothing.
  std::string_view take_name();
  // Takes everything up to the next blank, perhaps nothing.
  std::string_view take_plain_word();
  void skip_blanks();

  tl::unexpected<Complaint> expected(std::string_view what) const;

 private:
  std::string_view line_;
  std::size_t at_;
};

}  // namespace session
