#include <fmt/format.h>
#include <idn2.h>

#include <algorithm>
#include <memory>

#include "base/ascii.h"
#include "base/text.h"
#include "dns/last_dot.h"
#include "dns/resolver.h"

namespace dns {
namespace {

constexpr std::size_t kMaxLabel = 63;
constexpr std::size_t kMaxName = 253;

struct IdnFree {
  void operator()(char* text) const { idn2_free(text); }
};
using IdnText = std::unique_ptr<char, IdnFree>;

tl::unexpected<base::Error> bad_name(std::string_view name, std::string_view cause) {
  return base::fail(base::ErrorKind::parse,
                    fmt::format("{} is not a domain name: {}", base::printable(name), cause));
}

bool belongs_in_name(char c) {
  return base::is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
}

base::Result<std::string> checked(std::string ascii, std::string_view name) {
  if (ascii.empty()) return base::fail(base::ErrorKind::parse, "the domain name is empty");
  const auto stray =
      std::find_if_not(ascii.begin(), ascii.end(), [](char c) { return belongs_in_name(c); });
  if (stray != ascii.end())
    return bad_name(name, fmt::format("'{}' cannot stand in one", base::printable({&*stray, 1})));
  if (ascii.size() > kMaxName) return bad_name(name, "it is longer than 253 bytes");
  for (const std::string_view label : base::split(ascii, '.')) {
    if (label.empty()) return bad_name(name, "a label is empty");
    if (label.size() > kMaxLabel) return bad_name(name, "a label is longer than 63 bytes");
  }
  return ascii;
}

}  // namespace

base::Result<std::string> to_ascii(std::string_view name) {
  if (base::is_ascii(name))
    return checked(base::to_lower(name == "." ? name : without_last_dot(name)), name);
  if (!base::is_utf8(name) || base::breaks_line(name))
    return bad_name(name, "it is not UTF-8 text");
  char* encoded = nullptr;
  const int status =
      idn2_to_ascii_8z(std::string(name).c_str(), &encoded, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
  const IdnText owner(encoded);
  if (status != IDN2_OK) return bad_name(name, idn2_strerror(status));
  return checked(base::to_lower(without_last_dot(encoded)), name);
}

std::string to_unicode(std::string_view name) {
  char* decoded = nullptr;
  const int status = idn2_to_unicode_8z8z(std::string(name).c_str(), &decoded, 0);
  const IdnText owner(decoded);
  return status == IDN2_OK ? std::string(decoded) : std::string(name);
}

}  // namespace dns
