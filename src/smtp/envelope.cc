#include "smtp/envelope.h"

#include <fmt/compile.h>

#include <algorithm>
#include <limits>
#include <set>

#include "base/rfc3339.h"
#include "base/text.h"

namespace smtp {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using base::Stage;

auto unsupported(std::string text) {
  return fail(ErrorKind::unsupported, Stage::mail, std::move(text));
}

Result<void> check_offered(const Extensions& offered, std::string_view option,
                           std::string_view keyword) {
  if (keyword.empty() || offered.has(keyword)) return {};
  return unsupported(fmt::format("{}: the server does not offer {}", option, keyword));
}

Result<void> check_most(const Extensions& offered, const Parameter& parameter) {
  const auto text = offered.parameters(parameter.keyword);
  if (!text || parameter.number == 0) return {};
  const std::string_view first = base::split(*text, ' ').front();
  const auto bound = base::parse_number(first, std::numeric_limits<std::int64_t>::max());
  if (!bound || *bound == 0) return {};
  const bool fits = parameter.bound == Parameter::Bound::most ? parameter.number <= *bound
                                                              : parameter.number >= *bound;
  if (fits) return {};
  return unsupported(fmt::format("{}: the server takes {} {} s, not {} s", parameter.option,
                                 parameter.bound == Parameter::Bound::most ? "at most" : "at least",
                                 *bound, parameter.number));
}

Result<void> check_until(const Extensions& offered, const Parameter& parameter) {
  const auto text = offered.parameters(parameter.keyword);
  if (!text || !parameter.until) return {};
  const auto words = base::split(*text, ' ');
  const auto last = words.size() > 1 ? base::parse_rfc3339(words[1]) : std::nullopt;
  if (!last || *parameter.until <= *last) return {};
  return unsupported(fmt::format("{}: the server takes no moment behind {}", parameter.option,
                                 base::printable(words[1])));
}

Result<void> check_parameters(const Extensions& offered, const std::vector<Parameter>& parameters) {
  for (const Parameter& parameter : parameters) {
    if (auto good = check_offered(offered, parameter.option, parameter.keyword); !good) return good;
    if (auto good = check_most(offered, parameter); !good) return good;
    if (auto good = check_until(offered, parameter); !good) return good;
  }
  return {};
}

Result<void> check_size(const Message& message, const Extensions& offered) {
  const auto most = offered.size_limit();
  if (!most || message.size.value_or(0) <= *most) return {};
  return unsupported(
      fmt::format("the message has {}, and the server takes {} at most (SIZE {}): it was not sent",
                  base::show_size(*message.size), base::show_size(*most), *most));
}

// One allocation for the whole line, parameters and all: a load makes two of them a message.
std::string with_path(std::string_view verb, const Path& path) {
  std::string line;
  line.reserve(128);
  line.append(verb).append("<").append(path.address()).append(">");
  return line;
}

}  // namespace

bool needs_smtputf8(const Plan& plan) {
  const auto is_ascii = [](const Path& path) {
    return base::is_ascii(path.local) && base::is_ascii(path.domain);
  };
  return !is_ascii(plan.sender) || !std::ranges::all_of(plan.recipients, is_ascii);
}

bool declares_8bit(const Message& message, const Extensions& offered) {
  return message.binary || (!message.seven_bit && offered.has("8BITMIME"));
}

Result<void> check_offers(const Plan& plan, const Message& message, const Outcome& outcome) {
  const Extensions& offered = outcome.extensions;
  if (needs_smtputf8(plan) && !offered.has("SMTPUTF8"))
    return unsupported(
        "an address has letters outside ASCII before its @, and the server does not offer "
        "SMTPUTF8 (RFC 6531)");
  if (message.utf8_header && message.composed && !offered.has("SMTPUTF8"))
    return unsupported(
        "an address in the header has letters outside ASCII before its @, and the server does not "
        "offer SMTPUTF8 (RFC 6531)");
  if (auto good = check_parameters(offered, plan.mail_parameters); !good) return good;
  if (auto good = check_parameters(offered, plan.rcpt_parameters); !good) return good;
  if (plan.require_tls && (!outcome.tls || !outcome.tls->verified))
    return fail(ErrorKind::tls, Stage::mail,
                "--requiretls is for a TLS session with a verified server only (--tls-verify)");
  if (plan.chunking)
    if (auto good = check_offered(offered, "--chunking", "CHUNKING"); !good) return good;
  if (plan.prdr)
    if (auto good = check_offered(offered, "--prdr", "PRDR"); !good) return good;
  if (message.binary)
    if (auto good = check_offered(offered, "--binary", "BINARYMIME"); !good) return good;
  return check_size(message, offered);
}

std::string mail_command(const Plan& plan, const Message& message, const Extensions& offered) {
  std::string line = with_path("MAIL FROM:", plan.sender);
  if (declares_8bit(message, offered))
    line += message.binary ? " BODY=BINARYMIME" : " BODY=8BITMIME";
  if (message.size && offered.has("SIZE"))
    line += fmt::format(FMT_COMPILE(" SIZE={}"), *message.size);
  const bool demanded = std::ranges::any_of(
      plan.mail_parameters, [](const Parameter& one) { return one.text == "SMTPUTF8"; });
  if (!demanded && (needs_smtputf8(plan) || (message.utf8_header && offered.has("SMTPUTF8"))))
    line += " SMTPUTF8";
  if (plan.prdr) line += " PRDR";
  for (const Parameter& parameter : plan.mail_parameters) line += " " + parameter.text;
  return line;
}

std::string rcpt_command(const Plan& plan, const Path& recipient) {
  std::string line = with_path("RCPT TO:", recipient);
  for (const Parameter& parameter : plan.rcpt_parameters) line += " " + parameter.text;
  return line;
}

std::string bdat_command(std::uint64_t size, bool last) {
  return fmt::format(FMT_COMPILE("BDAT {}{}"), size, last ? " LAST" : "");
}

std::optional<std::uint64_t> limit(const Extensions& offered, std::string_view name) {
  const auto text = offered.parameters("LIMITS");
  if (!text) return std::nullopt;
  for (const std::string_view word : base::split(*text, ' ')) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos ||
        !base::equal_ignoring_case(word.substr(0, equals), name))
      continue;
    const auto number =
        base::parse_number(word.substr(equals + 1), std::numeric_limits<std::int64_t>::max());
    if (number && *number > 0) return number;
  }
  return std::nullopt;
}

std::size_t recipients_in_one(const Extensions& offered,
                              const std::vector<RecipientResult>& recipients, std::size_t first) {
  if (!offered.has("LIMITS")) return recipients.size() - first;
  const std::size_t most =
      std::min(limit(offered, "RCPTMAX").value_or(recipients.size()), recipients.size() - first);
  const auto most_domains = limit(offered, "RCPTDOMAINMAX");
  if (!most_domains) return most;
  std::set<std::string> domains;
  for (std::size_t i = 0; i < most; ++i) {
    domains.insert(base::to_lower(recipients[first + i].path.domain));
    if (domains.size() > *most_domains) return i;
  }
  return most;
}

}  // namespace smtp
