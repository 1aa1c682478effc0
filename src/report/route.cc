#include "report/route.h"

#include <fmt/format.h>

namespace report {

std::string route_text(const std::vector<RouteHost>& hosts) {
  std::string text;
  std::size_t number = 0;
  for (const RouteHost& host : hosts) {
    text += fmt::format("{:>3}. {}\n", ++number, host.target);
    for (const std::string& address : host.addresses) text += fmt::format("     {}\n", address);
    if (!host.trouble.empty()) text += fmt::format("     passed over: {}\n", host.trouble);
  }
  return text;
}

std::string short_route(const std::vector<RouteHost>& hosts) {
  std::string text;
  for (const RouteHost& host : hosts)
    for (const std::string& address : host.addresses)
      text += fmt::format("{} {}\n", host.target, address);
  return text;
}

}  // namespace report
