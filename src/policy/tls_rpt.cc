#include "policy/tls_rpt.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "policy/mending.h"
#include "policy/splice.h"
#include "policy/tag_list.h"
#include "policy/to_publish.h"

namespace policy {
namespace {

class TlsRptReader {
 public:
  TlsRptReader(std::string_view text, std::string_view domain)
      : text_(text), domain_(domain), reports_(fmt::format("mailto:postmaster@{}", domain)) {}

  TlsRptRecord run() {
    LooseTagList found = parse_tags(text_);
    for (BadPiece& bad : found.bad) {
      bad.fault.fix = "remove it";
      mending_.mend(std::move(bad.fault), {bad.at, bad.size, {}});
    }
    if (const Tag* rua = found.list.find("rua"))
      record_.uris =
          parse_report_uris(rua->value, rua->value_column, ReportKind::tls, reports_, mending_);
    else
      want_addresses(found.list);
    if (mending_.has_changes()) record_.mended = mending_.apply_to(text_);
    record_.is_certain = !mending_.has_choice();
    record_.findings = std::move(mending_).told(
        in_its_place("publish: " + txt_line(tls_rpt_name(domain_), record_.mended)));
    return std::move(record_);
  }

 private:
  void want_addresses(const TagList& list) {
    Finding missing{Level::fail,
                    "rua= is missing, so nobody gets reports",
                    fmt::format("add rua={}", reports_),
                    {}};
    for (const Tag& tag : list.tags) {
      if (tag.name == "v" || !base::nearest(base::to_lower(tag.name), {"rua"})) continue;
      missing.text += fmt::format("; {}= is near it", tag.name);
      missing.fix = "write rua=";
      return mending_.mend(std::move(missing), {tag.column, tag.name.size(), "rua"});
    }
    mending_.mend(std::move(missing), set_tag(text_, "rua", reports_));
  }

  std::string_view text_, domain_;
  std::string reports_;  // what has them sent to the domain itself
  Mending mending_;
  TlsRptRecord record_;
};

}  // namespace

bool is_tls_rpt(std::string_view text) { return begins_with_version(text, "TLSRPTv1"); }

Parsed<TlsRptRecord> parse_tls_rpt(std::string_view text, std::string_view domain) {
  if (!is_tls_rpt(text))
    return invalid(0, "a TLS-RPT record begins with v=TLSRPTv1;",
                   in_its_place(tls_rpt_to_publish(domain)));
  return TlsRptReader(text, domain).run();
}

std::string merge_tls_rpt(const std::vector<std::string>& texts, std::string_view domain) {
  std::vector<std::string> uris;
  for (const std::string& text : texts)
    if (const auto record = parse_tls_rpt(text, domain))
      for (const ReportUri& uri : record->uris)
        if (std::ranges::find(uris, uri.text) == uris.end()) uris.push_back(uri.text);
  if (uris.empty()) uris.push_back(fmt::format("mailto:postmaster@{}", domain));
  return fmt::format("v=TLSRPTv1; rua={}", fmt::join(uris, ","));
}

std::string tls_rpt_name(std::string_view domain) { return fmt::format("_smtp._tls.{}", domain); }

}  // namespace policy
