// Rules that tell from a text why a message was refused: data, in src/codes/data/rules-*.txt or
// in a file of the user's. Their form is described at the top of rules-1-marks.txt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codes/reply_text.h"

namespace codes {

struct Rule {
  std::string_view reason;                 // "userunknown"
  std::string_view name;                   // "wrong-recipient"
  std::vector<std::string_view> matches;   // RE2; none: the scope alone decides
  std::vector<std::string_view> statuses;  // "5.1.1", "X.7.26", "X.7.*"; none: any
  std::vector<std::string_view> replies;   // "550", "5xx"; none: any
  std::string_view stage;                  // "rcpt"; empty: any
  std::string_view source;
  std::vector<std::string_view> tests;  // texts that this rule decides
  std::string_view file;
  int line = 0;
  // 0: the user's own, 1: marks of one provider, 2: plain words, 3: words that say little.
  int tier = 0;

  // "userunknown/wrong-recipient"
  std::string id() const;

  // Whether code, enhanced code and stage of the text are ones the rule is for.
  bool in_scope(const ReplyText& text) const;
};

// The rules of one file, in its order. Views point into `text` and `file`. Error kind parse.
base::Result<std::vector<Rule>> parse_rules(std::string_view text, std::string_view file);

// The rules that are compiled in, in the order in which they decide.
std::vector<Rule> builtin_rules();

}  // namespace codes
