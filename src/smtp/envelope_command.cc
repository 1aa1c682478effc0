#include "smtp/envelope_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "base/text.h"

namespace smtp {
namespace {

using base::equal_ignoring_case;

constexpr std::size_t kMaxValue = 500;  // RFC 3461 section 5.4; ENVID and ORCPT are shorter

tl::unexpected<Reply> refuse(int code, std::string text) {
  return tl::unexpected<Reply>(Reply{code, {std::move(text)}});
}

bool take_size(EnvelopeCommand& command, std::string_view value) {
  const auto size = base::parse_number(value, std::numeric_limits<std::int64_t>::max());
  command.size = size.value_or(0);
  return size.has_value();
}

bool take_body(EnvelopeCommand& command, std::string_view value) {
  command.binary = equal_ignoring_case(value, "BINARYMIME");
  return command.binary || equal_ignoring_case(value, "7BIT") ||
         equal_ignoring_case(value, "8BITMIME");
}

bool take_smtputf8(EnvelopeCommand& command, std::string_view value) {
  command.smtputf8 = true;
  return value.empty();
}

bool take_ret(EnvelopeCommand&, std::string_view value) {
  return equal_ignoring_case(value, "FULL") || equal_ignoring_case(value, "HDRS");
}

bool take_text(EnvelopeCommand&, std::string_view value) {
  return !value.empty() && value.size() <= kMaxValue;
}

bool take_notify(EnvelopeCommand&, std::string_view value) {
  if (equal_ignoring_case(value, "NEVER")) return true;
  return std::ranges::all_of(base::split(value, ','), [](const std::string_view event) {
    return equal_ignoring_case(event, "SUCCESS") || equal_ignoring_case(event, "FAILURE") ||
           equal_ignoring_case(event, "DELAY");
  });
}

bool take_orcpt(EnvelopeCommand& command, std::string_view value) {
  return take_text(command, value) && value.find(';') != std::string_view::npos;
}

struct Parameter {
  EnvelopeVerb verb;
  std::string_view keyword;
  bool (*take)(EnvelopeCommand& command, std::string_view value);  // false: a bad value
};

constexpr std::array kParameters{
    Parameter{EnvelopeVerb::mail, "SIZE", take_size},
    Parameter{EnvelopeVerb::mail, "BODY", take_body},
    Parameter{EnvelopeVerb::mail, "SMTPUTF8", take_smtputf8},
    Parameter{EnvelopeVerb::mail, "RET", take_ret},
    Parameter{EnvelopeVerb::mail, "ENVID", take_text},
    Parameter{EnvelopeVerb::mail, "AUTH", take_text},
    Parameter{EnvelopeVerb::rcpt, "NOTIFY", take_notify},
    Parameter{EnvelopeVerb::rcpt, "ORCPT", take_orcpt},
};

tl::expected<void, Reply> take_parameter(EnvelopeVerb verb, EnvelopeCommand& command,
                                         std::string_view word) {
  const std::size_t equals = std::min(word.find('='), word.size());
  const std::string_view keyword = word.substr(0, equals);
  const auto found = std::ranges::find_if(kParameters, [&](const Parameter& parameter) {
    return parameter.verb == verb && equal_ignoring_case(parameter.keyword, keyword);
  });
  if (found == kParameters.end())
    return refuse(555, fmt::format("5.5.4 unknown parameter {}", base::printable(keyword)));
  const std::string_view value = word.substr(std::min(equals + 1, word.size()));
  if (!found->take(command, value))
    return refuse(501, fmt::format("5.5.4 {} cannot have this value", found->keyword));
  return {};
}

// Where the path that starts `text` with `<` ends; a `>` inside quotes ends nothing.
std::size_t closing_angle(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\' && quoted)
      ++i;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (text[i] == '>' && !quoted)
      return i;
  }
  return std::string_view::npos;
}

std::string_view without_source_route(std::string_view path) {
  const std::size_t colon = path.find(':');
  const bool routed = path.starts_with('@') && colon != std::string_view::npos;
  return routed ? path.substr(colon + 1) : path;
}

}  // namespace

tl::expected<EnvelopeCommand, Reply> parse_envelope_command(EnvelopeVerb verb,
                                                            std::string_view argument) {
  const bool mail = verb == EnvelopeVerb::mail;
  const std::string_view keyword = mail ? "FROM:" : "TO:";
  const std::string_view bad_address = mail ? "5.1.7" : "5.1.3";
  if (!base::starts_with_ignoring_case(argument, keyword))
    return refuse(501, fmt::format("5.5.4 say {} {}<address>", mail ? "MAIL" : "RCPT", keyword));
  EnvelopeCommand command;
  std::string_view rest = argument.substr(keyword.size());
  command.blank_behind_colon = rest.starts_with(' ');
  rest = base::trim(rest);
  const std::size_t end = rest.starts_with('<') ? closing_angle(rest) : std::string_view::npos;
  if (end == std::string_view::npos)
    return refuse(501, fmt::format("{} the address must stand in angle brackets", bad_address));
  const auto path = parse_path(without_source_route(rest.substr(1, end - 1)));
  if (!path) return refuse(501, fmt::format("{} {}", bad_address, path.error().text));
  command.path = *path;
  if (!mail && path->is_null()) return refuse(501, "5.1.3 nobody is not a recipient");
  const std::string_view parameters = rest.substr(end + 1);
  if (!parameters.empty() && !parameters.starts_with(' '))
    return refuse(501, "5.5.4 a blank must stand behind the address");
  for (const std::string_view word : base::split(parameters, ' ')) {
    if (word.empty()) continue;
    if (const auto taken = take_parameter(verb, command, word); !taken)
      return tl::unexpected<Reply>(taken.error());
  }
  return command;
}

}  // namespace smtp
