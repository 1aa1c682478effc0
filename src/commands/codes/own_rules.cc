#include "commands/codes/own_rules.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "codes/code_table.h"
#include "commands/codes/input.h"

namespace commands {

base::Result<std::unique_ptr<OwnRules>> OwnRules::load(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in || is_folder(path)) {
    return base::fail(base::ErrorKind::no_input,
                      fmt::format("--rules: {} cannot be read", base::printable(path)));
  }
  std::ostringstream text;
  text << in.rdbuf();
  std::unique_ptr<OwnRules> rules(new OwnRules(text.str()));
  if (auto parsed = rules->parse(path); !parsed) return base::fail(parsed.error());
  return rules;
}

base::Result<void> OwnRules::parse(const std::string& path) {
  path_ = path;
  auto own = codes::parse_rules(text_, path_);
  if (!own) return base::fail(own.error());
  const std::size_t count = own->size();
  for (codes::Rule& rule : codes::builtin_rules()) own->push_back(std::move(rule));
  auto made = codes::Classifier::make(std::move(*own));
  if (!made) return base::fail(made.error());
  classifier_ = std::make_unique<codes::Classifier>(std::move(*made));
  if (auto checked = classifier_->check_patterns(); !checked) return checked;
  if (auto checked = check_reasons(); !checked) return checked;
  return check_tests(count);
}

base::Result<void> OwnRules::check_tests(std::size_t count) const {
  for (std::size_t i = 0; i < count; ++i) {
    const codes::Rule& rule = classifier_->rules()[i];
    for (std::string_view test : rule.tests) {
      const std::string by = classifier_->classify(test).decided_by;
      if (by == "rule " + rule.id()) continue;
      return base::fail(
          base::ErrorKind::parse,
          fmt::format("{}:{}: {}: its test is decided by {}: {} (a match is compared with the text "
                      "in lower case, addresses written @)",
                      rule.file, rule.line, rule.id(), by, base::printable(test)));
    }
  }
  return {};
}

base::Result<void> OwnRules::check_reasons() const {
  for (const codes::Rule& rule : classifier_->rules()) {
    if (codes::CodeTable::reasons().named(rule.reason) != nullptr) continue;
    return base::fail(base::ErrorKind::parse,
                      fmt::format("{}:{}: no reason is called '{}'", rule.file, rule.line,
                                  base::printable(rule.reason)));
  }
  return {};
}

}  // namespace commands
