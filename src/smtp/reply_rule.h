// A reply that a test wants to see: `--on 'RCPT TO:<nobody@*>' '550 5.1.1 no such user'`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "smtp/reply.h"

namespace smtp {

struct ReplyRule {
  std::string pattern;         // of base::glob_match; against the command line
  std::optional<Reply> reply;  // nothing: the connection is closed without a word
};

// `reply`: a code from 200 to 599, a blank and a text, or `drop`. Error kind parse.
base::Result<ReplyRule> parse_reply_rule(std::string_view pattern, std::string_view reply);

// The first rule that matches one of the forms of a command; nullptr when there is none.
const ReplyRule* find_rule(const std::vector<ReplyRule>& rules,
                           const std::vector<std::string>& forms);

}  // namespace smtp
