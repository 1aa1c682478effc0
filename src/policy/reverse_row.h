// Whether the addresses of a domain's mail hosts have names that lead back, and what to publish.
#pragma once

#include "policy/mail_routing.h"
#include "policy/row.h"

namespace policy {

// The row ptr. Asks nobody.
Row judge_reverse_names(const MailRouting& routing);

}  // namespace policy
