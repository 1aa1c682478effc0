// What came of a probe: all that every report reads.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "probe/check.h"
#include "probe/facts.h"

namespace probe {

struct AddressResult {
  AddressFacts facts;
  std::vector<Finding> findings{};  // in the order of the table
};

struct HostResult {
  HostFacts facts;
  std::vector<Finding> findings{};  // of the host as a whole
  std::vector<AddressResult> addresses{};
};

// What to do when a name server does not answer.
constexpr std::string_view kAskTheDns =
    "look at the domain's name servers, and at the one that was asked (--dns-server asks another)";

struct TargetResult {
  std::string target;  // as the user wrote it
  std::optional<DomainFacts> domain{};
  std::optional<base::Error> trouble{};  // why there is no host
  std::vector<Finding> findings{};       // of the domain
  std::vector<HostResult> hosts{};

  Verdict verdict() const;  // the worst of all findings; unknown when there is none
};

// Where a finding was made.
struct Spot {
  const HostResult* host = nullptr;        // null: the domain
  const AddressResult* address = nullptr;  // null: the host as a whole

  std::string shown() const;  // "mx.example.com:25 [192.0.2.1]"; empty for the domain
};

void for_each_finding(const TargetResult& result,
                      const std::function<void(const Spot&, const Finding&)>& visit);

}  // namespace probe
