#include "policy/report_uri.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/text.h"

namespace policy {
namespace {

// "!10m" behind an address, from RFC 7489; RFC 9989 has no such thing.
std::string_view without_size_limit(std::string_view uri) {
  const std::size_t mark = uri.rfind('!');
  if (mark == std::string_view::npos || mark + 1 == uri.size()) return uri;
  std::string_view size = uri.substr(mark + 1);
  if (std::string_view("kKmMgGtT").find(size.back()) != std::string_view::npos)
    size.remove_suffix(1);
  return base::parse_number(size, UINT64_MAX) ? uri.substr(0, mark) : uri;
}

bool is_domain(std::string_view domain) {
  const auto fits = [](char c) {
    return base::is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
  };
  return domain.find('.') != std::string_view::npos && !domain.starts_with('.') &&
         std::ranges::all_of(domain, fits);
}

std::string_view mail_domain(std::string_view address) {
  address = address.substr(0, address.find('?'));
  const std::size_t at = address.rfind('@');
  return at == std::string_view::npos || at == 0 ? std::string_view() : address.substr(at + 1);
}

std::string_view url_host(std::string_view rest) {
  if (!rest.starts_with("//")) return {};
  rest.remove_prefix(2);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  return rest.substr(0, rest.find(':'));
}

std::optional<ReportUri> parse_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.find(' ') != std::string_view::npos)
    return std::nullopt;
  const std::string scheme = base::to_lower(text.substr(0, colon));
  const std::string_view rest = text.substr(colon + 1);
  if (scheme != "mailto" && scheme != "https" && scheme != "http") return std::nullopt;
  const std::string domain =
      base::to_lower(scheme == "mailto" ? mail_domain(rest) : url_host(rest));
  if (!is_domain(domain)) return std::nullopt;
  return ReportUri{std::string(text), scheme, domain};
}

bool is_sent_to(const ReportUri& uri, ReportKind kind) {
  return uri.scheme == "mailto" || (kind == ReportKind::tls && uri.scheme == "https");
}

std::string fix_for(std::string_view text, ReportKind kind) {
  if (base::starts_with_ignoring_case(text, "http"))
    return kind == ReportKind::tls ? "write mailto: and an address, or an https: URL"
                                   : "write mailto: and an address";
  const bool address =
      text.find('@') != std::string_view::npos && text.find(':') == std::string_view::npos;
  return address ? fmt::format("write mailto:{}", base::printable(text)) : std::string();
}

}  // namespace

ReportUris parse_report_uris(std::string_view text, std::size_t column, ReportKind kind) {
  ReportUris uris;
  for (const std::string_view piece : base::split(text, ',')) {
    const std::string_view whole = base::trim(piece);
    const std::string_view plain = without_size_limit(whole);
    const std::size_t here = column + static_cast<std::size_t>(whole.data() - text.data());
    const std::string shown = base::printable(whole);
    auto uri = parse_uri(plain);
    if (!uri || !is_sent_to(*uri, kind)) {
      uris.findings.push_back({Level::fail, fmt::format("\"{}\" is not a mailto: address", shown),
                               fix_for(plain, kind), here});
      continue;
    }
    if (plain != whole)
      uris.findings.push_back({Level::hint, fmt::format("the size limit in {} is ignored", shown),
                               fmt::format("write {}", base::printable(plain)), here});
    uris.good.push_back(std::move(*uri));
  }
  return uris;
}

}  // namespace policy
