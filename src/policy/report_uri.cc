#include "policy/report_uri.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>

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
  if (scheme == "mailto" && rest.starts_with('/')) return std::nullopt;
  if (scheme != "mailto" && scheme != "https" && scheme != "http") return std::nullopt;
  const std::string domain =
      base::to_lower(scheme == "mailto" ? mail_domain(rest) : url_host(rest));
  if (!is_domain(domain)) return std::nullopt;
  return ReportUri{std::string(text), scheme, domain};
}

bool is_sent_to(const ReportUri& uri, ReportKind kind) {
  return uri.scheme == "mailto" || (kind == ReportKind::tls && uri.scheme == "https");
}

// "mailto:a@example.com" for "a@example.com" and "mailto://a@example.com"; nothing where no address
// stands in it.
std::optional<std::string> as_mailto(std::string_view word) {
  if (const std::size_t colon = word.find(':'); colon != std::string_view::npos) {
    const std::string scheme = base::to_lower(word.substr(0, colon));
    if (!scheme.starts_with("mail") && !base::nearest(scheme, {"mailto", "email"}))
      return std::nullopt;
    word.remove_prefix(colon + 1);
    word.remove_prefix(std::min(word.find_first_not_of('/'), word.size()));
  }
  std::string uri = fmt::format("mailto:{}", word);
  return parse_uri(uri) ? std::optional(std::move(uri)) : std::nullopt;
}

// What was meant by a piece that is none, where that is certain; of addresses with blanks between
// all of them.
std::optional<std::string> meant_by(std::string_view piece, ReportKind kind) {
  std::string meant;
  for (const std::string_view word : base::split(piece, ' ')) {
    if (word.empty() || word.ends_with(':')) continue;
    const auto uri = parse_uri(word);
    const auto right =
        uri && is_sent_to(*uri, kind) ? std::optional<std::string>(word) : as_mailto(word);
    if (!right) return std::nullopt;
    meant += (meant.empty() ? "" : ",") + *right;
  }
  return meant.empty() ? std::nullopt : std::optional(meant);
}

class UriReader {
 public:
  UriReader(std::string_view list, std::size_t column, ReportKind kind)
      : list_(list), column_(column), kind_(kind) {}

  std::vector<ReportUri> run(std::string_view instead, Mending& mending) {
    for (const std::string_view piece : base::split(list_, ',')) read(base::trim(piece));
    const std::string whole =
        kept_.empty() ? std::string(instead) : fmt::format("{}", fmt::join(kept_, ","));
    for (Fault& fault : faults_)
      mending.mend(std::move(fault.finding), {column_, list_.size(), whole}, fault.choice);
    return std::move(good_);
  }

 private:
  struct Fault {
    Finding finding;
    bool choice;
  };

  void read(std::string_view whole) {
    const std::string_view plain = without_size_limit(whole);
    const std::size_t at = column_ + static_cast<std::size_t>(whole.data() - list_.data());
    const std::string shown = base::printable(whole);
    if (auto uri = parse_uri(plain); uri && is_sent_to(*uri, kind_)) {
      if (plain != whole)
        add(Level::hint, fmt::format("the size limit in {} is ignored", shown),
            fmt::format("write {}", base::printable(plain)), at);
      kept_.emplace_back(plain);
      return good_.push_back(std::move(*uri));
    }
    std::string text = fmt::format("\"{}\" is not a mailto: address", shown);
    if (auto meant = meant_by(plain, kind_)) {
      add(Level::fail, std::move(text), fmt::format("write {}", base::printable(*meant)), at);
      return kept_.push_back(std::move(*meant));
    }
    add(Level::fail, std::move(text),
        kind_ == ReportKind::tls ? "write mailto: and an address, or an https: URL"
                                 : "write mailto: and an address",
        at, true);
  }

  void add(Level level, std::string text, std::string fix, std::size_t at, bool choice = false) {
    faults_.push_back({{level, std::move(text), std::move(fix), at}, choice});
  }

  std::string_view list_;
  std::size_t column_;
  ReportKind kind_;
  std::vector<ReportUri> good_;
  std::vector<std::string> kept_;  // the list without fault
  std::vector<Fault> faults_;
};

}  // namespace

std::vector<ReportUri> parse_report_uris(std::string_view text, std::size_t column, ReportKind kind,
                                         std::string_view instead, Mending& mending) {
  return UriReader(text, column, kind).run(instead, mending);
}

}  // namespace policy
