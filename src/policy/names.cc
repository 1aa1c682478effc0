#include "policy/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace policy {

std::string dotted(const net::IpAddress& ip) {
  if (!ip.is_v6()) return ip.show();
  std::string text;
  for (const unsigned byte : ip.bytes())
    text += fmt::format("{}{:x}.{:x}", text.empty() ? "" : ".", byte >> 4U, byte & 15U);
  return text;
}

std::string reversed(const net::IpAddress& ip) {
  const std::string forward = dotted(ip);
  auto pieces = base::split(forward, '.');
  std::ranges::reverse(pieces);
  return fmt::format("{}", fmt::join(pieces, "."));
}

std::string reverse_name(const net::IpAddress& ip) {
  return reversed(ip) + (ip.is_v6() ? ".ip6.arpa" : ".in-addr.arpa");
}

bool is_at_or_below(std::string_view name, std::string_view domain) {
  if (name.size() < domain.size()) return false;
  const std::size_t rest = name.size() - domain.size();
  return base::equal_ignoring_case(name.substr(rest), domain) &&
         (rest == 0 || domain.empty() || name[rest - 1] == '.');
}

bool is_localhost(std::string_view name) { return is_at_or_below(name, "localhost"); }

bool is_own(std::string_view name, std::string_view domain) {
  return is_at_or_below(name, domain) || is_at_or_below(domain, name);
}

net::IpAddress unmapped(const net::IpAddress& ip) {
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  const auto& bytes = ip.bytes();
  if (!ip.is_v6() || !std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) return ip;
  return net::IpAddress::v4({bytes[12], bytes[13], bytes[14], bytes[15]});
}

}  // namespace policy
