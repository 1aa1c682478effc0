// Whether a host may send for a domain: check_host() of RFC 7208 section 4.
#pragma once

#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "net/address.h"
#include "policy/finding.h"
#include "policy/spf_record.h"

namespace policy {

// Limits of section 4.6.4. Beyond one of them the result is permerror; PTR names beyond the tenth
// are passed over.
constexpr unsigned kMaxSpfLookups = 10;
constexpr unsigned kMaxSpfVoidLookups = 2;
constexpr std::size_t kMaxSpfMxHosts = 10;
constexpr std::size_t kMaxSpfPtrNames = 10;

enum class SpfResult { none, neutral, pass, fail, softfail, temperror, permerror };

std::string_view spf_result_name(SpfResult result);  // "softfail"

struct SpfClient {
  net::IpAddress ip;   // an IPv4-mapped IPv6 address counts as the IPv4 address in it
  std::string domain;  // the identity that is checked, in A-labels
  std::string sender;  // MAIL FROM; without a local part that is "postmaster"
  std::string helo;
};

// The MAIL FROM identity (section 2.4): an empty sender is postmaster at the HELO name.
SpfClient spf_mail_from(const net::IpAddress& ip, std::string_view sender, std::string_view helo);
// The HELO identity (section 2.3).
SpfClient spf_helo(const net::IpAddress& ip, std::string_view helo);

struct SpfOptions {
  std::string receiver = "unknown";  // %{r}, the host that checks
  std::time_t now = 0;               // %{t}
  bool explain = true;               // look up exp= when the result is fail
};

struct SpfLookup {
  dns::Type type{};
  std::string name;
  dns::Status status{};
};

enum class SpfOutcome { no_match, match, temperror, permerror };

struct SpfVisit;

// A term as it was tried; terms behind the one that decided are not tried.
struct SpfStep {
  std::string term;  // "~include:_spf.example.com", "redirect=example.net"
  std::size_t column = 0;
  SpfOutcome outcome = SpfOutcome::no_match;
  std::string reason;  // "192.0.2.1 is in 192.0.2.0/24"; one line, safe to print
  std::vector<SpfLookup> lookups;
  std::vector<SpfVisit> inner;  // of include and redirect: one
};

// A domain's record on the way.
struct SpfVisit {
  std::string domain;
  std::string record;  // empty: none
  SpfLookup lookup;    // of the record itself; no name: `domain` was none to ask for
  SpfResult result = SpfResult::none;
  std::vector<SpfStep> steps;
  std::optional<Finding> problem;  // why none, permerror or temperror; columns are of `record`
};

struct SpfVerdict {
  SpfResult result = SpfResult::none;
  std::string mechanism;    // the directive that matched, where it stands; "default" without one;
                            // empty for none, temperror, permerror
  std::string explanation;  // of the domain, expanded, printable; fail only
  std::string problem;      // one line: why none, permerror or temperror
  unsigned lookups = 0, voids = 0;  // terms that asked; those of them that found nothing
  SpfVisit way;
};

// Never an error: what goes wrong is the result temperror or permerror, with `problem`.
SpfVerdict check_spf(dns::Resolver& resolver, const SpfClient& client, const SpfOptions& options,
                     base::Deadline deadline);

}  // namespace policy
