#include "smtp/auth_bearer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/text.h"

namespace smtp {
namespace {

using base::ErrorKind;
using base::Stage;

constexpr std::size_t kMostShown = 500;
constexpr std::array<std::string_view, 3> kFields{"status", "schemes", "scope"};

bool is_token_character(char c) { return c > 0x20 && c < 0x7F; }

// RFC 5801 section 4: the only two characters that mean something in a GS2 header.
std::string gs2_name(std::string_view name) {
  std::string escaped;
  for (const char c : name) {
    if (c == ',')
      escaped += "=2C";
    else if (c == '=')
      escaped += "=3D";
    else
      escaped += c;
  }
  return escaped;
}

base::Secret with_token(std::string_view before, std::string_view token) {
  constexpr std::string_view kScheme = "auth=Bearer ";
  std::string message;
  message.reserve(before.size() + kScheme.size() + token.size() + 2);
  message.append(before).append(kScheme).append(token).append("\x01\x01");
  return base::Secret(std::move(message));
}

std::string_view skip_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text;
}

std::string json_string(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size() && text[i] != '"'; ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size() &&
                        std::string_view("\"\\/").find(text[i + 1]) != std::string_view::npos;
    if (escape) ++i;
    value += text[i];
  }
  return value;
}

std::string json_field(std::string_view json, std::string_view name) {
  const std::string key = fmt::format("\"{}\"", name);
  const std::size_t at = json.find(key);
  if (at == std::string_view::npos) return "";
  std::string_view rest = skip_blanks(json.substr(at + key.size()));
  if (!rest.starts_with(':')) return "";
  rest = skip_blanks(rest.substr(1));
  if (rest.starts_with('"')) return json_string(rest.substr(1));
  return std::string(rest.substr(0, rest.find_first_of(",}] \t\r\n")));
}

}  // namespace

base::Result<void> check_bearer(const Credentials& credentials) {
  const std::string_view token = credentials.token.reveal();
  if (!std::all_of(token.begin(), token.end(), is_token_character))
    return base::fail(ErrorKind::usage, Stage::auth,
                      "AUTH: the token holds a blank, a line end or another character that no "
                      "bearer token has (see --auth-token-file); nothing was sent");
  for (const std::string& name : {credentials.user, credentials.authorization})
    if (std::any_of(name.begin(), name.end(), base::is_control))
      return base::fail(
          ErrorKind::usage, Stage::auth,
          "AUTH: the user name holds a control character (see --auth-user); nothing was sent");
  return {};
}

base::Secret oauthbearer_message(const Credentials& credentials) {
  const std::string& name =
      credentials.authorization.empty() ? credentials.user : credentials.authorization;
  std::string before = name.empty() ? "n,,\x01" : fmt::format("n,a={},\x01", gs2_name(name));
  if (!credentials.host.empty()) before += fmt::format("host={}\x01", credentials.host);
  if (credentials.port != 0) before += fmt::format("port={}\x01", credentials.port);
  return with_token(before, credentials.token.reveal());
}

base::Secret xoauth2_message(const Credentials& credentials) {
  return with_token(fmt::format("user={}\x01", credentials.user), credentials.token.reveal());
}

std::string explain_bearer_error(std::string_view json) {
  const std::string_view shown = json.substr(0, kMostShown);
  std::string fields;
  for (const std::string_view name : kFields) {
    const std::string value = json_field(shown, name);
    if (value.empty()) continue;
    fields += fmt::format("{}{} {}", fields.empty() ? "" : ", ", name, base::printable(value));
  }
  return fmt::format("{}{}{}{}", fields, fields.empty() ? "" : ": ", base::printable(shown),
                     shown.size() < json.size() ? "..." : "");
}

}  // namespace smtp
