#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "base/ascii.h"

namespace base {
namespace {

unsigned char byte(char c) { return static_cast<unsigned char>(c); }

struct Decoded {
  char32_t point = 0;
  std::size_t length = 0;  // 0: not UTF-8
};

// One UTF-8 character at the start of `text`: no overlong forms, no surrogates (RFC 3629).
Decoded decode_utf8(std::string_view text) {
  const unsigned char first = byte(text[0]);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  char32_t point = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(text[i]) & 0xC0U) != 0x80) return {};
    point = point << 6 | (byte(text[i]) & 0x3FU);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (overlong || surrogate || point > 0x10FFFF) return {};
  return {point, length};
}

// Characters that change how the text around them is shown: C1 controls, line ends that are none
// to us, and the bidirectional ones ("Trojan Source", CVE-2021-42574).
bool misleads(char32_t point) {
  return (point >= 0x80 && point < 0xA0) || point == 0x061C || point == 0x200E || point == 0x200F ||
         point == 0x2028 || point == 0x2029 || (point >= 0x202A && point <= 0x202E) ||
         (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

bool safe_at(std::string_view rest, std::size_t& length) {
  const unsigned char first = byte(rest[0]);
  length = 1;
  if (first < 0x80) return first >= 0x20 && first != 0x7F;
  const Decoded decoded = decode_utf8(rest);
  if (decoded.length == 0) return false;
  length = decoded.length;
  return !misleads(decoded.point);
}

void escape_byte(std::string& out, char c) {
  switch (c) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\0':
      out += "\\0";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\x{:02X}", byte(c));
  }
}

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

// The unit behind a number, as its factor; nothing for an unknown one.
template <std::size_t N>
std::optional<std::uint64_t> factor_of(std::string_view name, const std::array<Unit, N>& units) {
  for (const Unit& unit : units)
    if (equal_ignoring_case(unit.name, name)) return unit.factor;
  return std::nullopt;
}

// `text` as NUMBER[.FRACTION]UNIT in whole units of factor 1; nothing when it is not that.
template <std::size_t N>
std::optional<std::uint64_t> parse_quantity(std::string_view text,
                                            const std::array<Unit, N>& units) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  if (digits == 0) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
  if (error != std::errc() || end != text.data() + digits) return std::nullopt;
  const auto factor = factor_of(trim(text.substr(digits)), units);
  if (!factor) return std::nullopt;
  const double total = number * static_cast<double>(*factor);
  if (total > 9e15) return std::nullopt;
  return static_cast<std::uint64_t>(total);
}

// Letters added, dropped or replaced, and neighbours that changed places, each counting one.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, row(b.size() + 1), next(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      next[j] =
          std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before = row;
    row = next;
  }
  return row[b.size()];
}

}  // namespace

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string to_lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) { return to_lower(c); });
  return lower;
}

std::string to_upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, {}, [](char c) { return to_lower(c); }, [](char c) { return to_lower(c); });
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const std::size_t at = text.find(separator);
    pieces.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + 1);
  }
}

bool is_printable(std::string_view text) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size(); i += length)
    if (!safe_at(text.substr(i), length)) return false;
  return true;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size(); i += length) {
    if (safe_at(text.substr(i), length)) {
      out += text.substr(i, length);
    } else {
      for (const char c : text.substr(i, length)) escape_byte(out, c);
    }
  }
  return out;
}

std::size_t utf8_prefix(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t length = decode_utf8(text.substr(i)).length;
    if (length == 0) return i;
    i += length;
  }
  return i;
}

bool is_utf8(std::string_view text) { return utf8_prefix(text) == text.size(); }

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return byte(c) < 0x80; });
}

bool breaks_line(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool glob_match(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0;
  std::size_t star = std::string_view::npos, star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() &&
               (pattern[p] == '?' || to_lower(pattern[p]) == to_lower(text[t]))) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

Result<Duration> parse_duration(std::string_view text) {
  static constexpr std::array<Unit, 6> kUnits{
      {{"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  const auto ms = parse_quantity(trim(text), kUnits);
  // Ten years: a moment so far away still fits the steady clock.
  if (!ms || *ms > 315'360'000'000)
    return fail(ErrorKind::parse,
                fmt::format("'{}' is not a duration: write 200ms, 5s, 3m or 2h", printable(text)));
  return Duration(*ms);
}

std::string show_duration(Duration span) {
  const auto ms = span.count();
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms % 60'000 == 0) return fmt::format("{} min", ms / 60'000);
  if (ms % 1000 == 0 || ms >= 100'000) return fmt::format("{} s", ms / 1000);
  return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000);
}

Result<std::uint64_t> parse_size(std::string_view text) {
  static constexpr std::array<Unit, 12> kUnits{{{"", 1},
                                                {"B", 1},
                                                {"K", 1ULL << 10},
                                                {"M", 1ULL << 20},
                                                {"G", 1ULL << 30},
                                                {"KB", 1000},
                                                {"MB", 1'000'000},
                                                {"GB", 1'000'000'000},
                                                {"KiB", 1ULL << 10},
                                                {"MiB", 1ULL << 20},
                                                {"GiB", 1ULL << 30},
                                                {"TiB", 1ULL << 40}}};
  const auto bytes = parse_quantity(trim(text), kUnits);
  if (!bytes)
    return fail(ErrorKind::parse,
                fmt::format("'{}' is not a size: write 1024, 10KiB or 5MB", printable(text)));
  return *bytes;
}

std::string show_size(std::uint64_t bytes) {
  static constexpr std::array<std::string_view, 4> kNames{"kB", "MB", "GB", "TB"};
  if (bytes < 1000) return fmt::format("{} byte{}", bytes, bytes == 1 ? "" : "s");
  double size = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (size /= 1000; size >= 999.95 && unit + 1 < kNames.size(); size /= 1000) ++unit;
  return fmt::format("{:.1f} {}", size, kNames.at(unit));
}

std::string show_count(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t most) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > most)
    return std::nullopt;
  return number;
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known) {
  const std::string given = to_lower(word);
  const std::size_t letters = given.size() - std::min(given.find_first_not_of('-'), given.size());
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(1, letters / 3) + 1;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(given, to_lower(candidate));
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  if (best || letters < 3) return best;
  const auto begun = std::ranges::find_if(
      known, [&](const std::string& one) { return starts_with_ignoring_case(one, given); });
  return begun == known.end() ? std::nullopt : std::optional(*begun);
}

}  // namespace base
