#include "policy/unknown_hosts.h"

#include <fmt/format.h>

namespace policy {

std::string trouble_with_hosts(const MailRouting& routing) {
  if (routing.rule != MailRule::unknown) return {};
  return fmt::format("the mail hosts are not known: {}", routing.trouble);
}

std::optional<Row> row_of_unknown_hosts(Topic topic, const MailRouting& routing) {
  if (routing.rule != MailRule::unknown) return std::nullopt;
  Row row{.topic = topic, .summary = "not known"};
  row.trouble.push_back(trouble_with_hosts(routing));
  return row;
}

}  // namespace policy
