#include "smtp/proxied.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace smtp {
namespace {

using base::ErrorKind;
using base::fail;
using base::Stage;

bool has_word(std::string_view words, std::string_view word) {
  return std::ranges::any_of(base::split(words, ' '), [&](std::string_view one) {
    return base::equal_ignoring_case(one, word);
  });
}

}  // namespace

std::string attribute_command(std::string_view verb, const Attributes& attributes) {
  std::string line(verb);
  for (const auto& [name, value] : attributes) line += fmt::format(" {}={}", name, value);
  return line;
}

std::string command_of(const Proxied& proxied, const AttributeGroup& group) {
  return group.free_form.empty() ? attribute_command(proxied.verb, group.attributes)
                                 : fmt::format("{} {}", proxied.verb, group.free_form);
}

base::Result<void> check_offered(const Proxied& proxied, const Extensions& offered) {
  const auto known = offered.parameters(proxied.verb);
  if (!known)
    return fail(ErrorKind::unsupported, Stage::other,
                fmt::format("the server does not offer {} to this client", proxied.verb));
  if (!proxied.verify) return {};
  for (const AttributeGroup& group : proxied.groups)
    for (const auto& [name, value] : group.attributes)
      if (!has_word(*known, name))
        return fail(ErrorKind::unsupported, Stage::other,
                    fmt::format("the server offers {} without {} (it has: {})", proxied.verb, name,
                                base::printable(*known)));
  return {};
}

}  // namespace smtp
