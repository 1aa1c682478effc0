// Block lists in the DNS (RFC 5782), without their pitfalls: a list that refuses an open resolver
// answers 127.255.255.x, a dead one answers everything, a parked domain with a web server's
// address.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "net/address.h"

namespace policy {

enum class DnsblVerdict {
  listed,      // 127.0.0.2 to 127.255.254.255
  not_listed,  // no such name, no address
  refused,     // 127.255.255.x: the list does not answer this resolver
  invalid,     // 127.0.0.1, or no address of 127.0.0.0/8: not the answer of a list
  unknown,     // the DNS did not tell
};

struct DnsblAnswer {
  DnsblVerdict verdict = DnsblVerdict::unknown;
  std::string name;  // that was asked for
  std::vector<net::IpAddress> codes;
  std::string reason;  // the list's TXT, printable; only when listed
  std::string text;    // one line for a person
};

// "2.0.0.127.zen.example", nibbles for IPv6.
std::string dnsbl_name(const net::IpAddress& ip, std::string_view zone);
DnsblVerdict judge_dnsbl(const dns::Answer& answer);
DnsblAnswer ask_dnsbl(dns::Resolver& resolver, const net::IpAddress& ip, std::string_view zone,
                      base::Deadline deadline);

// Whether the list works (section 5): 127.0.0.2 must be listed and 127.0.0.1 must not; for IPv6
// ::ffff:7f00:2 and ::ffff:7f00:1.
struct DnsblHealth {
  bool sound = false;
  bool silent = false;  // it lacks the test entry alone: a listing counts, and none says nothing
  std::string text;     // "answers as a list must", "lists 127.0.0.1: it lists the whole world"
};
DnsblHealth dnsbl_health(dns::Resolver& resolver, std::string_view zone, net::Family family,
                         base::Deadline deadline);

}  // namespace policy
