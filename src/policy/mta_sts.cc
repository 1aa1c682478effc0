#include "policy/mta_sts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/result.h"
#include "base/text.h"
#include "policy/tag_list.h"
#include "policy/to_publish.h"

namespace policy {
namespace {

constexpr std::string_view kVersion = "STSv1";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kMaxId = 32;

struct ModeRow {
  StsMode mode;
  std::string_view name;
};
constexpr std::array kModes{ModeRow{StsMode::none, "none"}, ModeRow{StsMode::testing, "testing"},
                            ModeRow{StsMode::enforce, "enforce"}};
static_assert(base::in_order_of_enum(kModes, &ModeRow::mode, StsMode::enforce));

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && base::is_alphanumeric(label.front()) &&
         base::is_alphanumeric(label.back()) &&
         std::ranges::all_of(label, [](char c) { return base::is_alphanumeric(c) || c == '-'; });
}

bool is_pattern(std::string_view pattern) {
  if (pattern.starts_with("*.")) pattern.remove_prefix(2);
  return std::ranges::all_of(base::split(pattern, '.'), is_label);
}

struct Field {
  std::string_view key, value;
  std::size_t column = 0, value_column = 0;
};

class PolicyReader {
 public:
  explicit PolicyReader(std::string_view text) : text_(text) {}

  Parsed<StsPolicy> run() {
    if (text_.size() > kMaxStsPolicy)
      return invalid({}, fmt::format("the policy has more than {} bytes", kMaxStsPolicy));
    if (text_.starts_with(kByteOrderMark))
      return invalid(0, "a byte order mark stands in front of the first line",
                     "save the file without it");
    std::size_t column = 0;
    for (std::string_view line : base::split(text_, '\n')) {
      const std::size_t begin = column;
      column += line.size() + 1;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (base::trim(line).empty()) continue;
      const auto read = read_line(line, begin);
      if (!read) return tl::unexpected(read.error());
    }
    return judged();
  }

 private:
  void add(Level level, std::optional<std::size_t> column, std::string text, std::string fix = {}) {
    policy_.findings.push_back({level, std::move(text), std::move(fix), column});
  }

  Parsed<void> read_line(std::string_view line, std::size_t column) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos)
      return invalid(column, fmt::format("\"{}\" is not KEY: VALUE", base::printable(line)));
    const std::string_view value = base::trim(line.substr(colon + 1));
    const Field field{base::trim(line.substr(0, colon)), value, column,
                      column + static_cast<std::size_t>(value.data() - line.data())};
    if (field.key == "mx") return read_mx(field);
    if (seen(field.key)) {
      add(Level::warn, field.column,
          fmt::format("{} stands twice, and the first one counts", base::printable(field.key)),
          "keep one of the two");
      return {};
    }
    keys_.push_back(field.key);
    if (field.key == "version") return read_version(field);
    if (field.key == "mode") return read_mode(field);
    if (field.key == "max_age") return read_max_age(field);
    return {};
  }

  bool seen(std::string_view key) const { return std::ranges::find(keys_, key) != keys_.end(); }

  Parsed<void> read_mx(const Field& field) {
    const std::string_view name = field.value.substr(0, field.value.find_last_not_of('.') + 1);
    if (!is_pattern(field.value))
      return invalid(
          field.value_column,
          fmt::format("mx: \"{}\" is neither a host name nor \"*.\" and one",
                      base::printable(field.value)),
          is_pattern(name)
              ? fmt::format("write mx: {}", name)
              : std::string("write the name of a host, or \"*.\" and the name above it"));
    policy_.mx.push_back(base::to_lower(field.value));
    return {};
  }

  static Parsed<void> read_version(const Field& field) {
    if (field.value == kVersion) return {};
    return invalid(field.value_column,
                   fmt::format("version: must be STSv1, not \"{}\"", base::printable(field.value)),
                   "write version: STSv1");
  }

  Parsed<void> read_mode(const Field& field) {
    for (const ModeRow& row : kModes) {
      if (row.name != field.value) continue;
      policy_.mode = row.mode;
      return {};
    }
    std::vector<std::string> names;
    for (const ModeRow& row : kModes) names.emplace_back(row.name);
    const auto meant = base::nearest(field.value, names);
    return invalid(field.value_column,
                   fmt::format("mode: must be none, testing or enforce, not \"{}\"",
                               base::printable(field.value)),
                   meant ? fmt::format("write mode: {}", *meant) : std::string());
  }

  Parsed<void> read_max_age(const Field& field) {
    constexpr std::uint64_t kTenDigits = 9999999999;
    const auto age = base::parse_number(field.value, kTenDigits);
    if (!age)
      return invalid(field.value_column,
                     fmt::format("max_age: must be a number of seconds, not \"{}\"",
                                 base::printable(field.value)),
                     std::string(line_for(field.key)));
    policy_.max_age = std::min(*age, kMaxStsAge);
    age_column_ = field.value_column;
    if (*age > kMaxStsAge)
      add(Level::warn, field.value_column,
          fmt::format("max_age: is more than a year, and {} seconds are the most", kMaxStsAge),
          fmt::format("write max_age: {}", kMaxStsAge));
    return {};
  }

  Parsed<StsPolicy> judged() {
    for (const std::string_view key : {"version", "mode", "max_age"})
      if (!seen(key))
        return invalid({}, fmt::format("{}: is missing", key), std::string(line_for(key)));
    if (policy_.mx.empty() && policy_.mode != StsMode::none)
      return invalid({}, "mx: is missing, so no mail host is allowed",
                     "write a line mx: NAME for each mail host");
    if (policy_.max_age < kShortStsAge && policy_.mode != StsMode::none)
      add(Level::warn, age_column_,
          fmt::format("max_age: is {} seconds, and less than a day protects hardly",
                      policy_.max_age),
          "write max_age: 604800 or more");
    judge_mode();
    return std::move(policy_);
  }

  static std::string_view line_for(std::string_view key) {
    if (key == "version") return "write version: STSv1";
    return key == "mode" ? "write mode: testing" : "write max_age: 604800";
  }

  void judge_mode() {
    switch (policy_.mode) {
      case StsMode::enforce:
        return;
      case StsMode::testing:
        return add(Level::hint, {}, "mode: testing protects nobody, failures are only reported",
                   "write mode: enforce, once the reports show no failures");
      case StsMode::none:
        return add(Level::hint, {}, "mode: none protects nobody, it takes an older policy back",
                   "write mode: testing, and mode: enforce later");
    }
  }

  std::string_view text_;
  std::vector<std::string_view> keys_;
  std::size_t age_column_ = 0;
  StsPolicy policy_;
};

}  // namespace

bool is_mta_sts(std::string_view text) { return begins_with_version(text, kVersion); }

Parsed<StsRecord> parse_sts_record(std::string_view text, std::string_view domain,
                                   std::time_t now) {
  const std::string fix = in_its_place(sts_to_publish(domain, now));
  if (!is_mta_sts(text)) return invalid(0, "an MTA-STS record begins with v=STSv1;", fix);
  const auto list = parse_tag_list(text);
  if (!list) return invalid(list.error().column, list.error().text, fix);
  const Tag* id = list->find("id");
  if (!id) return invalid({}, "id= is missing, so senders ignore the record", fix);
  if (id->value.empty() || id->value.size() > kMaxId ||
      !std::ranges::all_of(id->value, base::is_alphanumeric))
    return invalid(id->value_column, "id= must be 1 to 32 letters and digits", fix);
  return StsRecord{id->value, {}};
}

std::string sts_record_name(std::string_view domain) { return fmt::format("_mta-sts.{}", domain); }

std::string sts_policy_host(std::string_view domain) { return fmt::format("mta-sts.{}", domain); }

std::string sts_policy_url(std::string_view domain) {
  return fmt::format("https://{}/.well-known/mta-sts.txt", sts_policy_host(domain));
}

std::string_view sts_mode_name(StsMode mode) {
  return kModes.at(static_cast<std::size_t>(mode)).name;
}

Parsed<StsPolicy> parse_sts_policy(std::string_view text) { return PolicyReader(text).run(); }

bool sts_matches(std::string_view pattern, std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (!pattern.starts_with("*.")) return base::equal_ignoring_case(pattern, host);
  const std::size_t dot = host.find('.');
  return dot != std::string_view::npos && dot != 0 &&
         base::equal_ignoring_case(pattern.substr(1), host.substr(dot));
}

bool sts_covers(const StsPolicy& policy, std::string_view host) {
  return std::ranges::any_of(
      policy.mx, [&](const std::string& pattern) { return sts_matches(pattern, host); });
}

std::string sts_policy_for(const std::vector<std::string>& hosts, StsMode mode) {
  std::string text = fmt::format("version: STSv1\nmode: {}\n", sts_mode_name(mode));
  for (const std::string& host : hosts) text += fmt::format("mx: {}\n", host);
  return text + "max_age: 604800\n";
}

}  // namespace policy
