#include "smtp/login_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/text.h"

namespace smtp {
namespace {

constexpr std::string_view kBlanks = " \t", kAuth = "AUTH";

std::string_view first_word(std::string_view line) {
  return line.substr(0, std::min(line.find_first_of(kBlanks), line.size()));
}

std::string_view behind_word(std::string_view line) {
  return base::trim(line.substr(first_word(line).size()));
}

}  // namespace

bool is_auth(std::string_view line) {
  return base::starts_with_ignoring_case(base::trim(line), kAuth);
}

std::string_view initial_response(std::string_view line) {
  if (!is_auth(line)) return {};
  const std::string_view rest = behind_word(base::trim(line));
  return first_word(base::trim(line)).size() == kAuth.size() ? behind_word(rest) : rest;
}

bool may_be_login(std::string_view text) {
  constexpr std::size_t kLeast = 4;
  return text.size() >= kLeast && base::base64_decode(text).has_value();
}

std::string without_initial_response(std::string_view line) {
  const std::string_view response = initial_response(line);
  if (response.empty()) return std::string(line);
  const auto shown = static_cast<std::size_t>(response.data() - line.data());
  return fmt::format("{}***", line.substr(0, shown));
}

bool begins_with_command(std::string_view line) {
  constexpr std::array<std::string_view, 19> kCommands{
      "AUTH", "BDAT", "BURL", "DATA", "EHLO", "ETRN", "EXPN",     "HELO",    "HELP",    "LHLO",
      "MAIL", "NOOP", "QUIT", "RCPT", "RSET", "VRFY", "STARTTLS", "XCLIENT", "XFORWARD"};
  const std::string_view word = first_word(base::trim(line));
  return std::ranges::any_of(kCommands, [word](std::string_view command) {
    return base::equal_ignoring_case(command, word);
  });
}

}  // namespace smtp
