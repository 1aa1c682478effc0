#include "policy/bimi.h"

#include <fmt/format.h>

#include <algorithm>

#include <utility>

#include "base/text.h"
#include "policy/splice.h"
#include "policy/tag_list.h"
#include "policy/to_publish.h"

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
  const std::string name = bimi_name(domain);
  const auto in_place = [&](std::string_view whole) {
    return in_its_place("publish: " + txt_line(name, whole));
  };
  const std::string fix = in_place("v=BIMI1; l=LOGO.svg; a=CERTIFICATE.pem");
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
    add(Level::hint, "the logo should be an SVG Tiny PS file",
        "name the URL of a .svg in l=", logo);
  if (!record.declined && record.evidence.empty())
    add(Level::hint,
        "without a mark certificate (a=, the URL of a VMC or CMC) most mailbox providers show no "
        "logo",
        in_place(spliced(text, {set_tag(text, "a", "CERTIFICATE.pem")})), evidence);
  return record;
}

std::string bimi_name(std::string_view domain, std::string_view selector) {
  return fmt::format("{}._bimi.{}", selector, domain);
}

std::vector<Finding> lint_bimi_policy(const DmarcDiscovery& dmarc) {
  const auto fault = [](std::string text, std::string fix) {
    return std::vector<Finding>{{Level::fail, std::move(text), std::move(fix), {}}};
  };
  if (!dmarc.record)
    return fault("no logo is shown without a DMARC policy of quarantine or reject",
                 "follow the row dmarc, and ask for quarantine once its reports allow it");
  if (dmarc.policy == DmarcPolicy::none) {
    const bool tests = dmarc.record->testing && published_policy(dmarc) != DmarcPolicy::none;
    return fault(tests ? "no logo is shown while t=y makes the DMARC policy none"
                       : "no logo is shown while the DMARC policy is none",
                 fmt::format("follow the row dmarc, and {} once its reports allow it",
                             tests ? "take out t=y" : "ask for quarantine"));
  }
  if (dmarc.record->subdomains == DmarcPolicy::none)
    return fault("no logo is shown while subdomains have the DMARC policy none",
                 "follow the row dmarc, and ask for sp=quarantine once its reports allow it");
  return {};
}

}  // namespace policy
