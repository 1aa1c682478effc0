#include "session/spelled_logins.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "smtp/login_line.h"

namespace session {
namespace {

void hide_options(const Directive& auth, base::Mask& mask) {
  for (const std::string_view name : {"password", "token"})
    if (const Template* value = auth.option(name); value != nullptr && value->is_literal())
      mask.add(fmt::format("{{{{{}}}}}", name), base::Secret(std::string(value->literal_text())));
}

bool is_answer(const Hear& hear, std::string_view code) {
  return hear.codes == std::vector<std::string>{std::string(code)};
}

}  // namespace

void hide_spelled_logins(const Script& script, base::Mask& mask) {
  bool challenged = false, in_message = false;
  for (const Statement& statement : script.statements) {
    if (const auto* directive = std::get_if<Directive>(&statement.what))
      if (directive->verb == Verb::auth) hide_options(*directive, mask);
    if (const auto* hear = std::get_if<Hear>(&statement.what)) {
      challenged = is_answer(*hear, "334");
      in_message = is_answer(*hear, "354");
    }
    const auto* say = std::get_if<Say>(&statement.what);
    if (say == nullptr || in_message) continue;
    const std::string_view line = say->text.literal_text();
    in_message = base::starts_with_ignoring_case(line, "BDAT ");
    const std::string_view login = challenged ? line : smtp::initial_response(line);
    if (smtp::may_be_login(login)) mask.add("***", base::Secret(std::string(login)));
    challenged = false;
  }
}

}  // namespace session
