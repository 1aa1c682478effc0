#include "report/meaning.h"

#include <fmt/format.h>

#include "codes/explain.h"

namespace report {

std::string meaning(const smtp::Reply& reply) {
  const auto explained = codes::explain(reply.code, reply.status(), reply.text());
  return explained.meaning.empty() ? "" : fmt::format("{} {}", explained.meaning, explained.todo);
}

}  // namespace report
