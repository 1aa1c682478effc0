// The rules of --rules: tried ahead of those that are compiled in.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/result.h"
#include "codes/classifier.h"

namespace commands {

class OwnRules {
 public:
  // Error kind no_input for a file that cannot be read; parse, with file and line, for a form, a
  // pattern or a reason that is none, and for a rule that does not decide its own test line.
  static base::Result<std::unique_ptr<OwnRules>> load(const std::string& path);

  const codes::Classifier& classifier() const { return *classifier_; }

  OwnRules(const OwnRules&) = delete;
  OwnRules& operator=(const OwnRules&) = delete;

 private:
  explicit OwnRules(std::string text) : text_(std::move(text)) {}
  base::Result<void> parse(const std::string& path);
  base::Result<void> check_reasons() const;
  base::Result<void> check_tests(std::size_t count) const;

  std::string text_;  // the rules are views into it
  std::string path_;
  std::unique_ptr<codes::Classifier> classifier_;
};

}  // namespace commands
