#include "codes/rule.h"

#include <fmt/core.h>

#include "base/text.h"
#include "codes/embedded.h"
#include "codes/record.h"

namespace codes {
namespace {

bool part_fits(std::string_view pattern, int number) {
  return pattern == "X" || pattern == "*" || pattern == std::to_string(number);
}

bool status_fits(std::string_view pattern, const smtp::EnhancedStatus& status) {
  const auto [klass, subject, detail] = parts_of_enhanced(pattern);
  return part_fits(klass, status.klass) && part_fits(subject, status.subject) &&
         part_fits(detail, status.detail);
}

bool reply_fits(std::string_view pattern, int code) {
  const std::string digits = std::to_string(code);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (i >= digits.size() || (pattern[i] != 'x' && pattern[i] != digits[i])) return false;
  }
  return true;
}

template <typename Fits>
bool none_or_any(const std::vector<std::string_view>& patterns, const Fits& fits) {
  if (patterns.empty()) return true;
  for (std::string_view pattern : patterns) {
    if (fits(pattern)) return true;
  }
  return false;
}

bool set_field(Rule& rule, std::string_view key, std::string_view value) {
  if (value.empty()) return false;
  if (key == "match") {
    rule.matches.push_back(value);
  } else if (key == "status") {
    rule.statuses.push_back(value);
  } else if (key == "reply") {
    rule.replies.push_back(value);
  } else if (key == "test") {
    rule.tests.push_back(value);
  } else if (key == "stage") {
    rule.stage = value;
  } else if (key == "source") {
    rule.source = value;
  } else {
    return false;
  }
  return true;
}

base::Result<Rule> make_rule(const Record& record, std::string_view file) {
  Rule rule;
  rule.reason = record.key;
  rule.name = record.title;
  rule.file = file;
  rule.line = record.line;
  for (const auto& [key, value] : record.fields) {
    if (set_field(rule, key, value)) continue;
    return base::fail(base::ErrorKind::parse, fmt::format("{}:{}: {}: bad field {}: {}", file,
                                                          rule.line, rule.id(), key, value));
  }
  if (rule.matches.empty() && rule.statuses.empty() && rule.replies.empty()) {
    return base::fail(base::ErrorKind::parse, fmt::format("{}:{}: {}: needs match, status or reply",
                                                          file, rule.line, rule.id()));
  }
  return rule;
}

}  // namespace

std::string Rule::id() const { return fmt::format("{}/{}", reason, name); }

bool Rule::in_scope(const ReplyText& text) const {
  if (!statuses.empty() && !text.status) return false;
  if (!replies.empty() && text.code == 0) return false;
  if (!stage.empty() && base::stage_name(text.stage) != stage) return false;
  return none_or_any(statuses, [&](auto pattern) { return status_fits(pattern, *text.status); }) &&
         none_or_any(replies, [&](auto pattern) { return reply_fits(pattern, text.code); });
}

base::Result<std::vector<Rule>> parse_rules(std::string_view text, std::string_view file) {
  auto records = parse_records(text, file);
  if (!records) return base::fail(records.error());
  std::vector<Rule> rules;
  for (const Record& record : *records) {
    auto rule = make_rule(record, file);
    if (!rule) return base::fail(rule.error());
    rules.push_back(std::move(*rule));
  }
  return rules;
}

std::vector<Rule> builtin_rules() {
  std::vector<Rule> all;
  int tier = 0;
  for (const EmbeddedText& entry : embedded_texts()) {
    if (!entry.name.starts_with("rules-")) continue;
    ++tier;
    auto rules = parse_rules(entry.text, entry.name);
    if (!rules) continue;  // a unit test says so
    for (Rule& rule : *rules) {
      rule.tier = tier;
      all.push_back(std::move(rule));
    }
  }
  return all;
}

}  // namespace codes
