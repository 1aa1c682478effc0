// Where mail for a domain goes, with all that the DNS tells about the way: the facts, no verdict.
//
// dns::mail_route says in which order a sender tries the hosts; this looks at each of them, at
// those too that no sender can use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "net/address.h"

namespace policy {

// Beyond them a domain's least preferred hosts, and addresses, are passed over: an answer may hold
// thousands, and each costs questions.
constexpr std::size_t kMaxMailHosts = 250;
constexpr std::size_t kMaxReverseLookups = 250;  // addresses
constexpr std::size_t kMaxReverseNames = 10;     // of one address

struct ReverseName {
  std::string name;
  bool leads_back = false;  // one of its addresses is the one it was found at
};

struct MailAddress {
  net::IpAddress ip;
  std::uint32_t ttl = 0;
  bool looked_up = false;  // the reverse names
  std::vector<ReverseName> names{};
  std::vector<std::string> reverse_aliases{};  // CNAMEs on the way to them (RFC 2317)
  std::string trouble{};                       // why the DNS did not tell a name of it
};

struct MailExchanger {
  std::string name;  // A-labels
  std::uint16_t preference = 0;
  std::uint32_t ttl = 0;  // of the MX record; 0 for an implicit one
  bool exists = true;
  std::vector<std::string> aliases{};  // CNAMEs on the way to the addresses
  std::vector<MailAddress> addresses{};
  std::string trouble{};  // why the DNS did not tell an address
};

// Where its addresses stand: beside a CNAME there can be none.
const std::string& holder_of_addresses(const MailExchanger& host);

// False for an address of a special purpose: nobody outside can connect to it.
bool is_public(const MailAddress& address);

// True for a host that is given as an address, which no MX may be.
bool is_literal(const MailExchanger& host);

// True when somebody outside can connect to one of its addresses.
bool is_reachable(const MailExchanger& host);

enum class MailRule {
  mx,
  implicit_mx,  // no MX: the domain's own addresses
  null_mx,      // RFC 7505: no mail, on purpose
  nowhere,      // neither MX nor address, or no such domain
  unknown,      // the DNS did not tell
};
std::string_view mail_rule_name(MailRule rule);  // "implicit-mx"

struct MailRouting {
  std::string domain;  // A-labels
  MailRule rule = MailRule::unknown;
  std::vector<MailExchanger> hosts{};  // by preference
  std::vector<std::string> aliases{};  // CNAMEs of the domain itself
  std::size_t passed_over = 0;         // hosts beyond kMaxMailHosts, the least preferred
  bool null_beside = false;            // a null MX stands beside others
  bool exists = true;
  bool authentic = false;  // the MX answer, or that there is none
  bool bogus = false;      // DNSSEC does not hold
  std::string trouble{};   // why unknown
};

enum class ReverseNames { skip, look_up };

// `domain` in A-labels. Never an error: what the DNS does not tell is `trouble`.
MailRouting look_up_mail_routing(dns::Resolver& resolver, std::string_view domain,
                                 ReverseNames reverse, base::Deadline deadline);

// The questions that surely come up for a domain, to ask them at once.
std::vector<dns::Question> mail_host_questions(const std::vector<MailExchanger>& hosts);

}  // namespace policy
