#include "policy/likely_senders.h"

#include <algorithm>

#include "policy/forgotten_dot.h"
#include "policy/mail_provider.h"

namespace policy {

LikelySenders likely_senders(const MailRouting& routing) {
  LikelySenders senders{.rule = routing.rule, .own_hosts = routing.hosts.empty()};
  for (const MailExchanger& host : routing.hosts) {
    const std::string_view provider =
        mail_provider(lacks_dot(host, routing.domain) ? without_domain(host.name, routing.domain)
                                                      : std::string_view(host.name));
    if (provider.empty())
      senders.own_hosts = true;
    else if (std::ranges::find(senders.providers, provider) == senders.providers.end())
      senders.providers.push_back(provider);
  }
  return senders;
}

}  // namespace policy
