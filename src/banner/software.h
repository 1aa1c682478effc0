// Which program greets: recognised by a table of signs (data/software.txt), with how far the guess
// can be trusted. A greeting is what its administrator wrote, so nothing here is proof.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "banner/greeting.h"
#include "base/result.h"
#include "smtp/reply.h"

namespace banner {

// guess: other programs do so too. likely: its usual words, or two signs that agree. certain: it
// says its name.
enum class Confidence { guess, likely, certain };
std::string_view confidence_name(Confidence confidence);

struct Software {
  std::string_view id;    // "postfix"; empty: not recognised
  std::string_view name;  // "Postfix"
  std::string version;    // as the greeting tells it, printable; empty: it does not
  Confidence confidence = Confidence::guess;
};

// The kinds of signs, each a field of the table: where its pattern is looked for, and how far it
// can be trusted alone.
enum class Sign {
  says,      // names itself in the greeting, behind the host's name: certain
  host,      // the greeting's host is the provider's: certain
  greets,    // the greeting's usual words: likely
  hello,     // the first line of the reply to EHLO: a guess
  keywords,  // the keywords offered, in their order: a guess
};

struct SoftwarePage {
  struct Pattern {
    Sign sign{};
    std::string_view glob;
  };
  std::string_view id, name;
  std::vector<Pattern> patterns;
  std::vector<std::string_view> version_marks;  // words that stand right before the version
  std::vector<std::string_view> tests;          // greetings that this page decides
};

// The table that is compiled in. Where two pages match equally well the first one holds.
const std::vector<SoftwarePage>& software_table();

// Error kind parse, naming the line.
base::Result<std::vector<SoftwarePage>> parse_software(std::string_view text,
                                                       std::string_view source);

// `hello` is the reply to EHLO, or null. The strongest sign decides, then the number of kinds of
// signs. Two kinds make a guess likely; certain is only who names itself.
Software recognise(const Greeting& greeting, const smtp::Reply* hello);

}  // namespace banner
