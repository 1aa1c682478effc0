#include "policy/forgotten_dot.h"

#include "policy/mail_provider.h"
#include "policy/names.h"

namespace policy {

bool lacks_dot(const MailExchanger& host, std::string_view domain) {
  const std::string_view meant = without_domain(host.name, domain);
  return !host.exists && !meant.empty() &&
         (is_at_or_below(meant, domain) || !mail_provider(meant).empty());
}

std::string_view without_domain(std::string_view name, std::string_view domain) {
  if (name.size() <= domain.size() || !is_at_or_below(name, domain)) return {};
  name.remove_suffix(domain.size() + 1);
  return name;
}

}  // namespace policy
