#include "policy/dmarc.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/result.h"
#include "base/text.h"
#include "policy/mending.h"
#include "policy/splice.h"
#include "policy/to_publish.h"

namespace policy {
namespace {

constexpr std::string_view kVersion = "DMARC1";

class DmarcReader {
 public:
  DmarcReader(std::string_view text, std::string_view domain)
      : name_(fmt::format("_dmarc.{}", domain)), reports_(fmt::format("mailto:dmarc@{}", domain)) {
    record_.text = text;
  }

  static std::vector<std::string> known_tags() {
    std::vector<std::string> names;
    for (const ReaderRow& row : kReaders) names.emplace_back(row.name);
    return names;
  }

  // `original`: what stands there, when that is not what is read.
  Parsed<DmarcRecord> run(std::string_view original = {}) {
    tell_semicolons(original);
    if (!is_dmarc(record_.text))
      return invalid(0, "a DMARC record begins with v=DMARC1;",
                     "publish: " + txt_line(name_, "v=DMARC1; p=none; rua=" + reports_));
    if (const auto begin = record_.text.find_first_not_of(" \t"); begin != 0) {
      is_heeded_ = false;
      mend(Level::fail, 0, "a blank stands in front of v=, so receivers discard the record",
           "remove it", {0, begin, {}});
    }
    LooseTagList found = parse_tags(record_.text);
    for (BadPiece& bad : found.bad) {
      bad.fault.text += ", and is ignored";
      bad.fault.fix = "remove it";
      mending_.mend(std::move(bad.fault), {bad.at, bad.size, {}});
    }
    for (Tag& tag : found.list.tags) read_once(std::move(tag));
    for (const Tag& tag : list_.tags) read(tag);
    judge();
    tell_mended();
    return std::move(record_);
  }

 private:
  void tell_semicolons(std::string_view original) {
    for (std::size_t i = 0; i < original.size(); ++i) {
      if (original[i] == record_.text[i]) continue;
      is_heeded_ = false;
      const std::size_t tag = record_.text.find_first_not_of("; ", i);
      mend(Level::fail, i,
           fmt::format(
               "in front of {}= a semicolon is missing",
               std::string_view(record_.text).substr(tag, record_.text.find('=', tag) - tag)),
           "write one", {tag, 0, i + 1 == tag ? " " : ""});
    }
  }

  void read_once(Tag tag) {
    if (const Tag* first = list_.find(tag.name)) return read_again(tag, *first);
    list_.tags.push_back(std::move(tag));
  }

  // Receivers differ in which of the two counts, so what is meant only the owner knows.
  void read_again(const Tag& tag, const Tag& first) {
    has_doubles_ = true;
    std::string text = fmt::format("{}= stands twice, and counts once", tag.name);
    const auto reader = std::ranges::find(kReaders, tag.name, &ReaderRow::name);
    const bool counts = reader != kReaders.end() && tag.name != "rf" && tag.name != "ri";
    if (!counts || tag.value == first.value)
      return mend(Level::warn, tag.column, std::move(text), "remove the second one",
                  without_piece(tag));
    if (record_.to_decide.empty())
      record_.to_decide = fmt::format("first keep one of the two {}=", tag.name);
    add(Level::warn, tag.column, std::move(text), "keep one of the two, the one that is meant");
  }

  // With the semicolon in front of it.
  Splice without_piece(const Tag& tag) const {
    const std::size_t begin = record_.text.rfind(';', tag.column);
    const std::size_t end = std::min(record_.text.find(';', tag.column), record_.text.size());
    return {begin, end - begin, {}};
  }

  void add(Level level, std::optional<std::size_t> column, std::string text, std::string fix) {
    mending_.add({level, std::move(text), std::move(fix), column});
  }

  void mend(Level level, std::optional<std::size_t> column, std::string text, std::string words,
            Splice change) {
    mending_.mend({level, std::move(text), std::move(words), column}, std::move(change));
  }

  // A change that is made only when the time for it has come, and so in a line of its own.
  void mend_later(Level level, std::string_view tag, std::string text, std::string_view value) {
    const Tag* found = list_.find(tag);
    Finding finding{level, std::move(text), fmt::format("then write {}={} in it", tag, value),
                    found ? std::optional(found->column) : std::nullopt};
    later_.push_back({std::move(finding), set_tag(record_.text, tag, value), tag == "sp"});
  }

  std::string line(std::string_view record) const {
    return in_its_place("publish: " + txt_line(name_, record));
  }

  void tell_mended() {
    if (mending_.has_changes() && record_.to_decide.empty())
      record_.mended = mending_.apply_to(record_.text);
    if (!is_sound(record_.mended)) record_.mended.clear();
    if (!is_heeded_ && !record_.mended.empty()) begin_with_none();
    record_.is_certain = !mending_.has_choice();
    for (auto& [finding, change, is_below] : later_) {
      if (!record_.to_decide.empty())
        finding.fix = record_.to_decide;
      else if (record_.mended.empty())
        finding.fix = line(spliced(record_.text, {change}));
      if (is_below) record_.weaker_below = mending_.size();
      mending_.add(std::move(finding));
    }
    record_.findings =
        std::move(mending_).told(record_.mended.empty() ? std::string() : line(record_.mended));
  }

  void begin_with_none() {
    FirstDmarc first = first_dmarc(record_.mended);
    record_.mended = std::move(first.record);
    if (!first.words.empty())
      mending_.add(
          {Level::hint, "no receiver heeds its policy so far", std::move(first.words), {}});
  }

  // Changes may get in each other's way.
  bool is_sound(const std::string& record) const {
    if (is_second_look_ || record.empty()) return true;
    DmarcReader again(record, std::string_view(name_).substr(std::string_view("_dmarc.").size()));
    again.is_second_look_ = true;
    const auto read = again.run();
    return read && !again.has_doubles_ &&
           std::ranges::none_of(
               read->findings, [](const Finding& finding) { return finding.level == Level::fail; });
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
    place = parse_dmarc_policy(tag.value);
    if (place)
      return mean(tag, fmt::format("{} that fails {}", which, dmarc_policy_meaning(*place)));
    invalid_policy_ = true;
    std::string text =
        fmt::format("{}= must be none, quarantine or reject, not \"{}\"", tag.name, tag.value);
    // Today the record asks for nothing, and so does none.
    const auto meant = base::nearest(base::to_lower(tag.value), dmarc_policy_names());
    const std::string words =
        meant ? fmt::format("write {0}=none, and {0}={1} once the reports show no mail of yours",
                            tag.name, *meant)
              : fmt::format("write {0}=none, {0}=quarantine or {0}=reject", tag.name);
    mending_.mend({Level::fail, std::move(text), words, tag.value_column},
                  set_tag(record_.text, tag.name, "none"), meant != "none");
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
         fmt::format("remove {}=", tag.name), drop_tag(record_.text, tag.name));
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
    place = parse_report_uris(tag.value, tag.value_column, ReportKind::dmarc, reports_, mending_);
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

  // Without pct=10 a receiver of RFC 7489 goes from a tenth of the mail to all of it at once. What
  // pct=0 was, t=y is now, and both together ask every receiver for a test.
  void read_removed(const Tag& tag) {
    const auto share = base::parse_number(tag.value, 99);
    std::string text = fmt::format("{}= is no longer part of DMARC (RFC 9989)", tag.name);
    if (tag.name != "pct" || !share || !asks_for_a_policy())
      return mend(Level::hint, tag.column, text + ", and is ignored",
                  fmt::format("remove {}=", tag.name), drop_tag(record_.text, tag.name));
    text += ": only receivers of RFC 7489 heed it, and others test by t=y";
    if (*share == 0 && !list_.find("t"))
      return mend(Level::warn, tag.column, std::move(text), "add t=y",
                  set_tag(record_.text, "t", "y"));
    add(Level::warn, tag.column, std::move(text),
        "take it out once the reports show no mail of yours");
  }

  bool asks_for_a_policy() const {
    return std::ranges::any_of(list_.tags, [](const Tag& tag) {
      return is_dmarc_policy_tag(tag.name) && !base::equal_ignoring_case(tag.value, "none");
    });
  }

  void read_unknown(const Tag& tag) {
    const auto meant =
        tag.name.size() > 1 ? base::nearest(base::to_lower(tag.name), known_tags()) : std::nullopt;
    std::string text = fmt::format("there is no tag {}=, and it is ignored", tag.name);
    if (meant && !list_.find(*meant)) {
      meant_.push_back(*meant);
      if (is_dmarc_policy_tag(*meant)) is_heeded_ = false;
      mend(Level::warn, tag.column, fmt::format("{}; {}= is near it", text, *meant),
           fmt::format("write {}=", *meant), {tag.column, tag.name.size(), *meant});
    } else {
      mend(Level::warn, tag.column, std::move(text), fmt::format("remove {}=", tag.name),
           drop_tag(record_.text, tag.name));
    }
  }

  bool is_there(std::string_view name) const {
    return list_.find(name) || std::ranges::find(meant_, name) != meant_.end();
  }

  // Section 4.10.1: without a valid p, or with an invalid sp or np, only an address for reports
  // keeps the record in force, and then as p=none.
  void judge() {
    if (list_.find("fo") && !list_.find("ruf"))
      mend(Level::hint, list_.find("fo")->column,
           "fo= is ignored without ruf=", "remove fo=", drop_tag(record_.text, "fo"));
    if (policy_ && !invalid_policy_) {
      record_.policy = *policy_;
      return judge_strength();
    }
    record_.applies = !record_.aggregate.empty();
    record_.subdomains.reset();
    record_.missing.reset();
    if (!is_there("p"))
      mend(record_.applies ? Level::warn : Level::fail, {},
           record_.applies ? "p= is missing, so it counts as none"
                           : "p= is missing, so receivers ignore the record",
           "add p=none", set_tag(record_.text, "p", "none"));
  }

  void judge_strength() {
    const bool none = record_.policy == DmarcPolicy::none;
    if (!is_there("rua"))
      mend(Level::hint, {},
           fmt::format("nobody gets reports: rua= is missing{}",
                       none ? ", and p=none without it protects nobody" : ""),
           fmt::format("add rua={}", reports_), set_tag(record_.text, "rua", reports_));
    else if (none)
      mend_later(Level::hint, "p",
                 "p=none protects nobody, it only asks for reports; once they show no mail of "
                 "yours: quarantine, later reject",
                 dmarc_policy_name(DmarcPolicy::quarantine));
    if (record_.subdomains && *record_.subdomains < record_.policy)
      mend_later(
          Level::hint, "sp",
          fmt::format("subdomains are protected less than the domain (sp={}, p={}); once the "
                      "reports show no mail of theirs: sp={}",
                      dmarc_policy_name(*record_.subdomains), dmarc_policy_name(record_.policy),
                      dmarc_policy_name(record_.policy)),
          dmarc_policy_name(record_.policy));
  }

  using Read = void (DmarcReader::*)(const Tag&);
  struct ReaderRow {
    std::string_view name;
    Read read;
  };
  static const std::array<ReaderRow, 14> kReaders;

  std::string name_;                // where the record stands
  std::vector<std::string> meant_;  // names of tags that stand there nearly
  bool is_heeded_ = true;           // by receivers, as it stands
  bool has_doubles_ = false;
  bool is_second_look_ = false;  // at what the first one told to publish
  std::string reports_;          // what has them sent to the domain itself
  DmarcRecord record_;
  TagList list_;
  std::optional<DmarcPolicy> policy_;
  bool invalid_policy_ = false;
  Mending mending_;
  struct Later {
    Finding finding;
    Splice change;
    bool is_below;  // about subdomains
  };
  std::vector<Later> later_;
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

bool is_dmarc(std::string_view text) { return begins_with_version(text, kVersion); }

Parsed<DmarcRecord> parse_dmarc(std::string_view text, std::string_view domain) {
  auto record = DmarcReader(text, domain).run();
  const std::string separated = with_semicolons(text, DmarcReader::known_tags());
  if (!record || separated == text) return record;
  // What holds today is what stands there, and what is to be mended what was meant.
  auto meant = DmarcReader(separated, domain).run(text);
  if (!meant) return record;
  record->findings = std::move(meant->findings);
  record->mended = std::move(meant->mended);
  record->is_certain = meant->is_certain;
  record->weaker_below = meant->weaker_below;
  return record;
}

}  // namespace policy
