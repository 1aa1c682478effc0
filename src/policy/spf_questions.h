// What one check_host() asks the DNS, with the limits of RFC 7208 section 4.6.4.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "net/address.h"
#include "policy/spf_check.h"

namespace policy {

// True for a name that check_host() may begin with (section 4.3): two labels or more, each of 1 to
// 63 visible ASCII characters; a last dot is allowed.
bool is_spf_domain(std::string_view name);

// The DNS said that there is none, which counts as a void lookup.
bool is_void(dns::Status status);
// The DNS did not tell: temperror.
bool is_trouble(dns::Status status);

// True when both are of one family and the first `prefix` bits are the same.
bool in_network(const net::IpAddress& ip, const net::IpAddress& network, unsigned prefix);

class SpfQuestions {
 public:
  SpfQuestions(dns::Resolver& resolver, const net::IpAddress& ip, base::Deadline deadline)
      : resolver_(resolver), ip_(ip), deadline_(deadline) {}

  // The whole check has taken too long, which is temperror whatever the next term would say.
  bool is_late() const { return deadline_.passed(); }

  // False when this term would be the eleventh that asks.
  bool count_term();
  // False when this term would be the third that finds nothing.
  bool count_void();
  unsigned lookups() const { return lookups_; }
  unsigned voids() const { return voids_; }

  // A name that cannot be asked (an empty or too long label out of a macro) is Status::no_name.
  dns::Answer ask(std::string_view name, dns::Type type, std::vector<SpfLookup>& asked);
  // A for an IPv4 client, AAAA for an IPv6 client (section 5).
  dns::Answer ask_addresses(std::string_view name, std::vector<SpfLookup>& asked);

  // The client's names that lead back to it (section 5.5); asked for once. Of `status` the PTR
  // question's end.
  struct Names {
    dns::Status status = dns::Status::no_data;
    std::vector<std::string> validated;
  };
  const Names& client_names(std::vector<SpfLookup>& asked);
  // The value of %{p} in a record of `domain` (section 7.3).
  std::string validated_name(std::string_view domain, std::vector<SpfLookup>& asked);

 private:
  bool leads_back(std::string_view name, std::vector<SpfLookup>& asked);

  dns::Resolver& resolver_;
  net::IpAddress ip_;
  base::Deadline deadline_;
  unsigned lookups_ = 0, voids_ = 0;
  std::optional<Names> names_;
};

}  // namespace policy
