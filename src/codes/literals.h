// Which patterns can match a text at all.
//
// A pattern such as `(user|recipient) unknown` matches only texts with "unknown" in them. To look
// for a thousand such literals in one pass is cheap; to compile four hundred patterns for one
// reply is not (40 ms, or 4 ms for each new text with RE2::Set). So a pattern is compiled when one
// of its literals is met for the first time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace codes {

// Literals of which each text that the pattern (RE2) matches holds one; empty when none are known.
// All of them have at least three bytes.
std::vector<std::string> required_literals(std::string_view pattern);

class LiteralIndex {
 public:
  LiteralIndex();

  void add(std::string literal, std::size_t owner);

  // Sets found[owner] for each owner that has a literal in `text`.
  void find(std::string_view text, std::vector<bool>& found) const;

 private:
  struct Entry {
    std::string literal;
    std::size_t owner;
  };
  std::vector<std::vector<Entry>> buckets_;  // by a hash of the first three bytes
};

}  // namespace codes
