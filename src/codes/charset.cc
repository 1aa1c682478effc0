#include "codes/charset.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/ascii.h"
#include "base/text.h"

namespace codes {
namespace {

constexpr std::size_t kLongestName = 20;

// The name comes from a mail, and iconv loads what it names.
bool is_known(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kFamilies = {
      "iso-8859-", "iso-2022-", "windows-", "shift", "euc-", "gb", "big5", "koi8-", "cp"};
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return base::is_alphanumeric(c) || c == '-' || c == '_';
  });
  return plain && name.size() <= kLongestName &&
         std::any_of(kFamilies.begin(), kFamilies.end(),
                     [&](std::string_view family) { return name.starts_with(family); });
}

bool is_plain_ascii(std::string_view text) {
  return base::is_ascii(text) && text.find('\x1b') == text.npos;
}

std::string convert(iconv_t converter, std::string& text) {
  std::string out;
  std::array<char, 4096> piece;
  char* from = text.data();
  std::size_t left = text.size();
  while (left > 0) {
    char* to = piece.data();
    std::size_t room = piece.size();
    const bool stopped =
        ::iconv(converter, &from, &left, &to, &room) == static_cast<std::size_t>(-1);
    out.append(piece.data(), piece.size() - room);
    if (!stopped || errno == E2BIG) continue;
    ++from;
    --left;
  }
  return out;
}

}  // namespace

std::string to_utf8(std::string text, std::string_view charset) {
  const bool shows_itself = charset.empty() && text.find("\x1b$") != text.npos;
  const std::string name =
      shows_itself ? "iso-2022-jp" : base::to_lower(charset.substr(0, kLongestName + 1));
  if (is_plain_ascii(text) || !is_known(name)) return text;
  iconv_t converter = ::iconv_open("UTF-8", name.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return text;
  std::string converted = convert(converter, text);
  ::iconv_close(converter);
  return converted;
}

}  // namespace codes
