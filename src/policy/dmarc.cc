#include "policy/dmarc.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/result.h"
#include "base/text.h"
#include "policy/splice.h"
#include "policy/to_publish.h"

namespace policy {
namespace {

constexpr std::string_view kVersion = "DMARC1";
// How often the whole record is told, which its owner makes as long as he likes.
constexpr std::size_t kMostWholeRecords = 20;

struct PolicyRow {
  DmarcPolicy policy;
  std::string_view name;
  std::string_view meaning;
};

constexpr std::array kPolicies{
    PolicyRow{DmarcPolicy::none, "none", "is not to be treated otherwise"},
    PolicyRow{DmarcPolicy::quarantine, "quarantine", "is suspicious: to the spam folder"},
    PolicyRow{DmarcPolicy::reject, "reject", "is to be refused"},
};
static_assert(base::in_order_of_enum(kPolicies, &PolicyRow::policy, DmarcPolicy::reject));

const PolicyRow& row_of(DmarcPolicy policy) {
  return kPolicies.at(static_cast<std::size_t>(policy));
}

std::optional<DmarcPolicy> policy_of(std::string_view word) {
  for (const PolicyRow& row : kPolicies)
    if (base::equal_ignoring_case(row.name, word)) return row.policy;
  return std::nullopt;
}

class DmarcReader {
 public:
  DmarcReader(std::string_view text, std::string_view domain)
      : name_(fmt::format("_dmarc.{}", domain)), reports_(fmt::format("mailto:dmarc@{}", domain)) {
    record_.text = text;
  }

  Parsed<DmarcRecord> run() {
    if (!is_dmarc(record_.text))
      return invalid(0, "a DMARC record begins with v=DMARC1;",
                     "publish: " + txt_line(name_, "v=DMARC1; p=none; rua=" + reports_));
    read_pieces();
    for (const Tag& tag : list_.tags) read(tag);
    judge();
    tell_mended();
    return std::move(record_);
  }

 private:
  // Section 4.7: what is no tag is thrown away, and the rest of the record still holds.
  void read_pieces() {
    std::size_t column = 0;
    std::size_t count = 0;
    for (const std::string_view piece : base::split(record_.text, ';')) {
      if (count == kMaxTags)
        return add(Level::fail, column,
                   fmt::format("there are more than {} tags, and the rest is not read", kMaxTags),
                   {});
      if (!base::trim(piece).empty()) read_piece(piece, column);
      ++count;
      column += piece.size() + 1;
    }
  }

  void read_piece(std::string_view piece, std::size_t column) {
    auto list = parse_tag_list(piece);
    if (!list) {
      const std::size_t at = column + list.error().column.value_or(0);
      return mend(Level::fail, at, list.error().text + ", and is ignored",
                  {std::max<std::size_t>(column, 1) - 1, piece.size() + 1, {}});
    }
    Tag tag = std::move(list->tags.front());
    tag.column += column;
    tag.value_column += column;
    if (const Tag* first = list_.find(tag.name))
      return read_again(tag, *first, {std::max<std::size_t>(column, 1) - 1, piece.size() + 1, {}});
    list_.tags.push_back(std::move(tag));
  }

  // Receivers differ in which of the two counts, so what is meant only the owner knows.
  void read_again(const Tag& tag, const Tag& first, Splice without) {
    std::string text = fmt::format("{}= stands twice, and counts once", tag.name);
    const bool counts = std::ranges::find(kReaders, tag.name, &ReaderRow::name) != kReaders.end();
    if (!counts || tag.value == first.value)
      return mend(Level::warn, tag.column, std::move(text), std::move(without));
    if (record_.to_decide.empty())
      record_.to_decide = fmt::format("first keep one of the two {}=", tag.name);
    add(Level::warn, tag.column, std::move(text), "keep one of the two, the one that is meant");
  }

  void add(Level level, std::optional<std::size_t> column, std::string text, std::string fix) {
    record_.findings.push_back({level, std::move(text), std::move(fix), column});
  }

  // A finding that this change mends. The line to publish holds the changes of all such findings.
  void mend(Level level, std::optional<std::size_t> column, std::string text, Splice change) {
    mended_.push_back(record_.findings.size());
    changes_.push_back(std::move(change));
    add(level, column, std::move(text), {});
  }

  // The same for a change that is made only when the time for it has come.
  void mend_later(Level level, std::string_view tag, std::string text, std::string_view value) {
    later_.emplace_back(record_.findings.size(), set_tag(record_.text, tag, value));
    const Tag* found = list_.find(tag);
    add(level, found ? std::optional(found->column) : std::nullopt, std::move(text), {});
  }

  void tell_mended() {
    const auto line = [this](const std::vector<Splice>& changes) {
      if (!record_.to_decide.empty()) return record_.to_decide;
      return in_its_place("publish: " + txt_line(name_, spliced(record_.text, changes)));
    };
    const std::string mended = mended_.empty() ? std::string() : line(changes_);
    for (std::size_t count = 0; const std::size_t i : mended_)
      record_.findings[i].fix = count++ < kMostWholeRecords || !record_.to_decide.empty()
                                    ? mended
                                    : "publish what is told for the others";
    for (const auto& [i, change] : later_) {
      std::vector<Splice> all = changes_;
      all.push_back(change);
      record_.findings[i].fix = line(all);
    }
  }

  void mean(const Tag& tag, std::string meaning) {
    record_.meanings.push_back({fmt::format("{}={}", tag.name, tag.value), std::move(meaning)});
  }

  void read(const Tag& tag) {
    const auto row = std::ranges::find(kReaders, tag.name, &ReaderRow::name);
    if (row == kReaders.end()) return read_unknown(tag);
    (this->*row->read)(tag);
  }

  void read_version(const Tag& tag) { mean(tag, "this is a DMARC record"); }

  void read_policy(const Tag& tag) { set_policy(tag, "mail", policy_); }
  void read_subdomains(const Tag& tag) {
    set_policy(tag, "mail from subdomains", record_.subdomains);
  }
  void read_missing(const Tag& tag) {
    set_policy(tag, "mail from subdomains that do not exist", record_.missing);
  }

  void set_policy(const Tag& tag, std::string_view which, std::optional<DmarcPolicy>& place) {
    place = policy_of(tag.value);
    if (place) return mean(tag, fmt::format("{} that fails {}", which, row_of(*place).meaning));
    invalid_policy_ = true;
    std::string text =
        fmt::format("{}= must be none, quarantine or reject, not \"{}\"", tag.name, tag.value);
    std::vector<std::string> names;
    for (const PolicyRow& row : kPolicies) names.emplace_back(row.name);
    if (const auto meant = base::nearest(base::to_lower(tag.value), names))
      mend(Level::fail, tag.value_column, std::move(text), set_tag(record_.text, tag.name, *meant));
    else
      add(Level::fail, tag.value_column, std::move(text),
          fmt::format("write {}=none, {}=quarantine or {}=reject", tag.name, tag.name, tag.name));
  }

  void read_dkim_alignment(const Tag& tag) { set_alignment(tag, "DKIM", record_.dkim); }
  void read_spf_alignment(const Tag& tag) { set_alignment(tag, "SPF", record_.spf); }

  void set_alignment(const Tag& tag, std::string_view what, DmarcAlignment& place) {
    const bool strict = base::equal_ignoring_case(tag.value, "s");
    if (!strict && !base::equal_ignoring_case(tag.value, "r")) return ignore(tag, "r or s");
    place = strict ? DmarcAlignment::strict : DmarcAlignment::relaxed;
    mean(tag, strict ? fmt::format("{} must be for exactly the domain of From:", what)
                     : fmt::format("{} may be for any name of the same organization", what));
  }

  void ignore(const Tag& tag, std::string_view right) {
    mend(Level::warn, tag.value_column,
         fmt::format("{}= must be {}, not \"{}\", and is ignored", tag.name, right, tag.value),
         drop_tag(record_.text, tag.name));
  }

  void read_psd(const Tag& tag) {
    if (base::equal_ignoring_case(tag.value, "y")) {
      record_.psd = DmarcPsd::yes;
      return mean(tag, "names below this one belong to different organizations");
    }
    if (base::equal_ignoring_case(tag.value, "n")) {
      record_.psd = DmarcPsd::no;
      return mean(tag, "this is the organizational domain of all names below it");
    }
    if (!base::equal_ignoring_case(tag.value, "u")) return ignore(tag, "y, n or u");
    mean(tag, "the tree decides which domain is the organizational one");
  }

  void read_testing(const Tag& tag) {
    record_.testing = base::equal_ignoring_case(tag.value, "y");
    if (!record_.testing && !base::equal_ignoring_case(tag.value, "n"))
      return ignore(tag, "y or n");
    mean(tag, record_.testing ? "a test: one step milder than published"
                              : "no test: the policy holds as published");
  }

  void read_aggregate(const Tag& tag) {
    read_uris(tag, record_.aggregate, "daily reports go to {}");
  }
  void read_failure(const Tag& tag) {
    read_uris(tag, record_.failure, "a report about each failure goes to {}");
  }

  void read_uris(const Tag& tag, std::vector<ReportUri>& place, std::string_view meaning) {
    ReportUris uris = parse_report_uris(tag.value, tag.value_column, ReportKind::dmarc);
    std::ranges::move(uris.findings, std::back_inserter(record_.findings));
    place = std::move(uris.good);
    std::vector<std::string_view> texts;
    for (const ReportUri& uri : place) texts.push_back(uri.text);
    if (!place.empty()) mean(tag, fmt::format(fmt::runtime(meaning), fmt::join(texts, ", ")));
  }

  void read_failure_options(const Tag& tag) {
    for (const std::string_view option : base::split(tag.value, ':'))
      if (option != "0" && option != "1" && option != "d" && option != "s")
        return ignore(tag, "0, 1, d, s or several with colons between");
    record_.failure_options = tag.value;
    mean(tag, "which failures are reported one by one");
  }

  // Without pct=10 a receiver of RFC 7489 goes from a tenth of the mail to all of it at once.
  void read_removed(const Tag& tag) {
    const bool spares_mail = tag.name == "pct" && base::parse_number(tag.value, 99);
    std::string text = fmt::format("{}= is no longer part of DMARC (RFC 9989)", tag.name);
    if (!spares_mail)
      return mend(Level::hint, tag.column, text + ", and is ignored",
                  drop_tag(record_.text, tag.name));
    add(Level::warn, tag.column,
        text + ": only receivers of RFC 7489 heed it, and others test by t=y",
        "take it out once the reports show no mail of yours");
  }

  void read_unknown(const Tag& tag) {
    std::vector<std::string> known;
    for (const ReaderRow& row : kReaders) known.emplace_back(row.name);
    const auto meant =
        tag.name.size() > 1 ? base::nearest(base::to_lower(tag.name), known) : std::nullopt;
    std::string text = fmt::format("there is no tag {}=, and it is ignored", tag.name);
    if (meant && !list_.find(*meant))
      mend(Level::warn, tag.column, fmt::format("{}; {}= is near it", text, *meant),
           {tag.column, tag.name.size(), *meant});
    else
      mend(Level::warn, tag.column, std::move(text), drop_tag(record_.text, tag.name));
  }

  // Section 4.10.1: without a valid p, or with an invalid sp or np, only an address for reports
  // keeps the record in force, and then as p=none.
  void judge() {
    if (list_.find("fo") && !list_.find("ruf"))
      mend(Level::hint, list_.find("fo")->column,
           "fo= is ignored without ruf=", drop_tag(record_.text, "fo"));
    if (policy_ && !invalid_policy_) {
      record_.policy = *policy_;
      return judge_strength();
    }
    record_.applies = !record_.aggregate.empty();
    record_.subdomains.reset();
    record_.missing.reset();
    if (!list_.find("p"))
      mend(record_.applies ? Level::warn : Level::fail, {},
           record_.applies ? "p= is missing, so it counts as none"
                           : "p= is missing, so receivers ignore the record",
           set_tag(record_.text, "p", "none"));
  }

  void judge_strength() {
    const bool none = record_.policy == DmarcPolicy::none;
    if (!list_.find("rua"))
      mend(Level::hint, {},
           fmt::format("nobody gets reports: rua= is missing{}",
                       none ? ", and p=none without it protects nobody" : ""),
           set_tag(record_.text, "rua", reports_));
    else if (none)
      mend_later(Level::hint, "p",
                 "p=none protects nobody, it only asks for reports; once they show no mail of "
                 "yours: quarantine, later reject",
                 dmarc_policy_name(DmarcPolicy::quarantine));
    if (record_.subdomains && *record_.subdomains < record_.policy)
      mend_later(
          Level::hint, "sp",
          fmt::format("subdomains are protected less than the domain (sp={}, p={})",
                      dmarc_policy_name(*record_.subdomains), dmarc_policy_name(record_.policy)),
          dmarc_policy_name(record_.policy));
  }

  using Read = void (DmarcReader::*)(const Tag&);
  struct ReaderRow {
    std::string_view name;
    Read read;
  };
  static const std::array<ReaderRow, 14> kReaders;

  std::string name_;     // where the record stands
  std::string reports_;  // what has them sent to the domain itself
  DmarcRecord record_;
  TagList list_;
  std::optional<DmarcPolicy> policy_;
  bool invalid_policy_ = false;
  std::vector<std::size_t> mended_;  // of the findings, those that changes_ mend
  std::vector<Splice> changes_;
  std::vector<std::pair<std::size_t, Splice>> later_;
};

const std::array<DmarcReader::ReaderRow, 14> DmarcReader::kReaders{{
    {"v", &DmarcReader::read_version},
    {"p", &DmarcReader::read_policy},
    {"sp", &DmarcReader::read_subdomains},
    {"np", &DmarcReader::read_missing},
    {"adkim", &DmarcReader::read_dkim_alignment},
    {"aspf", &DmarcReader::read_spf_alignment},
    {"psd", &DmarcReader::read_psd},
    {"t", &DmarcReader::read_testing},
    {"rua", &DmarcReader::read_aggregate},
    {"ruf", &DmarcReader::read_failure},
    {"fo", &DmarcReader::read_failure_options},
    {"pct", &DmarcReader::read_removed},
    {"rf", &DmarcReader::read_removed},
    {"ri", &DmarcReader::read_removed},
}};

}  // namespace

std::string_view dmarc_policy_name(DmarcPolicy policy) { return row_of(policy).name; }

bool is_dmarc(std::string_view text) { return begins_with_version(text, kVersion); }

Parsed<DmarcRecord> parse_dmarc(std::string_view text, std::string_view domain) {
  return DmarcReader(text, domain).run();
}

}  // namespace policy
