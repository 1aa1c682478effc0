#include "policy/spf_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/result.h"
#include "base/text.h"

namespace policy {
namespace {

constexpr std::string_view kVersion = "v=spf1";

enum class Argument { none, domain, optional_domain, optional_domain_and_prefixes, ip4, ip6 };

struct MechanismRow {
  SpfMechanism mechanism;
  std::string_view name;
  Argument argument;
  bool asks;
};

constexpr std::array kMechanisms{
    MechanismRow{SpfMechanism::all, "all", Argument::none, false},
    MechanismRow{SpfMechanism::include, "include", Argument::domain, true},
    MechanismRow{SpfMechanism::a, "a", Argument::optional_domain_and_prefixes, true},
    MechanismRow{SpfMechanism::mx, "mx", Argument::optional_domain_and_prefixes, true},
    MechanismRow{SpfMechanism::ptr, "ptr", Argument::optional_domain, true},
    MechanismRow{SpfMechanism::ip4, "ip4", Argument::ip4, false},
    MechanismRow{SpfMechanism::ip6, "ip6", Argument::ip6, false},
    MechanismRow{SpfMechanism::exists, "exists", Argument::domain, true},
};
static_assert(base::in_order_of_enum(kMechanisms, &MechanismRow::mechanism, SpfMechanism::exists));

const MechanismRow& row_of(SpfMechanism mechanism) {
  return kMechanisms.at(static_cast<std::size_t>(mechanism));
}

bool is_name_character(char c) {
  return base::is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
}

std::optional<SpfQualifier> qualifier_of(char c) {
  switch (c) {
    case '+':
      return SpfQualifier::pass;
    case '-':
      return SpfQualifier::fail;
    case '~':
      return SpfQualifier::softfail;
    case '?':
      return SpfQualifier::neutral;
    default:
      return std::nullopt;
  }
}

// A term, cut into what stands before its first ':', '/' or '=' and the rest from there.
struct Term {
  std::string_view text;
  std::size_t column = 0;
  std::optional<SpfQualifier> qualifier;
  std::string_view name;
  std::string_view rest;
  std::size_t name_column = 0, rest_column = 0;

  bool is_modifier() const { return rest.starts_with('='); }
};

Term cut(std::string_view text, std::size_t column) {
  Term term{text, column, {}, {}, {}, column, column};
  term.qualifier = qualifier_of(text.front());
  if (term.qualifier) ++term.name_column;
  const std::string_view unsigned_text = text.substr(term.name_column - column);
  const auto end = std::ranges::find_if_not(unsigned_text, is_name_character);
  const auto size = static_cast<std::size_t>(end - unsigned_text.begin());
  term.name = unsigned_text.substr(0, size);
  term.rest = unsigned_text.substr(size);
  term.rest_column = term.name_column + size;
  return term;
}

Parsed<unsigned> parse_prefix(std::string_view digits, unsigned most, std::size_t column) {
  const auto number = base::parse_number(digits, most);
  const bool padded = digits.size() > 1 && digits.starts_with('0');
  if (number && padded)
    return invalid(column, "the prefix length must not begin with 0",
                   fmt::format("write /{}", *number));
  if (!number || !std::ranges::all_of(digits, base::is_digit))
    return invalid(column, fmt::format("the prefix length must be a number from 0 to {}", most));
  return static_cast<unsigned>(*number);
}

// Takes "/digits" off the end of `text`: the digits, and nothing when there is no such end.
std::optional<std::string_view> take_last_prefix(std::string_view& text) {
  std::size_t begin = text.size();
  while (begin > 0 && base::is_digit(text[begin - 1])) --begin;
  if (begin == text.size() || begin == 0 || text[begin - 1] != '/') return std::nullopt;
  const std::string_view digits = text.substr(begin);
  text = text.substr(0, begin - 1);
  return digits;
}

Parsed<void> read_prefixes(const Term& term, std::string_view& rest, SpfDirective& directive) {
  const auto column = [&] { return term.rest_column + rest.size() + 1; };
  auto digits = take_last_prefix(rest);
  if (digits && rest.ends_with('/')) {
    const auto prefix = parse_prefix(*digits, 128, column());
    if (!prefix) return tl::unexpected(prefix.error());
    directive.prefix6 = *prefix;
    rest.remove_suffix(1);
    digits = take_last_prefix(rest);
  }
  if (!digits) return {};
  const auto prefix = parse_prefix(*digits, 32, column());
  if (!prefix) return tl::unexpected(prefix.error());
  directive.prefix4 = *prefix;
  return {};
}

Parsed<void> read_domain(const Term& term, std::string_view rest, SpfDirective& directive) {
  if (!rest.starts_with(':'))
    return invalid(term.rest_column, fmt::format("\"{}\" needs a domain name: {}:example.com",
                                                 base::printable(term.text),
                                                 spf_mechanism_name(directive.mechanism)));
  auto domain = parse_spf_macros(rest.substr(1), SpfMacroUse::domain, term.rest_column + 1);
  if (!domain) return tl::unexpected(domain.error());
  directive.domain = std::move(*domain);
  return {};
}

Parsed<void> read_optional_domain(const Term& term, std::string_view rest,
                                  SpfDirective& directive) {
  if (rest.empty()) return {};
  if (rest.starts_with(':')) return read_domain(term, rest, directive);
  return invalid(term.rest_column,
                 fmt::format("\"{}\" cannot stand behind \"{}\"", base::printable(rest),
                             spf_mechanism_name(directive.mechanism)));
}

// "192.0.2.1,ip4:192.0.2.2", and "192.0.2.1ip4:192.0.2.2" where two strings of one TXT record meet.
std::string missing_blank(std::string_view value) {
  if (value.find(',') != std::string_view::npos) return "write a blank instead of the comma";
  for (const std::string_view next : {"ip4:", "ip6:", "include:", "a:", "mx:", "-all", "~all"})
    if (const std::size_t at = value.find(next); at != std::string_view::npos && at != 0)
      return fmt::format("write a blank in front of {}", base::printable(value.substr(at)));
  return {};
}

Parsed<void> read_network(const Term& term, bool v6, SpfDirective& directive) {
  const std::string_view name = spf_mechanism_name(directive.mechanism);
  const std::string_view example = v6 ? "2001:db8::/32" : "192.0.2.0/24";
  if (!term.rest.starts_with(':'))
    return invalid(term.rest_column,
                   fmt::format("{} needs an address: {}:{}", name, name, example));
  const std::string_view value = term.rest.substr(1);
  const std::size_t slash = std::min(value.find('/'), value.size());
  const auto ip = net::IpAddress::parse(value.substr(0, slash));
  if (!ip || ip->is_v6() != v6)
    return invalid(term.rest_column + 1,
                   fmt::format("{} is not an {} address", base::printable(value.substr(0, slash)),
                               v6 ? "IPv6" : "IPv4"),
                   ip ? fmt::format("write {}:{}", v6 ? "ip4" : "ip6", base::printable(value))
                      : missing_blank(value));
  directive.ip = *ip;
  if (slash == value.size()) return {};
  const auto prefix =
      parse_prefix(value.substr(slash + 1), v6 ? 128 : 32, term.rest_column + slash + 2);
  if (!prefix) return tl::unexpected(prefix.error());
  (v6 ? directive.prefix6 : directive.prefix4) = *prefix;
  return {};
}

Parsed<void> read_argument(const Term& term, Argument kind, SpfDirective& directive) {
  switch (kind) {
    case Argument::none:
      if (term.rest.empty()) return {};
      return invalid(term.rest_column, "nothing can stand behind \"all\"");
    case Argument::domain:
      return read_domain(term, term.rest, directive);
    case Argument::optional_domain:
      return read_optional_domain(term, term.rest, directive);
    case Argument::optional_domain_and_prefixes: {
      std::string_view rest = term.rest;
      const auto prefixes = read_prefixes(term, rest, directive);
      return prefixes ? read_optional_domain(term, rest, directive) : prefixes;
    }
    case Argument::ip4:
      return read_network(term, false, directive);
    case Argument::ip6:
      return read_network(term, true, directive);
  }
  return {};
}

bool is_modifier_name(std::string_view name) {
  return base::equal_ignoring_case(name, "redirect") || base::equal_ignoring_case(name, "exp");
}

// What was meant by a term that is none, where its letters alone do not tell.
std::string term_meant(const Term& term) {
  constexpr std::array<std::string_view, 3> kDashes{"\xE2\x80\x90", "\xE2\x80\x93", "\xE2\x80\x94"};
  if (is_modifier_name(term.name) && term.rest.starts_with(':'))
    return fmt::format("write {}={}", base::to_lower(term.name),
                       base::printable(term.rest.substr(1)));
  const std::string_view text = term.text.substr(term.name_column - term.column);
  if (const auto ip = net::IpAddress::parse(text.substr(0, text.find('/'))))
    return fmt::format("write {}:{}", ip->is_v6() ? "ip6" : "ip4", base::printable(text));
  for (const std::string_view dash : kDashes)
    if (text.starts_with(dash))
      return fmt::format("write -{}", base::printable(text.substr(dash.size())));
  return {};
}

tl::unexpected<Finding> bad_end(const Term& term) {
  const std::string rest = base::printable(term.rest);
  const bool is_mark = term.rest.find_first_not_of(";,") == std::string_view::npos;
  return invalid(term.rest_column,
                 fmt::format("\"{}\" cannot stand behind \"{}\"", rest, base::printable(term.name)),
                 is_mark ? fmt::format("remove {}", rest) : std::string());
}

// Of a host name or a word alone only its owner knows what it is for.
std::string name_the_purpose(const Term& term) {
  const std::string text = base::printable(term.text.substr(term.name_column - term.column));
  if (text.empty()) return fmt::format("remove the blank behind {}", base::printable(term.text));
  return text.find('.') == std::string::npos
             ? fmt::format("remove {}, or write what it is to name: a:HOST, include:DOMAIN", text)
             : fmt::format(
                   "write a:{0} where that host sends, include:{0} where a record at it "
                   "tells who does",
                   text);
}

bool is_all_with_sign_behind(std::string_view name) {
  return name.size() == 4 && base::starts_with_ignoring_case(name, "all") &&
         std::string_view("-~?").find(name[3]) != std::string_view::npos;
}

tl::unexpected<Finding> no_such_mechanism(const Term& term) {
  std::vector<std::string> known{"redirect", "exp"};
  for (const MechanismRow& row : kMechanisms) known.emplace_back(row.name);
  const std::string name = base::printable(term.name.empty() ? term.text : term.name);
  if (std::string meant = term_meant(term); !meant.empty())
    return invalid(term.name_column, fmt::format("there is no mechanism \"{}\"", name),
                   std::move(meant));
  if (is_all_with_sign_behind(term.name))
    return invalid(term.name_column, fmt::format("there is no mechanism \"{}\"", name),
                   fmt::format("write {}all instead of {}", term.name.back(), name));
  const auto meant = base::nearest(base::to_lower(term.name), known);
  return invalid(term.name_column, fmt::format("there is no mechanism \"{}\"", name),
                 meant && !term.name.empty() ? fmt::format("write {} instead of {}", *meant, name)
                                             : name_the_purpose(term));
}

Parsed<SpfDirective> read_directive(const Term& term) {
  const auto row = std::ranges::find_if(kMechanisms, [&](const MechanismRow& candidate) {
    return base::equal_ignoring_case(candidate.name, term.name);
  });
  const bool ends_well =
      term.rest.empty() || term.rest.starts_with(':') || term.rest.starts_with('/');
  if (row == kMechanisms.end()) return no_such_mechanism(term);
  if (!ends_well) return bad_end(term);
  SpfDirective directive;
  directive.qualifier = term.qualifier.value_or(SpfQualifier::pass);
  directive.mechanism = row->mechanism;
  directive.text = term.text;
  directive.column = term.column;
  const auto argument = read_argument(term, row->argument, directive);
  if (!argument) return tl::unexpected(argument.error());
  return directive;
}

Parsed<SpfModifier> read_modifier(const Term& term) {
  if (term.qualifier)
    return invalid(term.column, fmt::format("a modifier has no qualifier: write {}",
                                            base::printable(term.text.substr(1))));
  const char first = term.name.empty() ? '\0' : base::to_lower(term.name.front());
  if (first < 'a' || first > 'z')
    return invalid(term.column, "the name of a modifier must begin with a letter");
  const std::string name = base::to_lower(term.name);
  const bool known = name == "redirect" || name == "exp";
  auto value =
      parse_spf_macros(term.rest.substr(1), known ? SpfMacroUse::domain : SpfMacroUse::modifier,
                       term.rest_column + 1);
  if (!value) return tl::unexpected(value.error());
  return SpfModifier{name, std::move(*value), std::string(term.text), term.column};
}

Parsed<void> add_modifier(SpfModifier modifier, SpfRecord& record) {
  if (modifier.name != "redirect" && modifier.name != "exp") {
    record.unknown.push_back(std::move(modifier));
    return {};
  }
  auto& place = modifier.name == "exp" ? record.exp : record.redirect;
  if (place)
    return invalid(modifier.column, fmt::format("{}= stands twice", modifier.name),
                   "keep one of the two");
  place = std::move(modifier);
  return {};
}

Parsed<void> add_term(const Term& term, SpfRecord& record) {
  if (term.is_modifier()) {
    auto modifier = read_modifier(term);
    if (!modifier) return tl::unexpected(modifier.error());
    return add_modifier(std::move(*modifier), record);
  }
  auto directive = read_directive(term);
  if (!directive) return tl::unexpected(directive.error());
  record.directives.push_back(std::move(*directive));
  return {};
}

// At most `most` errors are looked for.
std::vector<Finding> read_terms(std::string_view text, SpfRecord& record, std::size_t most) {
  if (!is_spf(text))
    return {{Level::fail, "an SPF record begins with \"v=spf1\" and a blank",
             "publish: v=spf1 -all", 0}};
  std::vector<Finding> errors;
  for (std::size_t at = kVersion.size(); at < text.size() && errors.size() < most;) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end != at) {
      auto added = add_term(cut(text.substr(at, end - at), at), record);
      if (!added) errors.push_back(std::move(added.error()));
    }
    at = end + 1;
  }
  return errors;
}

}  // namespace

std::string_view spf_mechanism_name(SpfMechanism mechanism) { return row_of(mechanism).name; }

bool lets_some_send(const SpfRecord& record) {
  for (const SpfDirective& directive : record.directives) {
    if (directive.qualifier == SpfQualifier::pass) return true;
    if (directive.mechanism == SpfMechanism::all) return false;
  }
  return record.redirect.has_value();
}

bool asks_dns(SpfMechanism mechanism) { return row_of(mechanism).asks; }

bool is_spf(std::string_view text) {
  return base::starts_with_ignoring_case(text, kVersion) &&
         (text.size() == kVersion.size() || text[kVersion.size()] == ' ');
}

Parsed<SpfRecord> parse_spf(std::string_view text) {
  SpfRecord record;
  const auto errors = read_terms(text, record, 1);
  if (!errors.empty()) return tl::unexpected(errors.front());
  return record;
}

std::vector<Finding> spf_errors(std::string_view text) {
  SpfRecord record;
  return read_terms(text, record, kMaxSpfErrors);
}

}  // namespace policy
