#include "session/reply_pattern.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"
#include "session/template.h"

namespace session {
namespace {

constexpr std::string_view kCodeWanted =
    "a reply code (250), a class (2xx) or alternatives (250|251)";

bool is_status_number(std::string_view text) {
  return text == "x" || base::parse_number(text, 999).has_value();
}

bool is_status_pattern(std::string_view text) {
  const auto parts = base::split(text, '.');
  return parts.size() == 3 && parts[0].size() == 1 && base::is_digit(parts[0][0]) &&
         is_status_number(parts[1]) && is_status_number(parts[2]);
}

bool matches_number(std::string_view pattern, int number) {
  return pattern == "x" || pattern == std::to_string(number);
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

Read<std::string> read_code(Cursor& cursor) {
  const std::string code(cursor.rest().substr(0, 3));
  if (!is_code_pattern(code)) return cursor.expected(kCodeWanted);
  cursor.advance(3);
  return code;
}

}  // namespace

bool is_code_pattern(std::string_view text) {
  if (text.size() != 3 || text[0] < '1' || text[0] > '5') return false;
  if (text[1] == 'x') return text[2] == 'x';
  return base::is_digit(text[1]) && (base::is_digit(text[2]) || text[2] == 'x');
}

Read<ReplyLine> read_reply_line(Cursor& cursor) {
  ReplyLine line;
  do {
    auto code = read_code(cursor);
    if (!code) return tl::unexpected(code.error());
    line.codes.push_back(std::move(*code));
  } while (cursor.take("|"));
  line.more = cursor.take("-");
  if (!line.more && !cursor.done() && !cursor.take(" "))
    return cursor.expected("a blank, '-' or '|' behind the reply code");
  auto text = read_text(cursor);
  if (!text) return tl::unexpected(text.error());
  line.text = std::move(*text);
  return line;
}

std::string status_of(std::string_view text, const std::vector<std::string>& codes) {
  const std::string_view word = first_word(base::trim(text));
  if (!is_status_pattern(word)) return {};
  const bool fits =
      std::ranges::any_of(codes, [&](const std::string& code) { return code[0] == word[0]; });
  return fits ? std::string(word) : std::string();
}

bool matches_code(const std::vector<std::string>& codes, int code) {
  const std::string digits = fmt::format("{:03}", code);
  return std::ranges::any_of(codes, [&](const std::string& pattern) {
    return std::ranges::equal(pattern, digits,
                              [](char want, char got) { return want == 'x' || want == got; });
  });
}

bool matches_status(std::string_view pattern, const smtp::Reply& reply) {
  if (pattern.empty()) return true;
  if (!reply.lines.empty() && first_word(reply.lines.front()) == pattern) return true;
  const auto status = reply.status();
  if (!status) return false;
  const auto parts = base::split(pattern, '.');
  return matches_number(parts[0], status->klass) && matches_number(parts[1], status->subject) &&
         matches_number(parts[2], status->detail);
}

bool matches(const Hear& expected, const smtp::Reply& reply) {
  return matches_code(expected.codes, reply.code) && matches_status(expected.status, reply);
}

std::string show_codes(const std::vector<std::string>& codes) {
  return fmt::format("{}", fmt::join(codes, "|"));
}

std::string show_expected(const Hear& expected) {
  const std::string codes = show_codes(expected.codes);
  return expected.status.empty() ? codes : codes + " " + expected.status;
}

std::string show_got(const smtp::Reply& reply) {
  const auto status = reply.status();
  return status ? fmt::format("{} {}", reply.code, smtp::show(*status))
                : std::to_string(reply.code);
}

int plainest_code(const std::vector<std::string>& codes) {
  static constexpr std::array kPlainest{100, 250, 354, 450, 550};
  std::string code = codes.front();
  if (code[1] == 'x') return kPlainest.at(static_cast<std::size_t>(code[0] - '1'));
  std::ranges::replace(code, 'x', '0');
  return std::stoi(code);
}

base::Result<smtp::Reply> plainest_reply(const Hear& hear, const Variables& variables) {
  smtp::Reply reply;
  reply.code = plainest_code(hear.codes);
  for (const Template& line : hear.lines) {
    auto text = variables.expand(line);
    if (!text) return base::fail(text.error());
    reply.lines.push_back(std::move(*text));
  }
  std::string& first = reply.lines.front();
  if (first.starts_with(hear.status))
    std::replace(first.begin(), first.begin() + std::ssize(hear.status), 'x', '0');
  // An empty challenge is one (RFC 4954 section 4); "OK" would be another.
  if (reply.lines.size() == 1 && first.empty() && reply.code != 334) first = "OK";
  return reply;
}

}  // namespace session
