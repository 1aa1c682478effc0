#include "probe/relay_forms.h"

#include <fmt/format.h>

namespace probe {

std::array<RelayForm, 16> relay_forms(const RelayHost& host, const smtp::Path& from,
                                      const smtp::Path& to) {
  const std::string& name = host.name;
  const std::string& ip = host.literal;
  const std::string whole = to.address();
  const std::string percent = fmt::format("{}%{}", to.local, to.domain);
  const std::string uucp = fmt::format("{}!{}", to.domain, to.local);
  const std::string own = fmt::format("<{}@{}>", from.local, ip);
  return {{
      {"<>", fmt::format("<{}>", whole)},
      {from.in_angles(), fmt::format("<{}>", whole)},
      {fmt::format("<{}@{}>", from.local, name), fmt::format("<{}>", whole)},
      {own, fmt::format("<{}>", whole)},
      {own, fmt::format("<{}@{}>", percent, ip), ip},
      {own, fmt::format("<{}@{}>", percent, name), name},
      {own, fmt::format("<\"{}\">", whole)},
      {own, fmt::format("<\"{}\">", percent)},
      {own, fmt::format("<{}@{}>", whole, ip), ip},
      {own, fmt::format("<\"{}\"@{}>", whole, ip), ip},
      {own, fmt::format("<{}@{}>", whole, name), name},
      {own, fmt::format("<@{}:{}>", ip, whole), ip},
      {own, fmt::format("<@{}:{}>", name, whole), name},
      {own, fmt::format("<{}>", uucp)},
      {own, fmt::format("<{}@{}>", uucp, ip), ip},
      {own, fmt::format("<{}@{}>", uucp, name), name},
  }};
}

}  // namespace probe
