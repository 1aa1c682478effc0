#include "banner/software.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <compare>
#include <set>

#include "base/text.h"
#include "codes/embedded.h"
#include "codes/record.h"
#include "smtp/extensions.h"

namespace banner {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::size_t kLongestVersion = 40;

struct SignRow {
  Sign sign;
  std::string_view field;
  Confidence alone;
};
constexpr std::array kSigns{
    SignRow{Sign::says, "says", Confidence::certain},
    SignRow{Sign::host, "host", Confidence::certain},
    SignRow{Sign::greets, "greets", Confidence::likely},
    SignRow{Sign::hello, "hello", Confidence::guess},
    SignRow{Sign::keywords, "keywords", Confidence::guess},
};
static_assert(base::in_order_of_enum(kSigns, &SignRow::sign, Sign::keywords));

bool set_field(SoftwarePage& page, std::string_view key, std::string_view value) {
  const auto row = std::ranges::find(kSigns, key, &SignRow::field);
  if (row != kSigns.end())
    page.patterns.push_back({row->sign, value});
  else if (key == "version")
    page.version_marks.push_back(value);
  else if (key == "test")
    page.tests.push_back(value);
  else
    return false;
  return true;
}

// What each kind of sign is looked for in.
struct Evidence {
  std::array<std::string, kSigns.size()> texts;

  Evidence(const Greeting& greeting, const smtp::Reply* hello) {
    text(Sign::says) = text(Sign::greets) = greeting.text;
    text(Sign::host) = greeting.name;
    if (hello == nullptr || !hello->ok() || hello->lines.empty()) return;
    text(Sign::hello) = hello->lines.front();
    const auto extensions = smtp::Extensions::parse(*hello);
    for (const smtp::Extension& one : extensions.all())
      text(Sign::keywords) += (text(Sign::keywords).empty() ? "" : " ") + one.keyword;
  }
  std::string& text(Sign sign) { return texts.at(static_cast<std::size_t>(sign)); }
  const std::string& text(Sign sign) const { return texts.at(static_cast<std::size_t>(sign)); }
};

struct Score {
  Confidence confidence{};
  std::size_t kinds = 0;  // of signs; 0: none was found
  friend auto operator<=>(const Score&, const Score&) = default;
};

Score judge(const SoftwarePage& page, const Evidence& evidence) {
  Confidence best = Confidence::guess;
  std::set<Sign> seen;
  for (const SoftwarePage::Pattern& pattern : page.patterns) {
    const std::string& text = evidence.text(pattern.sign);
    if (text.empty() || !base::glob_match(pattern.glob, text)) continue;
    seen.insert(pattern.sign);
    best = std::max(best, kSigns.at(static_cast<std::size_t>(pattern.sign)).alone);
  }
  if (seen.size() > 1) best = std::max(best, Confidence::likely);
  return {best, seen.size()};
}

bool is_version_character(char c) {
  const char lower = base::to_lower(c);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
         c == '_' || c == '+';
}

std::string version_in(std::string_view text, const std::vector<std::string_view>& marks) {
  for (const std::string_view mark : marks) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) continue;
    std::string_view rest = base::trim(text.substr(at + mark.size()));
    const auto end = std::ranges::find_if_not(rest, is_version_character);
    rest = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    if (rest.find_first_of("0123456789") != std::string_view::npos)
      return std::string(rest.substr(0, kLongestVersion));
  }
  return {};
}

}  // namespace

std::string_view confidence_name(Confidence confidence) {
  switch (confidence) {
    case Confidence::guess:
      return "guess";
    case Confidence::likely:
      return "likely";
    case Confidence::certain:
      return "certain";
  }
  return "";
}

Result<std::vector<SoftwarePage>> parse_software(std::string_view text, std::string_view source) {
  const auto records = codes::parse_records(text, source);
  if (!records) return fail(records.error());
  std::vector<SoftwarePage> pages;
  for (const codes::Record& record : *records) {
    SoftwarePage& page = pages.emplace_back();
    page.id = record.key;
    page.name = record.title;
    for (const auto& [key, value] : record.fields)
      if (!set_field(page, key, value))
        return fail(ErrorKind::parse,
                    fmt::format("{}:{}: {}: unknown field {}", source, record.line, page.id, key));
  }
  return pages;
}

const std::vector<SoftwarePage>& software_table() {
  static const auto kTable = [] {
    auto pages = parse_software(codes::embedded("software.txt"), "software.txt");
    return pages ? std::move(*pages) : std::vector<SoftwarePage>{};  // a unit test says so
  }();
  return kTable;
}

Software recognise(const Greeting& greeting, const smtp::Reply* hello) {
  const Evidence evidence(greeting, hello);
  Software software;
  Score best;
  for (const SoftwarePage& page : software_table()) {
    const Score score = judge(page, evidence);
    if (score.kinds == 0 || (best.kinds != 0 && score <= best)) continue;
    best = score;
    software = {page.id, page.name, version_in(greeting.text, page.version_marks),
                score.confidence};
  }
  return software;
}

}  // namespace banner
