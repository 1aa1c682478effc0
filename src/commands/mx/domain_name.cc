#include "commands/mx/domain_name.h"

#include <fmt/format.h>

#include "base/text.h"
#include "dns/resolver.h"
#include "net/address.h"

namespace commands {

using base::ErrorKind;
using base::fail;
using base::Result;

Result<std::string> domain_to_ask(std::string_view name) {
  const std::string shown = base::printable(name);
  if (net::IpAddress::parse(name))
    return fail(ErrorKind::parse,
                fmt::format("{} is an IP address, and a domain is needed; may it send for one: "
                            "--spf-check {} DOMAIN",
                            shown, shown));
  if (const std::size_t at = name.rfind('@'); at != std::string_view::npos)
    return fail(ErrorKind::parse,
                fmt::format("{} is an address, and a domain is needed: {}, or --route {}", shown,
                            base::printable(name.substr(at + 1)), shown));
  return dns::to_ascii(name);
}

}  // namespace commands
