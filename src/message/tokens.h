// Words in a ready-made message that stand for something else: {{date}}, {{from}}, {{to}},
// {{message_id}}, and swaks' %DATE%, %FROM_ADDRESS%, %TO_ADDRESS%, %MESSAGEID%.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace message {

// Works on pieces cut anywhere; holds back at most the length of the longest token.
class TokenReplacer {
 public:
  // Token and value; a token is what stands in the text, whole.
  using Table = std::vector<std::pair<std::string, std::string>>;
  explicit TokenReplacer(Table table);

  // What is sure by now. Valid until the next call.
  std::string_view replace(std::string_view piece);
  // What was held back.
  std::string_view finish();

 private:
  std::string_view run(bool last);

  Table table_;
  std::size_t longest_ = 0;
  std::string pending_;
  std::string out_;
};

// A whole text at once.
std::string replace_tokens(std::string_view text, const TokenReplacer::Table& table);

TokenReplacer::Table token_table(const std::string& date, const std::string& from,
                                 const std::string& to, const std::string& message_id);

}  // namespace message
