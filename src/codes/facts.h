// What a reply quotes: addresses, lists, links, sizes, rates. And what contradicts itself in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codes/reply_text.h"

namespace codes {

struct Fact {
  std::string_view kind;  // "ip", "url", "list", "address", "domain", "size", "rate"
  std::string value;
};

// In the order of the text, each once; at most 20.
std::vector<Fact> find_facts(std::string_view text);

// "temporarily", "try again later": what is refused now may be taken then.
bool speaks_of_later(std::string_view text);

// Sentences: an enhanced code of another class than the reply code, "try again later" in a
// permanent refusal, greylisting.
std::vector<std::string> find_contradictions(const ReplyText& reply, std::string_view text);

}  // namespace codes
