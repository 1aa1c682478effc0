#include "commands/send/envelope.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/rfc3339.h"
#include "base/text.h"
#include "smtp/path.h"
#include "smtp/xtext.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using smtp::Parameter;

constexpr std::size_t kMaxEnvid = 100;              // RFC 3461 section 4.4
constexpr std::uint64_t kMaxSeconds = 999'999'999;  // RFC 2852, RFC 4865

auto wrong(std::string_view option, const std::string& value, std::string_view wanted) {
  return fail(ErrorKind::parse,
              fmt::format("{}: '{}' cannot be: write {}", option, base::printable(value), wanted));
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> known) {
  return std::ranges::any_of(
      known, [&](std::string_view one) { return base::equal_ignoring_case(one, word); });
}

Result<Parameter> dsn_ret(const std::string& value) {
  if (!is_one_of(value, {"FULL", "HDRS"})) return wrong("--dsn-ret", value, "FULL or HDRS");
  return Parameter{"RET=" + base::to_upper(value), "DSN", "--dsn-ret"};
}

Result<Parameter> dsn_envid(const std::string& value) {
  const std::string coded = smtp::xtext(value);
  const bool printable = std::ranges::all_of(value, [](char c) { return c >= ' ' && c <= '~'; });
  if (!printable) return wrong("--dsn-envid", value, "printable ASCII (RFC 3461)");
  if (coded.size() > kMaxEnvid)
    return wrong("--dsn-envid", value, "at most 100 characters, a coded one counting as three");
  return Parameter{"ENVID=" + coded, "DSN", "--dsn-envid"};
}

Result<Parameter> dsn_notify(const std::string& value) {
  const auto words = base::split(value, ',');
  const bool never = is_one_of(value, {"NEVER"});
  const bool known = std::ranges::all_of(words, [](std::string_view word) {
    return is_one_of(word, {"SUCCESS", "FAILURE", "DELAY"});
  });
  if (!never && !known)
    return wrong("--dsn-notify", value,
                 "NEVER, or of SUCCESS,FAILURE,DELAY those that shall be told");
  return Parameter{"NOTIFY=" + base::to_upper(value), "DSN", "--dsn-notify"};
}

// "rfc822;bob@example.com"; without a type it is an address of the Internet, outside ASCII of type
// utf-8 (RFC 6533 section 3).
Result<Parameter> dsn_orcpt(const std::string& value) {
  const std::size_t semicolon = value.find(';');
  const bool typed = semicolon != std::string::npos;
  const std::string address = typed ? value.substr(semicolon + 1) : value;
  const std::string type = typed                     ? value.substr(0, semicolon)
                           : base::is_ascii(address) ? "rfc822"
                                                     : "utf-8";
  if (type.empty() || address.empty() || type.find_first_of(" =+") != std::string::npos)
    return wrong("--dsn-orcpt", value, "[TYPE;]ADDRESS, as in rfc822;bob@example.com");
  const bool utf8 = base::equal_ignoring_case(type, "utf-8");
  if (!base::is_ascii(address) && (!utf8 || !base::is_utf8(address)))
    return wrong("--dsn-orcpt", value, "letters outside ASCII in UTF-8, behind utf-8; (RFC 6533)");
  const std::string coded = utf8 ? smtp::unitext(address) : smtp::xtext(address);
  return Parameter{fmt::format("ORCPT={};{}", type, coded), "DSN", "--dsn-orcpt"};
}

// "120", "120;R", "-60;NT": seconds, and what to do then (RFC 2852 section 4).
Result<Parameter> deliver_by(const std::string& value) {
  const auto parts = base::split(value, ';');
  const bool negative = parts[0].starts_with('-');
  const auto seconds = base::parse_number(parts[0].substr(negative ? 1 : 0), kMaxSeconds);
  const std::string mode = parts.size() > 1 ? base::to_upper(parts[1]) : "R";
  const bool returns = mode == "R" || mode == "RT";
  if (!seconds || parts.size() > 2 || !is_one_of(mode, {"R", "N", "RT", "NT"}) ||
      (returns && (negative || *seconds == 0)))
    return wrong("--deliver-by", value, "SECONDS;R (return it then) or SECONDS;N (tell of it)");
  return Parameter{fmt::format("BY={};{}", parts[0], mode), "DELIVERBY", "--deliver-by",
                   Parameter::Bound::least, returns ? *seconds : 0};
}

Result<Parameter> hold_for(const std::string& value) {
  const auto span = base::parse_duration(value);
  const auto seconds =
      span ? std::chrono::duration_cast<std::chrono::seconds>(*span).count() : std::int64_t{0};
  if (seconds <= 0 || seconds > static_cast<std::int64_t>(kMaxSeconds))
    return wrong("--hold-for", value, "a time of at least a second: 90s, 30m, 2h, 1d");
  return Parameter{fmt::format("HOLDFOR={}", seconds), "FUTURERELEASE", "--hold-for",
                   Parameter::Bound::most, static_cast<std::uint64_t>(seconds)};
}

Result<Parameter> hold_until(const std::string& value) {
  const auto moment = base::parse_rfc3339(value);
  if (!moment) return wrong("--hold-until", value, "a moment, as in 2026-12-01T08:00:00Z");
  return Parameter{"HOLDUNTIL=" + value, "FUTURERELEASE", "--hold-until", {}, 0, moment};
}

Result<Parameter> priority(const std::string& value) {
  const bool negative = value.starts_with('-');
  const auto number = base::parse_number(std::string_view(value).substr(negative ? 1 : 0), 9);
  if (!number) return wrong("--priority", value, "a number from -9 to 9");
  return Parameter{fmt::format("MT-PRIORITY={}{}", negative && *number > 0 ? "-" : "", *number),
                   "MT-PRIORITY", "--priority"};
}

Result<Parameter> rrvs(const std::string& value) {
  const auto parts = base::split(value, ';');
  const bool good = base::parse_rfc3339(parts[0]) && parts.size() <= 2 &&
                    (parts.size() == 1 || is_one_of(parts[1], {"R", "C"}));
  if (!good) return wrong("--rrvs", value, "a moment, as in 2026-04-03T23:01:00Z, and ;C or ;R");
  return Parameter{"RRVS=" + value, "RRVS", "--rrvs"};
}

Result<Parameter> mail_auth(const std::string& value) {
  const auto path = smtp::parse_path(value);
  if (!path) return fail(path.error().kind, fmt::format("--mail-auth: {}", path.error().text));
  return Parameter{"AUTH=" + (path->is_null() ? "<>" : smtp::xtext(path->address())), "AUTH",
                   "--mail-auth"};
}

struct ParameterOption {
  std::string_view option;
  std::optional<std::string> SendOptions::*value;
  Result<Parameter> (*parse)(const std::string& value);
  std::vector<Parameter> smtp::Plan::*into;
};

constexpr std::array kParameters{
    ParameterOption{"--dsn-ret", &SendOptions::dsn_ret, dsn_ret, &smtp::Plan::mail_parameters},
    ParameterOption{"--dsn-envid", &SendOptions::dsn_envid, dsn_envid,
                    &smtp::Plan::mail_parameters},
    ParameterOption{"--deliver-by", &SendOptions::deliver_by, deliver_by,
                    &smtp::Plan::mail_parameters},
    ParameterOption{"--hold-for", &SendOptions::hold_for, hold_for, &smtp::Plan::mail_parameters},
    ParameterOption{"--hold-until", &SendOptions::hold_until, hold_until,
                    &smtp::Plan::mail_parameters},
    ParameterOption{"--priority", &SendOptions::priority, priority, &smtp::Plan::mail_parameters},
    ParameterOption{"--mail-auth", &SendOptions::mail_auth, mail_auth,
                    &smtp::Plan::mail_parameters},
    ParameterOption{"--dsn-notify", &SendOptions::dsn_notify, dsn_notify,
                    &smtp::Plan::rcpt_parameters},
    ParameterOption{"--dsn-orcpt", &SendOptions::dsn_orcpt, dsn_orcpt,
                    &smtp::Plan::rcpt_parameters},
    ParameterOption{"--rrvs", &SendOptions::rrvs, rrvs, &smtp::Plan::rcpt_parameters},
};

Result<void> take_parameters(const SendOptions& options, smtp::Plan& plan) {
  for (const ParameterOption& one : kParameters) {
    const auto& value = options.*one.value;
    if (!value) continue;
    auto parameter = one.parse(*value);
    if (!parameter) return fail(parameter.error());
    (plan.*one.into).push_back(std::move(*parameter));
  }
  if (options.smtputf8) plan.mail_parameters.push_back({"SMTPUTF8", "SMTPUTF8", "--smtputf8"});
  if (options.requiretls)
    plan.mail_parameters.push_back({"REQUIRETLS", "REQUIRETLS", "--requiretls"});
  plan.require_tls = options.requiretls;
  return {};
}

Result<void> take_raw(std::string_view option, const std::vector<std::string>& given,
                      std::vector<Parameter>& into) {
  for (const std::string& one : given) {
    if (base::breaks_line(one))
      return fail(ErrorKind::usage,
                  fmt::format("{} cannot hold CR, LF or NUL: '{}'", option, base::printable(one)));
    into.push_back({one, "", std::string(option)});
  }
  return {};
}

Result<void> take_chunks(const SendOptions& options, smtp::Plan& plan) {
  plan.chunking = options.chunking || options.binary || !options.chunk_size.empty();
  if (plan.chunking && options.no_data_fixup)
    return fail(ErrorKind::usage, "--no-data-fixup is for DATA: --chunking has no place");
  if (plan.chunking && options.sample == "bare-lf")
    return fail(ErrorKind::usage, "--sample bare-lf is for DATA: --chunking has no place");
  if (options.chunk_size.empty()) return {};
  const auto size = base::parse_size(options.chunk_size);
  if (!size) return fail(size.error().kind, "--chunk-size: " + size.error().text);
  constexpr std::uint64_t kMost = 64 << 20;
  if (*size == 0 || *size > kMost)
    return wrong("--chunk-size", options.chunk_size, "1 byte to 64 MiB; a chunk is held in memory");
  plan.chunk_size = static_cast<std::size_t>(*size);
  return {};
}

}  // namespace

Result<void> plan_envelope(const SendOptions& options, smtp::Plan& plan) {
  if (options.hold_for && options.hold_until)
    return fail(ErrorKind::usage, "--hold-for and --hold-until exclude each other");
  if (options.prdr && plan.lmtp)
    return fail(ErrorKind::usage, "--prdr is for SMTP: LMTP has a reply for each recipient anyway");
  if (options.dsn_orcpt && (plan.recipients.size() > 1 || !options.recipients.empty()))
    return fail(ErrorKind::usage,
                "--dsn-orcpt is what one recipient was at first: send to each by itself");
  plan.prdr = options.prdr;
  if (auto good = take_parameters(options, plan); !good) return good;
  if (auto good = take_raw("--mail-param", options.mail_param, plan.mail_parameters); !good)
    return good;
  if (auto good = take_raw("--rcpt-param", options.rcpt_param, plan.rcpt_parameters); !good)
    return good;
  return take_chunks(options, plan);
}

}  // namespace commands
