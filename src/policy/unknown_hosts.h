// Rows about mail hosts that the DNS did not tell: to say that they are in order would be a lie.
#pragma once

#include <optional>
#include <string>

#include "policy/mail_routing.h"
#include "policy/row.h"

namespace policy {

// "the mail hosts are not known: MX lookup for example.com: ..."; empty when they are known.
std::string trouble_with_hosts(const MailRouting& routing);

// The whole row of a topic that cannot be judged without them; nothing when they are known.
std::optional<Row> row_of_unknown_hosts(Topic topic, const MailRouting& routing);

}  // namespace policy
