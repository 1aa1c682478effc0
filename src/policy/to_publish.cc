#include "policy/to_publish.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/mail_provider.h"
#include "policy/names.h"

namespace policy {
namespace {

constexpr std::string_view kPublish = "publish: ", kInItsPlace = "publish in its place: ";
constexpr std::string_view kOr = "or ", kHaveItsOwner = "have its owner ";

// What a line says to do, and what it says where the name is an alias of one's own name, and of
// another's.
struct Label {
  std::string_view plain, past_alias, past_foreign_alias;
};
constexpr std::array kLabels{
    Label{kPublish, "publish at the end of the CNAME: ", "have its owner publish: "},
    Label{kInItsPlace, "publish in its place, at the end of the CNAME: ",
          "have its owner publish in its place: "},
    Label{kOrNoMail,
          "or for no mail, at the end of the CNAME: ", "or for no mail have its owner publish: "},
};
constexpr std::size_t kMaxString = 255;

std::string escaped(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') return {'\\', c};
  return byte >= ' ' && byte < 0x7f ? std::string(1, c) : fmt::format("\\{:03}", byte);
}

// What stands behind NAME in "publish: NAME. IN ..."; nothing for other lines.
std::string_view behind_name(std::string_view line, std::string_view label, std::string_view name) {
  if (!line.starts_with(label)) return {};
  line.remove_prefix(label.size());
  if (!line.starts_with(name)) return {};
  line.remove_prefix(name.size());
  return line.starts_with(". IN ") ? line : std::string_view();
}

// "a.example" of "_dmarc.a.example" and "s1._domainkey.a.example"; of others the name itself.
std::string_view without_service(std::string_view name) {
  const std::size_t inner = name.rfind("._");
  if (inner == std::string_view::npos && !name.starts_with('_')) return name;
  const std::size_t dot = name.find('.', inner == std::string_view::npos ? 0 : inner + 1);
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

bool is_reverse(std::string_view name) {
  return is_at_or_below(name, "in-addr.arpa") || is_at_or_below(name, "ip6.arpa");
}

// Where an alias leads, and what may be done about it.
struct Alias {
  std::string name, target;
  bool leads_to_own;
  bool for_one_purpose;  // so that nothing else is lost with the CNAME, and no address
};

// Whoever has one's reverse names led on leads them to one's own (RFC 2317).
Alias alias_of(std::string_view name, std::string_view target, std::string_view domain) {
  return {base::printable(name), base::printable(target),
          is_reverse(name) || is_own(target, domain.empty() ? without_service(name) : domain),
          is_reverse(name) || without_service(name) != name};
}

std::string by_its_owner(std::string_view line) {
  if (line.starts_with(kHaveItsOwner)) return std::string(line);
  if (!line.starts_with(kOr)) return fmt::format("{}{}", kHaveItsOwner, line);
  return fmt::format("{}{}{}", kOr, kHaveItsOwner, line.substr(kOr.size()));
}

std::string line_past_alias(std::string_view line, const Alias& alias) {
  for (const Label& label : kLabels) {
    const std::string_view rest = behind_name(line, label.plain, alias.name);
    if (rest.empty()) continue;
    const std::string at_the_end =
        fmt::format("{}{}{}", alias.leads_to_own ? label.past_alias : label.past_foreign_alias,
                    alias.target, rest);
    if (!alias.for_one_purpose) return at_the_end;
    return fmt::format("{}\nor in place of the CNAME: {}{}", at_the_end, alias.name, rest);
  }
  // What is to be removed or changed stands at the end.
  const std::string here = fmt::format(": {}. IN ", alias.name);
  const std::size_t at = line.find(here);
  if (at == std::string_view::npos) return std::string(line);
  const std::string there =
      fmt::format("{}: {}. IN {}", line.substr(0, at), alias.target, line.substr(at + here.size()));
  return alias.leads_to_own ? there : by_its_owner(there);
}

std::string spf_line(std::string_view domain, std::string_view terms) {
  return fmt::format("{}{}", kPublish, txt_line(domain, fmt::format("v=spf1 {}", terms)));
}

std::string spf_of_hosts(std::string_view domain, const LikelySenders& senders) {
  std::vector<std::string> terms;
  if (senders.own_hosts) terms.emplace_back("mx");
  bool known = true;
  for (const std::string_view provider : senders.providers) {
    const std::string_view record = provider_spf(provider);
    known = known && !record.empty();
    terms.push_back(record.empty()
                        ? fmt::format("the include: that {} tells its customers", provider)
                        : fmt::format("include:{}", record));
  }
  return known ? spf_line(domain, fmt::format("{} ~all", fmt::join(terms, " ")))
               : fmt::format("publish a record with {}, and ~all", fmt::join(terms, ", "));
}

}  // namespace

bool gets_mail(MailRule rule) {
  switch (rule) {
    case MailRule::mx:
    case MailRule::implicit_mx:
    case MailRule::unknown:
      return true;
    case MailRule::null_mx:
    case MailRule::nowhere:
      return false;
  }
  return true;
}

std::string spf_to_publish(std::string_view domain, const LikelySenders& senders) {
  switch (senders.rule) {
    case MailRule::mx:
    case MailRule::unknown:
      return spf_of_hosts(domain, senders);
    case MailRule::implicit_mx:
      return spf_line(domain, "a ~all");
    case MailRule::null_mx:
    case MailRule::nowhere:
      return spf_line(domain, "-all");
  }
  return spf_of_hosts(domain, senders);
}

std::string dmarc_to_publish(std::string_view domain, MailRule rule) {
  if (!gets_mail(rule))
    return fmt::format("publish: _dmarc.{}. IN TXT \"v=DMARC1; p={}\"", domain,
                       rule == MailRule::null_mx ? "reject" : "none");
  return fmt::format("publish: _dmarc.{0}. IN TXT \"v=DMARC1; p=none; rua=mailto:dmarc@{0}\"",
                     domain);
}

std::string tls_rpt_to_publish(std::string_view domain) {
  return fmt::format("publish: _smtp._tls.{0}. IN TXT \"v=TLSRPTv1; rua=mailto:postmaster@{0}\"",
                     domain);
}

std::string txt_line(std::string_view name, std::string_view text) {
  std::string line = fmt::format("{}. IN TXT", base::printable(name));
  do {
    line += " \"";
    for (const char c : text.substr(0, kMaxString)) line += escaped(c);
    line += '"';
    text.remove_prefix(std::min(text.size(), kMaxString));
  } while (!text.empty());
  return line;
}

std::string in_its_place(std::string_view fix) {
  if (!fix.starts_with(kPublish)) return std::string(fix);
  return fmt::format("{}{}", kInItsPlace, fix.substr(kPublish.size()));
}

std::string past_aliases(std::string_view fix, std::string_view name,
                         const std::vector<std::string>& aliases, std::string_view domain) {
  if (aliases.empty()) return std::string(fix);
  const Alias alias = alias_of(name, aliases.back(), domain);
  std::vector<std::string> lines;
  for (const std::string_view line : base::split(fix, '\n'))
    lines.push_back(line_past_alias(line, alias));
  return fmt::format("{}", fmt::join(lines, "\n"));
}

void send_past_aliases(std::vector<Finding>& findings, std::string_view name,
                       const std::vector<std::string>& aliases) {
  for (Finding& finding : findings) finding.fix = past_aliases(finding.fix, name, aliases);
}

std::string mx_line(std::string_view domain, std::uint16_t preference, std::string_view host) {
  return fmt::format("{}. IN MX {} {}.", domain, preference, base::printable(host));
}

std::string address_line(std::string_view host, std::string_view type, std::string_view address) {
  return fmt::format("{}. IN {} {}", base::printable(host), type, address);
}

std::string remove_all_but_one(std::string_view name, const std::vector<std::string>& texts) {
  if (texts.size() != 2) return "remove all but one";
  return fmt::format("remove: {}\nor remove: {}", txt_line(name, texts[0]),
                     txt_line(name, texts[1]));
}

bool is_to_copy(std::string_view line) {
  return line.find(". IN ") != std::string_view::npos || line.starts_with("ehlo ");
}

std::string sts_to_publish(std::string_view domain, std::time_t now) {
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  std::array<char, sizeof "20260101000000"> id{};
  const std::size_t size = std::strftime(id.data(), id.size(), "%Y%m%d%H%M%S", &utc);
  return fmt::format("publish: _mta-sts.{}. IN TXT \"v=STSv1; id={};\"", domain,
                     std::string_view(id.data(), size));
}

}  // namespace policy
