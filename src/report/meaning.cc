#include "report/meaning.h"

#include <fmt/format.h>

#include "codes/explain.h"

namespace report {

std::string meaning(const smtp::Reply& reply) {
  std::optional<codes::Enhanced> status;
  if (const auto given = reply.status())
    status = codes::Enhanced{given->class_digit, given->subject, given->detail};
  const auto explained = codes::explain(reply.code, status, reply.text());
  return explained.meaning.empty() ? "" : fmt::format("{} {}", explained.meaning, explained.todo);
}

}  // namespace report
