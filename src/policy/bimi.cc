#include "policy/bimi.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "policy/mending.h"
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

// "https://example.com/logo.svg" for "http://..." and for what lacks the scheme; nothing where that
// is not certain.
std::optional<std::string> as_https(std::string_view url) {
  constexpr std::string_view kPlain = "http://", kSecure = "https://";
  if (base::starts_with_ignoring_case(url, kPlain)) url.remove_prefix(kPlain.size());
  std::string right = fmt::format("{}{}", kSecure, url);
  const std::string_view host = url.substr(0, url.find('/'));
  const bool is_host = host.size() < url.size() && host.find('.') != std::string_view::npos &&
                       host.find(':') == std::string_view::npos;
  return is_host && is_https(right) ? std::optional(std::move(right)) : std::nullopt;
}

class BimiReader {
 public:
  BimiReader(std::string_view text, std::string_view domain)
      : text_(text), name_(bimi_name(domain)) {}

  BimiRecord run() {
    LooseTagList found = parse_tags(text_);
    for (BadPiece& bad : found.bad) {
      bad.fault.fix = "remove it";
      mending_.mend(std::move(bad.fault), {bad.at, bad.size, {}});
    }
    const Tag* logo = found.list.find("l");
    const Tag* evidence = found.list.find("a");
    if (logo) read_url(*logo, "LOGO.svg", record_.logo);
    if (evidence) read_url(*evidence, "CERTIFICATE.pem", record_.evidence);
    if (!logo && !evidence)
      mending_.mend(
          {Level::fail, "l= is missing, so there is no logo to show", "add l=LOGO.svg", {}},
          set_tag(text_, "l", "LOGO.svg"));
    record_.avatar = found.list.value("avp");
    record_.declined = !mending_.has_changes() && record_.logo.empty() && record_.evidence.empty();
    if (mending_.has_changes()) record_.mended = mending_.apply_to(text_);
    record_.is_certain = !mending_.has_choice();
    if (!record_.declined) judge(logo, evidence);
    record_.findings = std::move(mending_).told(line(record_.mended));
    return std::move(record_);
  }

 private:
  std::string line(std::string_view whole) const {
    return in_its_place("publish: " + txt_line(name_, whole));
  }

  void read_url(const Tag& tag, std::string_view to_fill_in, std::string& place) {
    if (tag.value.empty() || is_https(tag.value)) {
      place = tag.value;
      return;
    }
    const auto meant = as_https(tag.value);
    const std::string right = meant.value_or(std::string(to_fill_in));
    mending_.mend({Level::fail, fmt::format("{}= must be an https URL", tag.name),
                   fmt::format("write {}={}", tag.name, right), tag.value_column},
                  set_tag(text_, tag.name, right), !meant);
  }

  void judge(const Tag* logo, const Tag* evidence) {
    if (!record_.logo.empty() && !base::to_lower(record_.logo).ends_with(".svg"))
      mending_.add({Level::hint, "the logo should be an SVG Tiny PS file",
                    "name the URL of a .svg in l=", logo->value_column});
    if (evidence && !evidence->value.empty()) return;
    mending_.add(
        {Level::hint,
         "without a mark certificate (a=, the URL of a VMC or CMC) most mailbox providers show no "
         "logo",
         record_.mended.empty() ? line(spliced(text_, {set_tag(text_, "a", "CERTIFICATE.pem")}))
                                : "then write a=CERTIFICATE.pem in it",
         evidence ? std::optional(evidence->value_column) : std::nullopt});
  }

  std::string_view text_;
  std::string name_;
  Mending mending_;
  BimiRecord record_;
};

}  // namespace

bool is_bimi(std::string_view text) { return begins_with_version(text, "BIMI1"); }

Parsed<BimiRecord> parse_bimi(std::string_view text, std::string_view domain) {
  if (!is_bimi(text))
    return invalid(0, "a BIMI record begins with v=BIMI1;",
                   in_its_place("publish: " + txt_line(bimi_name(domain),
                                                       "v=BIMI1; l=LOGO.svg; a=CERTIFICATE.pem")));
  return BimiReader(text, domain).run();
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
