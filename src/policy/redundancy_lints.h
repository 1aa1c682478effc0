// What a domain's mail depends on: one machine, one version of IP.
#pragma once

#include <vector>

#include "policy/finding.h"
#include "policy/free_names.h"
#include "policy/mail_routing.h"

namespace policy {

// Each tells nothing where not all addresses of all hosts are known.
void find_single_point(const MailRouting& routing, FreeNames& names,
                       std::vector<Finding>& findings);
void find_missing_family(const MailRouting& routing, std::vector<Finding>& findings);

}  // namespace policy
