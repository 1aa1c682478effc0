#include "message/tokens.h"

#include <algorithm>

namespace message {

TokenReplacer::TokenReplacer(Table table) : table_(std::move(table)) {
  for (const auto& [token, value] : table_) longest_ = std::max(longest_, token.size());
}

std::string_view TokenReplacer::replace(std::string_view piece) {
  pending_ += piece;
  return run(false);
}

std::string_view TokenReplacer::finish() { return run(true); }

std::string_view TokenReplacer::run(bool last) {
  out_.clear();
  std::size_t at = 0;
  while (at < pending_.size()) {
    const std::size_t mark = std::min(pending_.find_first_of("{%", at), pending_.size());
    out_.append(pending_, at, mark - at);
    at = mark;
    if (at == pending_.size() || (!last && pending_.size() - at < longest_)) break;
    const std::string_view rest = std::string_view(pending_).substr(at);
    const auto found = std::ranges::find_if(
        table_, [rest](const auto& entry) { return rest.starts_with(entry.first); });
    if (found == table_.end()) {
      out_ += pending_[at++];
    } else {
      out_ += found->second;
      at += found->first.size();
    }
  }
  pending_.erase(0, at);
  return out_;
}

std::string replace_tokens(std::string_view text, const TokenReplacer::Table& table) {
  TokenReplacer replacer(table);
  std::string out(replacer.replace(text));
  return out.append(replacer.finish());
}

TokenReplacer::Table token_table(const std::string& date, const std::string& from,
                                 const std::string& to, const std::string& message_id) {
  return {{"{{date}}", date},
          {"%DATE%", date},
          {"{{from}}", from},
          {"%FROM_ADDRESS%", from},
          {"{{to}}", to},
          {"%TO_ADDRESS%", to},
          {"{{message_id}}", "<" + message_id + ">"},
          {"%MESSAGEID%", "<" + message_id + ">"}};
}

}  // namespace message
