// Macros in SPF records and explanations (RFC 7208 section 7).
#pragma once

#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "net/address.h"
#include "policy/finding.h"

namespace policy {

// A literal, or what "%{...}" says.
struct SpfMacroPart {
  std::string literal;      // when letter is 0; "%%", "%_" and "%-" are literals here
  char letter = 0;          // lower case
  bool url_escape = false;  // it stood in upper case
  unsigned parts = 0;       // so many on the right are kept; 0: all
  bool reversed = false;
  std::string delimiters;  // where the value is split; never empty
};

struct SpfMacroString {
  std::string text;  // as published
  std::vector<SpfMacroPart> parts;

  bool has_letter(char letter) const;
  bool is_plain() const;  // no "%{...}" in it: it says the same to everybody
};

enum class SpfMacroUse {
  domain,    // a domain-spec: ends in a macro or in "." and a top label; no c, r, t
  modifier,  // the value of a modifier that nobody knows: any macro-string
  explain,   // the text behind exp=: blanks too
};

// `column` is where `text` stands in the record; findings count from there.
Parsed<SpfMacroString> parse_spf_macros(std::string_view text, SpfMacroUse use,
                                        std::size_t column = 0);

struct SpfMacroValues {
  net::IpAddress ip;
  std::string sender;  // always with local part and "@"
  std::string domain;  // the one whose record is read: %{d}
  std::string helo;
  std::string validated_name = "unknown";  // %{p}; its owner has asked the DNS
  std::string receiver = "unknown";        // %{r}
  std::time_t now = 0;                     // %{t}
};

std::string expand_spf_macros(const SpfMacroString& macros, const SpfMacroValues& values);

// The same for a name to be asked for: without its last dot, and without so many labels on the
// left that 253 bytes remain (section 7.3).
std::string expand_spf_name(const SpfMacroString& macros, const SpfMacroValues& values);

}  // namespace policy
