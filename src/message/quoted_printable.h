// Quoted-printable (RFC 2045 section 6.7): text in any charset as lines of at most 76 ASCII
// characters, so that it crosses every server, whether it offers 8BITMIME or not.
#pragma once

#include <string>
#include <string_view>

namespace message {

// Works on pieces cut anywhere. A line may end in LF or CRLF, and ends in CRLF then.
class QuotedPrintable {
 public:
  // What `piece` becomes. Valid until the next call.
  std::string_view encode(std::string_view piece);

  // What was held back. Text without a last line end gets none.
  std::string_view finish();

 private:
  void take(char c);
  void put(std::string_view token);
  void put_coded(char c);
  void release(bool at_line_end);

  std::string out_;
  std::size_t column_ = 0;
  char blank_ = 0;  // a blank or tab that may turn out to end its line
  bool after_cr_ = false;
};

}  // namespace message
