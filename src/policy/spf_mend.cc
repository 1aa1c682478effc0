#include "policy/spf_mend.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/text.h"
#include "net/address.h"
#include "policy/spf_lint.h"
#include "policy/spf_merge.h"
#include "policy/spf_record.h"
#include "policy/splice.h"

namespace policy {
namespace {

constexpr std::string_view kVersion = "v=spf1";
constexpr std::size_t kMostBytes = 2048;  // a term is looked at once for each that it may hold

using Terms = std::vector<std::string>;

std::string record_of(const Terms& terms) {
  return fmt::format("{}{}{}", kVersion, terms.empty() ? "" : " ", fmt::join(terms, " "));
}

bool is_good(const std::string& term) { return parse_spf(record_of({term})).has_value(); }

// "include:" and "a.example", "-" and "all": a blank stands inside one term.
Terms joined(const std::vector<std::string_view>& words) {
  Terms terms;
  bool goes_on = false;
  for (const std::string_view word : words) {
    if (word.empty()) continue;
    if (goes_on)
      terms.back() += word;
    else
      terms.emplace_back(word);
    const bool is_sign = word.size() == 1 && word.find_first_of("+-~?") == 0;
    goes_on = is_sign || word.ends_with(':') || word.ends_with('=');
  }
  return terms;
}

// Typographic dashes become "-", and quotation marks and backslashes go, which no term begins or
// ends with.
std::string plain(std::string_view term) {
  constexpr std::array<std::string_view, 4> kDashes{"\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x93",
                                                    "\xE2\x80\x94"};
  std::string out;
  for (const std::string_view dash : kDashes)
    if (term.starts_with(dash)) {
      out = "-";
      term.remove_prefix(dash.size());
    }
  constexpr std::string_view kAround = "\"\\'";
  const std::size_t begin = std::min(term.find_first_not_of(kAround), term.size());
  out += term.substr(begin);
  out.erase(out.find_last_not_of("\"\\';,") + 1);
  return out;
}

bool is_modifier(std::string_view term) {
  const std::size_t sign = term.find_first_of(":/=");
  return sign != std::string_view::npos && term[sign] == '=';
}

class TermMender {
 public:
  // What it means, one term or more; nothing where that is not certain.
  static std::optional<Terms> mend(const std::string& term) {
    if (is_good(term)) return Terms{term};
    const std::string text = plain(term);
    if (text.empty()) return Terms{};
    if (is_good(text)) return Terms{text};
    if (text.find(',') != std::string::npos) return mend_list(text);
    if (auto both = cut_apart(text)) return both;
    if (auto right = mend_one(text); right && is_good(*right)) return Terms{std::move(*right)};
    return std::nullopt;
  }

 private:
  // "ip4:192.0.2.1ip4:192.0.2.2", where two strings of one TXT record meet.
  static std::optional<Terms> cut_apart(const std::string& text) {
    std::size_t first = std::string::npos;
    for (const std::string_view next : {"ip4:", "ip6:", "include:", "-all", "~all", "?all"})
      first = std::min(first, text.find(next, 1));
    if (first == std::string::npos || !is_good(text.substr(0, first))) return std::nullopt;
    auto rest = mend(text.substr(first));
    if (rest) rest->insert(rest->begin(), text.substr(0, first));
    return rest;
  }

  // "ip4:192.0.2.1,192.0.2.2" and "ip4:192.0.2.1,ip4:192.0.2.2".
  static std::optional<Terms> mend_list(std::string_view text) {
    Terms terms;
    std::string name;
    for (const std::string_view piece : base::split(text, ',')) {
      if (piece.empty()) continue;
      if (name.empty()) name = piece.substr(0, piece.find(':') + 1);
      const auto found =
          mend(is_bare_value(piece) ? fmt::format("{}{}", name, piece) : std::string(piece));
      if (!found) return std::nullopt;
      terms.insert(terms.end(), found->begin(), found->end());
    }
    return terms;
  }

  static bool is_bare_value(std::string_view piece) {
    return net::IpAddress::parse(piece.substr(0, piece.find('/'))).has_value();
  }

  static std::optional<std::string> mend_one(std::string_view text) {
    const bool has_sign = text.find_first_of("+-~?") == 0;
    const std::string sign(text.substr(0, has_sign ? 1 : 0));
    const std::string_view rest = text.substr(sign.size());
    if (is_bare_value(rest)) return sign + network(rest);
    const std::size_t end = rest.find_first_of(":=/");
    const std::string name = base::to_lower(rest.substr(0, end));
    if (end == std::string_view::npos) return sign + near_name(name, {"all", "mx", "ptr"});
    if (rest[end] == '/') return fmt::format("{}{}{}", sign, name, without_zeros(rest.substr(end)));
    const std::string_view value = rest.substr(end + 1);
    if (name == "redirect" || name == "exp") return fmt::format("{}={}", name, value);
    const std::string right = near_name(name, {"include", "redirect", "exists", "ip4", "ip6"});
    if (right == "redirect") return fmt::format("{}={}", right, value);
    if (is_bare_value(value)) return sign + network(value);
    return fmt::format("{}{}:{}", sign, right, host_of(value));
  }

  static std::string near_name(const std::string& name, const std::vector<std::string>& known) {
    return base::nearest(name, known).value_or(name);
  }

  static std::string network(std::string_view value) {
    const std::size_t slash = std::min(value.find('/'), value.size());
    const std::string_view address = value.substr(0, slash);
    return fmt::format("{}:{}{}", net::IpAddress::parse(address)->is_v6() ? "ip6" : "ip4", address,
                       without_zeros(value.substr(slash)));
  }

  // "/8" for "/08".
  static std::string without_zeros(std::string_view prefix) {
    std::string text(prefix);
    while (text.starts_with("/0") && text.size() > 2) text.erase(1, 1);
    return text;
  }

  // "https://a.example/" names a.example.
  static std::string_view host_of(std::string_view value) {
    const std::size_t scheme = value.find("://");
    if (scheme == std::string_view::npos) return value;
    value.remove_prefix(scheme + 3);
    return value.substr(0, value.find('/'));
  }
};

std::optional<std::string> mend_terms(std::string_view text) {
  Terms terms;
  for (const std::string& term : joined(base::split(text.substr(kVersion.size()), ' '))) {
    auto found = TermMender::mend(term);
    if (!found) return std::nullopt;
    for (std::string& right : *found)
      if (!is_modifier(right) || std::ranges::find(terms, right) == terms.end())
        terms.push_back(std::move(right));
  }
  std::string record = record_of(terms);
  return parse_spf(record) ? std::optional(std::move(record)) : std::nullopt;
}

// "v=spf1 mx -all; v=spf1 a -all": the records in it, one for each version.
std::vector<std::string_view> records_in(std::string_view text) {
  std::vector<std::string_view> found;
  const std::string lower = base::to_lower(text);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = std::min(lower.find(kVersion, at + 1), text.size());
    const std::string_view one = text.substr(at, next - at);
    found.push_back(one.substr(0, one.find_last_not_of(" ;,\"") + 1));
    at = next;
  }
  return found;
}

std::optional<std::string> mend_each(std::string_view text) {
  const auto records = records_in(text);
  if (records.size() == 1) return mend_terms(text);
  std::vector<std::string> mended;
  for (const std::string_view record : records) {
    auto one = is_spf(record) ? mend_terms(record) : std::nullopt;
    if (!one) return std::nullopt;
    mended.push_back(std::move(*one));
  }
  return merge_spf(mended);
}

}  // namespace

bool lets_in_what_it_should(std::string_view text) {
  const auto record = parse_spf(text);
  if (!record) return false;
  const SpfLints lints = lint_spf(text, *record, false);
  return !lints.owner_decides && std::ranges::none_of(lints.findings, [](const Finding& finding) {
    return finding.level == Level::fail;
  });
}

std::optional<std::string> mend_spf(std::string_view text) {
  if (!is_spf(text) || text.size() > kMostBytes) return std::nullopt;
  auto mended = mend_each(text);
  if (!mended || *mended == text) return std::nullopt;
  const auto record = parse_spf(*mended);
  const SpfLints lints = lint_spf(*mended, *record, false);
  if (lints.owner_decides) return std::nullopt;
  std::vector<Splice> splices;
  for (const SpfChange& change : lints.changes) splices.push_back(change.splice);
  std::string all = spliced(*mended, std::move(splices));
  return lets_in_what_it_should(all) ? std::optional(std::move(all)) : std::nullopt;
}

}  // namespace policy
