// A published SPF record with all that it leads to, looked at without a client.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"
#include "policy/finding.h"
#include "policy/mail_routing.h"
#include "policy/spf_lint.h"
#include "policy/spf_record.h"
#include "policy/to_publish.h"

namespace policy {

struct SpfNode;

struct SpfBranch {
  std::string term;  // as published
  std::size_t column = 0;
  unsigned lookups = 0;        // 1 for a term that asks, and those of `inner`
  bool finds_nothing = false;  // a void lookup, whoever sends
  std::string target;          // the name it leads to; empty when that depends on the client
  std::vector<SpfNode> inner;  // of include and redirect: one, unless `target` is empty
};

struct SpfNode {
  std::string domain;
  std::string record;                         // empty: none
  dns::Status status = dns::Status::no_data;  // of the TXT lookup
  std::uint32_t ttl = 0;
  std::vector<SpfBranch>
      terms;             // in the record's order, redirect last; modifiers that do not ask too
  unsigned lookups = 0;  // the most that any client can need, all below included
  unsigned voids = 0;
  std::vector<Finding> findings;   // about this record; columns are of `record`
  std::vector<SpfChange> changes;  // to `record`, which mend some of the findings
  bool owner_decides = false;      // as in SpfLints
  std::string mended{};            // the whole record, where it could not be read as it is
};

struct SpfTree {
  SpfNode root;
  // About the whole, the worst first: no record, several, a syntax error anywhere on the way, more
  // than 10 lookups or 2 void ones, a loop, +all, ptr, no "all" at the end, terms behind "all".
  std::vector<Finding> findings;
  // What the DNS did not tell on the way, a line each: receivers put mail off (temperror).
  std::vector<std::string> trouble;

  bool published() const { return !root.record.empty(); }
};

// Follows every include and redirect, and asks for what other terms name, each at most 3 times
// kMaxSpfLookups in all: whoever publishes a record decides whom it makes us ask. `senders`
// decide what a domain without a record is told to publish.
SpfTree walk_spf(dns::Resolver& resolver, std::string_view domain, const LikelySenders& senders,
                 base::Deadline deadline);

}  // namespace policy
