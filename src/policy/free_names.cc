#include "policy/free_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "dns/denial.h"

namespace policy {

std::optional<std::string> FreeNames::next(std::string_view word, int number) {
  for (; told_ && looked_at_.size() < max_questions_; ++number) {
    std::string name =
        fmt::format("{}{}.{}", word, number == 1 ? "" : std::to_string(number), routing_.domain);
    if (is_mail_host(name) || !looked_at_.insert(name).second) continue;
    const dns::Answer answer = resolver_.ask(name, dns::Type::a, deadline_);
    told_ = dns::is_told(answer.status);
    if (answer.status == dns::Status::no_name && answer.aliases.empty()) return name;
  }
  return std::nullopt;
}

bool FreeNames::is_mail_host(std::string_view name) const {
  return std::ranges::find(routing_.hosts, name, &MailExchanger::name) != routing_.hosts.end();
}

}  // namespace policy
