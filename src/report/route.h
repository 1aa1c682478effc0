// The hosts and addresses that a sender tries for one recipient, in order.
#pragma once

#include <string>
#include <vector>

namespace report {

struct RouteHost {
  std::string target;                  // "mx.example.com:25"
  std::vector<std::string> addresses;  // "192.0.2.1:25"
  std::string trouble;                 // why there is none
};

// "1. mx.example.com:25", and its addresses below it.
std::string route_text(const std::vector<RouteHost>& hosts);
// One line for each address: "mx.example.com:25 192.0.2.1:25".
std::string short_route(const std::vector<RouteHost>& hosts);

}  // namespace report
