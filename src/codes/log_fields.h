// Pieces of a log's line.
#pragma once

#include <string.h>

#include <algorithm>
#include <string_view>

#include "base/ascii.h"
#include "base/text.h"

namespace codes {

// memmem is several times faster than string_view::find, and this is where a summary spends its
// time.
inline std::size_t find(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return text.npos;
  const void* at = memmem(text.data(), text.size(), word.data(), word.size());
  return at == nullptr ? text.npos
                       : static_cast<std::size_t>(static_cast<const char*>(at) - text.data());
}

inline std::string_view after(std::string_view text, std::size_t at) {
  return at >= text.size() ? std::string_view{} : text.substr(at);
}

// What stands between `open` and the first of `close` behind it; empty when there is none.
inline std::string_view between(std::string_view text, std::string_view open,
                                std::string_view close) {
  const std::size_t at = find(text, open);
  if (at == text.npos) return {};
  const std::string_view rest = text.substr(at + open.size());
  return rest.substr(0, rest.find_first_of(close));
}

// "Nov 22 01:02:03", "2026-11-22T01:02:03.4+00:00", "2026-11-22 01:02:03" or, as Exim's
// log_timezone has it, "2026-11-22 01:02:03 +0100".
inline std::string_view time_of(std::string_view line) {
  if (line.size() < 16) return {};
  if (!base::is_digit(line[0])) return line.substr(0, 15);
  if (line[10] != ' ') return line.substr(0, std::min(line.find(' '), std::size_t{40}));
  const bool has_zone = line.size() > 25 && (line[20] == '+' || line[20] == '-') && line[25] == ' ';
  return line.substr(0, has_zone ? 25 : 19);
}

// "Nov 22 01:02:03 ..." or "2026-11-22...".
inline bool starts_with_date(std::string_view line) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (line.size() < 15) return false;
  const bool clock = line[3] == ' ' && line[9] == ':' && line[12] == ':';
  const std::size_t month = kMonths.find(line.substr(0, 3));
  if (clock && month != kMonths.npos && month % 3 == 0) return true;
  return line[4] == '-' && line[7] == '-' && line[0] == '2';
}

inline std::string_view in_brackets(std::string_view text) {
  text = base::trim(text);
  if (!text.starts_with('(')) return text;
  text.remove_prefix(1);
  const std::size_t close = text.rfind(')');
  return text.substr(0, close);
}

}  // namespace codes
