// Files in UTF-16, as PowerShell's ">" writes them.
#pragma once

#include <istream>
#include <optional>
#include <streambuf>
#include <string>
#include <string_view>

#include "base/utf16.h"

namespace codes {

// By its byte order mark; nothing for any other text.
std::optional<base::Utf16Order> order_of_utf16(std::string_view beginning);

// The rest of a stream, of which `beginning` is read already, in UTF-8; as much at a time as is
// there. Refers to the stream.
class Utf16Stream : public std::streambuf {
 public:
  Utf16Stream(base::Utf16Order order, std::string beginning, std::istream& in)
      : decoder_(order), bytes_(std::move(beginning)), in_(in) {}

 protected:
  int_type underflow() override;

 private:
  base::Utf16Decoder decoder_;
  std::string bytes_;  // read, and not decoded
  std::istream& in_;
  std::string text_;
};

}  // namespace codes
