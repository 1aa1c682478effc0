#include "policy/vouchers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/dkim_key.h"
#include "policy/spf_questions.h"
#include "policy/spf_record.h"
#include "policy/txt_record.h"

namespace policy {
namespace {

// "v=spf1 -all": whoever names more than that has somebody who sends.
bool names_nobody(const SpfRecord& record) {
  if (record.directives.empty()) return false;
  const SpfDirective& first = record.directives.front();
  return first.mechanism == SpfMechanism::all &&
         (first.qualifier == SpfQualifier::fail || first.qualifier == SpfQualifier::softfail);
}

SpfVoucher find_spf(dns::Resolver& resolver, const std::string& domain, base::Deadline deadline) {
  const TxtRecord found = find_txt(resolver, domain, is_spf, deadline);
  if (!found.trouble.empty()) return SpfVoucher::unknown;
  if (found.texts.empty()) return SpfVoucher::none;
  const auto record = found.found() ? parse_spf(found.text()) : invalid({}, "more than one");
  if (!record) return SpfVoucher::broken;
  if (lets_some_send(*record)) return SpfVoucher::some;
  return names_nobody(*record) ? SpfVoucher::nobody : SpfVoucher::neutral;
}

bool holds_key(const dns::Answer& answer) {
  return std::ranges::any_of(answer.records, [](const dns::Record& record) {
    const auto key = parse_dkim_key(record.text);
    return key && !key->revoked;
  });
}

std::string identifier(const DmarcDiscovery& dmarc, DmarcAlignment mode, std::string_view tag) {
  const std::string domain = base::printable(dmarc.domain);
  if (mode == DmarcAlignment::strict) return fmt::format("{} alone ({}=s)", domain, tag);
  const std::string organization = base::printable(dmarc.walk.organizational_domain);
  return fmt::format(
      "{} or another name {} ({}=r)", domain,
      organization == domain || organization.empty() ? "below it" : "of " + organization, tag);
}

std::string_view why_not(SpfVoucher spf) {
  switch (spf) {
    case SpfVoucher::none:
      return "no record is published";
    case SpfVoucher::broken:
      return "no receiver can use the record";
    case SpfVoucher::nobody:
      return "the record lets nobody send";
    case SpfVoucher::neutral:
      return "the record lets nobody pass";
    case SpfVoucher::unknown:
      return "the DNS does not tell the record";
    case SpfVoucher::some:
      break;
  }
  return "";
}

}  // namespace

Vouchers find_vouchers(dns::Resolver& resolver, const std::string& domain,
                       const std::vector<std::string>& selectors, base::Deadline deadline) {
  Vouchers found;
  found.spf = find_spf(resolver, domain, deadline);
  std::vector<dns::Question> questions;
  const auto ask_for = [&](std::string_view selector) {
    questions.push_back({dkim_key_name(selector, domain), dns::Type::txt});
  };
  for (const std::string& selector : selectors) ask_for(selector);
  if (selectors.empty())
    for (const DkimSelector& selector : common_dkim_selectors()) ask_for(selector.name);
  const auto answers = resolver.ask_all(questions, deadline);
  found.dkim = std::ranges::any_of(answers, holds_key);
  found.dkim_told = found.dkim || std::ranges::none_of(answers, [](const dns::Answer& answer) {
                      return is_trouble(answer.status);
                    });
  return found;
}

bool sends_no_mail(const Vouchers& vouchers) {
  return vouchers.spf == SpfVoucher::nobody && !vouchers.dkim;
}

bool can_align(const Vouchers& vouchers) {
  return vouchers.dkim || !vouchers.dkim_told || vouchers.spf == SpfVoucher::some ||
         vouchers.spf == SpfVoucher::unknown;
}

std::vector<std::string> explain_alignment(const Vouchers& vouchers, const DmarcDiscovery& dmarc) {
  if (!dmarc.record) return {};
  std::vector<std::string> lines;
  if (const std::string_view why = why_not(vouchers.spf); !why.empty())
    lines.push_back(fmt::format("SPF does not align: {}", why));
  else
    lines.push_back(fmt::format("SPF aligns when the envelope sender is at {}",
                                identifier(dmarc, dmarc.record->spf, "aspf")));
  lines.push_back(
      fmt::format("DKIM aligns when d= is {}{}", identifier(dmarc, dmarc.record->dkim, "adkim"),
                  vouchers.dkim        ? ""
                  : vouchers.dkim_told ? "; no key is found there"
                                       : "; the DNS does not tell whether there is a key"));
  return lines;
}

}  // namespace policy
