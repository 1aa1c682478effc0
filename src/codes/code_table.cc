#include "codes/code_table.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "codes/embedded.h"
#include "codes/record.h"

namespace codes {
namespace {

base::Error problem(const Record& record, std::string_view source, std::string_view what) {
  return {base::ErrorKind::parse, base::Stage::none,
          fmt::format("{}:{}: {}: {}", source, record.line, record.key, what)};
}

template <typename T>
bool assign(std::optional<T> value, T& to) {
  if (value) to = *value;
  return value.has_value();
}

bool set_field(CodePage& page, std::string_view key, std::string_view value) {
  struct Text {
    std::string_view key;
    std::string_view CodePage::*member;
  };
  static constexpr Text kTexts[] = {
      {"source", &CodePage::source},   {"stage", &CodePage::stage},   {"basic", &CodePage::basic},
      {"means", &CodePage::means},     {"do", &CodePage::todo},       {"causes", &CodePage::causes},
      {"loosely", &CodePage::loosely}, {"reason", &CodePage::reason},
  };
  for (const Text& text : kTexts) {
    if (text.key != key) continue;
    page.*text.member = value;
    return true;
  }
  if (key == "who") return assign(parse_actor(value), page.who);
  if (key == "suppress") return assign(parse_suppress(value), page.suppress);
  if (key == "retry") page.retry = parse_retry(value);
  return key == "retry" && page.retry.has_value();
}

bool number_matches(std::string_view pattern, int number) {
  if (pattern == "X") return true;
  const std::size_t dash = pattern.find('-');
  const auto low = base::parse_number(pattern.substr(0, dash), 999);
  if (!low) return false;
  if (dash == pattern.npos) return static_cast<int>(*low) == number;
  const auto high = base::parse_number(pattern.substr(dash + 1), 999);
  return high && number >= static_cast<int>(*low) && number <= static_cast<int>(*high);
}

bool covers(std::string_view pattern, const smtp::EnhancedStatus& code) {
  const auto [klass, subject, detail] = parts_of_enhanced(pattern);
  return number_matches(klass, code.klass) && number_matches(subject, code.subject) &&
         number_matches(detail, code.detail);
}

std::string wildcard(std::string_view pattern) {
  std::string glob = base::to_lower(pattern);
  if (glob.size() == 1) glob += glob[0] >= '0' && glob[0] <= '9' ? "xx" : "";
  const bool enhanced = glob.find('.') != glob.npos;
  for (char& c : glob) {
    if (!enhanced && c == 'x') c = '?';
  }
  return glob;
}

bool part_fits(std::string_view asked, std::string_view part) {
  if (asked == "*" || asked == "x" || part == "X") return true;
  if (asked == part) return true;
  const auto number = base::parse_number(asked, 999);
  return number && number_matches(part, static_cast<int>(*number));
}

bool fits(std::string_view glob, const CodePage& page) {
  if (!page.is_enhanced()) return glob.find('.') == glob.npos && base::glob_match(glob, page.code);
  const auto asked = base::split(glob, '.');
  const auto parts = base::split(page.code, '.');
  if (asked.size() < 2 || asked.size() > 3 || page.is_range()) return false;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (!part_fits(asked[i], parts[i])) return false;
  }
  return true;
}

// Where a page stands among those of its kind: 5.7.26 before 5.7.133-136.
std::pair<int, int> place_of(const CodePage& page) {
  const auto first_number = [](std::string_view part) {
    return static_cast<int>(base::parse_number(part.substr(0, part.find('-')), 999).value_or(0));
  };
  const auto parts = parts_of_enhanced(page.code);
  return {first_number(parts.subject), first_number(parts.detail)};
}

CodeTable make_table(std::initializer_list<std::string_view> names) {
  CodeTable table;
  for (std::string_view name : names) {
    // A table that does not parse stops the unit tests; what it holds so far still answers.
    static_cast<void>(table.add(embedded(name), name));
  }
  return table;
}

}  // namespace

bool CodePage::is_range() const {
  if (!is_enhanced()) return code.find('x') != code.npos;
  return code.substr(1).find('X') != code.npos || code == "X.X.X";
}

Retry CodePage::retry_for(int klass) const {
  if (retry) return *retry;
  if (klass == 4) return Retry::later;
  if (klass != 5) return Retry::not_needed;
  return suppress == Suppress::hard ? Retry::never : Retry::after_change;
}

Suppress CodePage::suppress_for(int klass) const {
  if (klass == 5 || suppress == Suppress::no) return suppress;
  return klass == 4 ? Suppress::soft : Suppress::no;
}

int class_of(std::string_view code) {
  return !code.empty() && code[0] >= '1' && code[0] <= '5' ? code[0] - '0' : 0;
}

const CodeTable& CodeTable::builtin() {
  static const CodeTable table = make_table(
      {"reply-codes.txt", "provider-codes.txt", "enhanced-codes.txt", "class-codes.txt"});
  return table;
}

const CodeTable& CodeTable::reasons() {
  static const CodeTable table = make_table({"reasons.txt"});
  return table;
}

base::Result<void> CodeTable::add(std::string_view text, std::string_view source) {
  auto records = parse_records(text, source);
  if (!records) return base::fail(records.error());
  for (const Record& record : *records) {
    CodePage page;
    page.code = record.key;
    page.name = record.title;
    for (const auto& [key, value] : record.fields) {
      if (!set_field(page, key, value)) {
        return base::fail(problem(record, source, fmt::format("bad field {}: {}", key, value)));
      }
    }
    pages_.push_back(page);
  }
  return {};
}

const CodePage* CodeTable::named(std::string_view code) const {
  for (const CodePage& page : pages_) {
    if (page.code == code) return &page;
  }
  return nullptr;
}

const CodePage* CodeTable::reply(int code) const {
  if (const CodePage* page = named(fmt::format("{:03}", code))) return page;
  return named(fmt::format("{}xx", code / 100));
}

const CodePage* CodeTable::enhanced(const smtp::EnhancedStatus& code) const {
  for (const CodePage& page : pages_) {
    if (page.is_enhanced() && !page.is_range() && covers(page.code, code)) return &page;
  }
  return nullptr;
}

const CodePage* CodeTable::subject(int subject) const {
  return named(fmt::format("X.{}.X", subject));
}

const CodePage* CodeTable::klass(int klass) const { return named(fmt::format("{}.X.X", klass)); }

std::vector<const CodePage*> CodeTable::find(std::string_view pattern) const {
  const std::string glob = wildcard(pattern);
  std::vector<const CodePage*> found;
  for (const CodePage& page : pages_) {
    if (fits(glob, page)) found.push_back(&page);
  }
  std::stable_sort(found.begin(), found.end(), [](const CodePage* one, const CodePage* other) {
    return place_of(*one) < place_of(*other);
  });
  return found;
}

}  // namespace codes
