// What `ehlo mx` tells of a domain, as text for people.
#pragma once

#include <cstddef>
#include <string>

#include "policy/domain_report.h"
#include "report/style.h"

namespace report {

struct MxStyle {
  Style paint{false};
  std::size_t columns = 80;
  bool all = false;      // every finding of every row, with what lies below it
  bool explain = false;  // what each row is for
};

// The mail hosts with their addresses, and a row for each topic. Lines are at most `columns` wide,
// but for those to publish: a line that is copied must be whole.
std::string domain_text(const policy::DomainReport& report, const MxStyle& style);

// For scripts, as `dig +short` does: "10 mx.example.com 192.0.2.1 2001:db8::1" for each mail host,
// "0 ." for a null MX; of each other topic its name, verdict and what there is or is wrong. With
// `prefix` each line begins with it and a blank.
std::string short_domain(const policy::DomainReport& report, const std::string& prefix);

// Why that has no line for the mail hosts, though they were asked for, or none of them an address:
// "nowhere.example: there is neither MX nor address". Empty when one has.
std::string why_no_hosts(const policy::DomainReport& report);

}  // namespace report
