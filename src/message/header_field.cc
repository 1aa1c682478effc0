#include "message/header_field.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace message {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

bool is_name(std::string_view name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F && c != ':'; });
}

}  // namespace

Result<HeaderField> parse_header(std::string_view text) {
  if (base::breaks_line(text))
    return fail(ErrorKind::usage, fmt::format("a header field cannot hold CR, LF or NUL: '{}'",
                                              base::printable(text)));
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !is_name(text.substr(0, colon)))
    return fail(ErrorKind::parse, fmt::format("'{}' is not a header field: write 'Name: value'",
                                              base::printable(text)));
  return HeaderField{std::string(text.substr(0, colon)),
                     std::string(base::trim(text.substr(colon + 1)))};
}

}  // namespace message
