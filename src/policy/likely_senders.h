// Who sends a domain's mail, as far as its mail hosts tell.
#pragma once

#include <string_view>
#include <vector>

#include "policy/mail_routing.h"

namespace policy {

struct LikelySenders {
  MailRule rule = MailRule::unknown;
  // Of its mail hosts, as mail_provider() names them: they send too, and not from these hosts.
  std::vector<std::string_view> providers{};
  bool own_hosts = true;  // some mail host is no provider's: that may well send itself
};

LikelySenders likely_senders(const MailRouting& routing);

}  // namespace policy
