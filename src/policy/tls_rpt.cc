#include "policy/tls_rpt.h"

#include <fmt/format.h>

#include <utility>

#include "policy/tag_list.h"
#include "policy/to_publish.h"

namespace policy {

bool is_tls_rpt(std::string_view text) { return begins_with_version(text, "TLSRPTv1"); }

Parsed<TlsRptRecord> parse_tls_rpt(std::string_view text, std::string_view domain) {
  const std::string fix = in_its_place(tls_rpt_to_publish(domain));
  if (!is_tls_rpt(text)) return invalid(0, "a TLS-RPT record begins with v=TLSRPTv1;", fix);
  const auto list = parse_tag_list(text);
  if (!list) return tl::unexpected(list.error());
  const Tag* rua = list->find("rua");
  if (!rua) return invalid({}, "rua= is missing, so nobody gets reports", fix);
  ReportUris uris = parse_report_uris(rua->value, rua->value_column, ReportKind::tls);
  if (uris.good.empty()) return tl::unexpected(std::move(uris.findings.front()));
  return TlsRptRecord{std::move(uris.good), std::move(uris.findings)};
}

std::string tls_rpt_name(std::string_view domain) { return fmt::format("_smtp._tls.{}", domain); }

}  // namespace policy
