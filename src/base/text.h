// Small things about text that the standard library lacks. ASCII only where case is concerned:
// SMTP keywords are ASCII, and the machine's locale must not change what a server said.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"

namespace base {

char to_lower(char c);
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);

// Without blanks, tabs, CR and LF at either end.
std::string_view trim(std::string_view text);

// All pieces, empty ones too; "" gives one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);

// What is safe on a terminal and in a one-line message: control bytes, DEL, C1 controls, bytes
// that are not UTF-8, and characters that reorder text or end a line elsewhere (U+061C, U+200E-F,
// U+2028-E, U+2066-9) come out as \n, \r, \t, \0 or \xHH; a backslash stays one. Every byte of a
// server passes through here.
std::string printable(std::string_view text);

// The same without copying when there is nothing to escape: true when printable(text) == text.
bool is_printable(std::string_view text);

bool is_utf8(std::string_view text);
// How many bytes at the start of `text` are UTF-8.
std::size_t utf8_prefix(std::string_view text);
bool is_ascii(std::string_view text);

// True when `text` would end a command line or cut a string short: CR, LF or NUL.
bool breaks_line(std::string_view text);

// `*` matches any run, `?` any one character; case is ignored.
bool glob_match(std::string_view pattern, std::string_view text);

// "200ms", "5s", "3m", "2h", "1d"; a bare number is seconds. Error kind parse.
Result<Duration> parse_duration(std::string_view text);

// "200 ms", "5 s", "1.5 s", "3 min".
std::string show_duration(Duration span);

// "1024", "10KiB", "5MB", "1.5G" (K, M, G alone are binary as in Postfix and curl). Error kind
// parse.
Result<std::uint64_t> parse_size(std::string_view text);

// "812 bytes", "1.2 MB", "3.4 GB" (powers of 1000).
std::string show_size(std::uint64_t bytes);

// "12,345".
std::string show_count(std::uint64_t number);

// The whole of `text` as a number in [0, most]; nothing for anything else.
std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t most);

// The word in `known` nearest to `word` when it is near enough to be meant (for "did you mean"):
// one letter in three is wrong at most, neighbours that changed places counting as one; else the
// first that begins with it.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace base
