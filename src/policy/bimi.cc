#include "policy/bimi.h"

#include <fmt/format.h>

#include <algorithm>

#include <utility>

#include "base/text.h"
#include "policy/tag_list.h"

namespace policy {
namespace {

// It goes into a request: a blank or a line end in it would be more than a path.
bool is_https(std::string_view url) {
  return base::starts_with_ignoring_case(url, "https://") && url.size() > 8 &&
         std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f'; });
}

Parsed<void> read_url(const Tag& tag, std::string& place) {
  place = tag.value;
  if (place.empty() || is_https(place)) return {};
  return invalid(tag.value_column, fmt::format("{}= must be an https URL", tag.name));
}

}  // namespace

bool is_bimi(std::string_view text) { return begins_with_version(text, "BIMI1"); }

Parsed<BimiRecord> parse_bimi(std::string_view text, std::string_view domain) {
  const std::string fix = fmt::format(
      "publish: {}. IN TXT \"v=BIMI1; l=URL; a=URL\", with the URL of the logo (.svg) and "
      "that of its mark certificate (.pem)",
      bimi_name(domain));
  if (!is_bimi(text)) return invalid(0, "a BIMI record begins with v=BIMI1;", fix);
  const auto list = parse_tag_list(text);
  if (!list) return tl::unexpected(list.error());
  const Tag* logo = list->find("l");
  const Tag* evidence = list->find("a");
  if (!logo && !evidence) return invalid({}, "l= is missing, so there is no logo to show", fix);
  BimiRecord record;
  for (const auto& [tag, place] : {std::pair{logo, &record.logo}, {evidence, &record.evidence}}) {
    const auto read = tag ? read_url(*tag, *place) : Parsed<void>();
    if (!read) return tl::unexpected(read.error());
  }
  record.avatar = list->value("avp");
  record.declined = record.logo.empty() && record.evidence.empty();
  const auto add = [&](Level level, std::string what, std::string advice, const Tag* tag) {
    record.findings.push_back({level, std::move(what), std::move(advice),
                               tag ? std::optional(tag->value_column) : std::nullopt});
  };
  if (!record.logo.empty() && !base::to_lower(record.logo).ends_with(".svg"))
    add(Level::hint, "the logo should be an SVG Tiny PS file", "publish: l= with the URL of a .svg",
        logo);
  if (!record.declined && record.evidence.empty())
    add(Level::hint, "without a mark certificate (a=) most mailbox providers show no logo",
        "publish: a= with the URL of a VMC or CMC", evidence);
  return record;
}

std::string bimi_name(std::string_view domain, std::string_view selector) {
  return fmt::format("{}._bimi.{}", selector, domain);
}

std::vector<Finding> lint_bimi_policy(const DmarcDiscovery& dmarc) {
  const auto fault = [](std::string text, std::string fix) {
    return std::vector<Finding>{{Level::fail, std::move(text), std::move(fix), {}}};
  };
  const std::string advice = "publish a DMARC record with p=quarantine or p=reject";
  if (!dmarc.record) return fault("no logo is shown without a DMARC record", advice);
  if (dmarc.policy == DmarcPolicy::none)
    return fault("no logo is shown while the DMARC policy is none", advice);
  if (dmarc.record->subdomains == DmarcPolicy::none)
    return fault("no logo is shown while subdomains have the DMARC policy none",
                 "publish: sp=quarantine or sp=reject");
  return {};
}

}  // namespace policy
