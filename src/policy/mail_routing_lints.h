// What is wrong with the way of a domain's mail, and what to publish instead.
#pragma once

#include "policy/free_names.h"
#include "policy/mail_routing.h"
#include "policy/row.h"

namespace policy {

// The row mx. Asks nobody but `names`, and them only for hosts that it tells to publish.
Row judge_mail_routing(const MailRouting& routing, FreeNames& names);

// True when the DNS says that a sender has no address to connect to: a null MX, neither MX nor
// address, or MX hosts without any.
bool leads_nowhere(const MailRouting& routing);

}  // namespace policy
