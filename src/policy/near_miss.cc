#include "policy/near_miss.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "base/result.h"
#include "base/text.h"
#include "policy/bimi.h"
#include "policy/dmarc.h"
#include "policy/mta_sts.h"
#include "policy/spf_record.h"
#include "policy/tag_list.h"
#include "policy/tls_rpt.h"
#include "policy/to_publish.h"

namespace policy {
namespace {

// `text` without what is still wrong in it; nothing where that is not certain.
using Sound = std::optional<std::string>;

Sound sound_spf(const std::string& text) { return parse_spf(text) ? Sound(text) : std::nullopt; }

bool has_faults(const std::vector<Finding>& findings) {
  return std::ranges::any_of(findings,
                             [](const Finding& finding) { return finding.level >= Level::warn; });
}

// Of a record whose parser tells the whole of it, mended.
template <typename Parse>
Sound sound_by(const Parse& parse, const std::string& text) {
  const auto record = parse(text);
  if (!record) return std::nullopt;
  if (!has_faults(record->findings)) return text;
  if (!record->is_certain) return std::nullopt;
  const auto again = parse(record->mended);
  return again && !has_faults(again->findings) ? Sound(record->mended) : std::nullopt;
}

Sound sound_dmarc(const std::string& text) {
  return sound_by([](std::string_view one) { return parse_dmarc(one, "example.com"); }, text);
}

Sound sound_sts(const std::string& text) {
  return parse_sts_record(text, "example.com", 0) ? Sound(text) : std::nullopt;
}

Sound sound_tls_rpt(const std::string& text) {
  return sound_by([](std::string_view one) { return parse_tls_rpt(one, "example.com"); }, text);
}

Sound sound_bimi(const std::string& text) {
  return sound_by([](std::string_view one) { return parse_bimi(one, "example.com"); }, text);
}

struct KindRow {
  RecordKind kind;
  std::string_view name;       // "SPF": "is no SPF record"
  std::string_view version;    // of v=
  std::string_view stem;       // what is left of the version in a wrong one
  std::string_view separator;  // behind the version
  std::string_view first_tag;  // with which a record begins that lacks v=; empty: none
  Sound (*sound)(const std::string& text);
};
constexpr std::array kKinds{
    KindRow{RecordKind::spf, "SPF", "spf1", "spf", " ", "", sound_spf},
    KindRow{RecordKind::dmarc, "DMARC", "DMARC1", "dmarc", ";", "p", sound_dmarc},
    KindRow{RecordKind::mta_sts, "MTA-STS", "STSv1", "sts", ";", "id", sound_sts},
    KindRow{RecordKind::tls_rpt, "TLS-RPT", "TLSRPTv1", "tlsrpt", ";", "rua", sound_tls_rpt},
    KindRow{RecordKind::bimi, "BIMI", "BIMI1", "bimi", ";", "l", sound_bimi},
};
static_assert(base::in_order_of_enum(kKinds, &KindRow::kind, RecordKind::bimi));

// What was meant: the fault, and the record without it.
struct Meant {
  std::string fault;
  std::string mended;
};

// "v=spf10" at the start of a text, as it is written there, and its version.
struct VersionTag {
  std::string_view whole, version;
};

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(" \t", at), text.size());
}

VersionTag version_at_start(std::string_view text) {
  std::size_t at = 0;
  if (base::starts_with_ignoring_case(text, "v")) {
    const std::size_t sign = skip_blanks(text, 1);
    if (sign < text.size() && (text[sign] == '=' || text[sign] == ':'))
      at = skip_blanks(text, sign + 1);
  }
  const auto end = std::ranges::find_if_not(text.substr(at), base::is_alphanumeric);
  const auto size = static_cast<std::size_t>(end - text.substr(at).begin());
  return {text.substr(0, at + size), text.substr(at, size)};
}

class MeantReader {
 public:
  explicit MeantReader(const KindRow& kind)
      : kind_(kind), right_(fmt::format("v={}", kind.version)) {}

  // "v=DMARC1\\; p=none\\;", as a zone file wants it and a web page does not.
  std::optional<Meant> read(std::string_view text) const {
    if (text.find("\\;") == std::string_view::npos) return read_plain(text);
    std::string plain(text);
    std::erase(plain, '\\');
    auto meant = read_plain(plain);
    const bool is_record = takes_tags() && begins_with_version(plain, kind_.version);
    if (!meant && is_record) meant = Meant{{}, plain};
    if (meant) meant->fault = "backslashes stand in front of its semicolons";
    return meant;
  }

 private:
  std::optional<Meant> read_plain(std::string_view text) const {
    const auto begin = std::ranges::find_if(text, base::is_alphanumeric);
    const std::string_view front = text.substr(0, static_cast<std::size_t>(begin - text.begin()));
    const std::string_view body = without_end(text.substr(front.size()), front);
    auto meant = read_version(body);
    if (!meant && takes_tags()) meant = read_later_version(body);
    if (!meant && takes_tags()) meant = read_no_version(body);
    if (meant && !front.empty()) meant->fault = fault_in_front(front);
    return meant;
  }

  bool takes_tags() const { return !kind_.first_tag.empty(); }

  static std::string_view without_end(std::string_view body, std::string_view front) {
    const std::string blanks_and(front.find('"') == std::string_view::npos ? " \t" : " \t\"\\");
    return body.substr(0, body.find_last_not_of(blanks_and) + 1);
  }

  static std::string fault_in_front(std::string_view front) {
    if (front.find('"') != std::string_view::npos) return "it stands in quotation marks";
    if (base::trim(front).empty()) return "a blank stands in front of it";
    return fmt::format("\"{}\" stands in front of it", front);
  }

  bool is_meant(const VersionTag& tag) const {
    if (tag.whole.size() == tag.version.size())
      return base::equal_ignoring_case(tag.version, kind_.version);
    return base::starts_with_ignoring_case(tag.version, kind_.stem) ||
           base::nearest(tag.version, {std::string(kind_.version)});
  }

  std::string mended(std::string_view rest) const {
    const std::size_t begin = rest.find_first_not_of(" \t:;,.");
    if (begin == std::string_view::npos) return right_;
    return fmt::format("{}{}{}", right_, takes_tags() ? "; " : " ", rest.substr(begin));
  }

  std::optional<Meant> read_version(std::string_view body) const {
    const VersionTag tag = version_at_start(body);
    if (!is_meant(tag)) return std::nullopt;
    const std::string_view rest = body.substr(tag.whole.size());
    return Meant{fault_of(tag.whole, rest), mended(rest)};
  }

  std::string fault_of(std::string_view tag, std::string_view rest) const {
    const bool right = takes_tags() ? tag == right_ : base::equal_ignoring_case(tag, right_);
    if (!right) return fmt::format("it begins with {}, and must with {}", tag, right_);
    const std::size_t at = takes_tags() ? skip_blanks(rest, 0) : 0;
    if (at < rest.size() && base::is_alphanumeric(rest[at]))
      return fmt::format("behind {} a semicolon is missing", right_);
    return fmt::format("behind {} stands \"{}\", where {} must", right_,
                       base::printable(rest.substr(at, 1)),
                       takes_tags() ? "a semicolon" : "a blank");
  }

  // "p=reject; v=DMARC1".
  std::optional<Meant> read_later_version(std::string_view body) const {
    std::string others;
    bool found = false;
    for (const std::string_view piece : base::split(body, ';')) {
      const std::string_view tag = base::trim(piece);
      const VersionTag version = version_at_start(tag);
      const bool is_version = version.whole.size() != version.version.size() && is_meant(version);
      if (!is_version && !tag.empty()) others += fmt::format("; {}", tag);
      found = found || is_version;
    }
    if (!found) return std::nullopt;
    return Meant{fmt::format("{} must stand first", right_), right_ + others};
  }

  // "p=reject": only what would be a record with the version in front is meant as one.
  std::optional<Meant> read_no_version(std::string_view body) const {
    const std::string_view name = base::trim(body.substr(0, body.find('=')));
    Meant meant{fmt::format("{}; is missing in front of it", right_), mended(body)};
    if (name != kind_.first_tag || kind_.sound(meant.mended) != meant.mended) return std::nullopt;
    return meant;
  }

  const KindRow& kind_;
  std::string right_;
};

}  // namespace

std::vector<Finding> near_misses(RecordKind kind, const TxtRecord& found) {
  const KindRow& row = kKinds.at(static_cast<std::size_t>(kind));
  std::vector<Finding> findings;
  for (const std::string& text : found.others) {
    const auto meant = MeantReader(row).read(text);
    if (!meant) continue;
    const std::string name = base::printable(found.name);
    Sound whole = row.sound(meant->mended);
    std::string later;
    if (whole && kind == RecordKind::dmarc) {
      FirstDmarc first = first_dmarc(*whole);
      whole = std::move(first.record);
      if (!first.words.empty()) later = first.words + "\n";
    }
    findings.push_back(
        {Level::fail,
         fmt::format("\"{}\" at {} is no {} record: {}", text, name, row.name, meant->fault),
         whole ? later + past_aliases("publish in its place: " + txt_line(found.name, *whole),
                                      found.name, found.aliases)
               : fmt::format("write it anew: it must begin with v={}{}", row.version,
                             row.separator == " " ? " and a blank" : row.separator),
         {}});
  }
  if (findings.size() > 1)
    for (Finding& finding : findings)
      finding.fix = "publish one record that says what all of them mean";
  return findings;
}

}  // namespace policy
