#include "session/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "session/conditions.h"
#include "session/cursor.h"
#include "session/directives.h"
#include "session/reply_pattern.h"
#include "session/template.h"

namespace session {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// "C:", "C NAME:", "S:", "S NAME:", "S?", "S NAME?"
struct Marker {
  char side = 'C';
  std::string connection;
  bool optional = false;
};

std::optional<Marker> take_marker(Cursor& cursor) {
  Cursor ahead = cursor;
  Marker marker{ahead.peek(), {}, false};
  ahead.advance(1);
  ahead.skip_blanks();
  marker.connection = ahead.take_name();
  if (!marker.connection.empty() && !is_name(marker.connection)) return std::nullopt;
  marker.optional = marker.side == 'S' && ahead.take("?");
  if (!marker.optional && !ahead.take(":")) return std::nullopt;
  ahead.take(" ");
  cursor = ahead;
  return marker;
}

tl::unexpected<Complaint> not_a_statement(const Cursor& cursor) {
  static constexpr std::string_view kWanted = "'C:', 'S:', '?', '@', '#' or an empty line";
  if (is_code_pattern(cursor.rest().substr(0, 3)))
    return cursor.expected(fmt::format("{}: what a server says stands behind 'S: '", kWanted));
  return cursor.expected(kWanted);
}

// The byte that no line of a session file may hold, as text for the complaint.
std::optional<Complaint> forbidden_byte(std::string_view line) {
  const auto bad = std::ranges::find_if(line, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F';
  });
  if (bad != line.end())
    return Complaint{static_cast<std::size_t>(bad - line.begin()),
                     fmt::format("expected text, got the control character {}: write it as @send "
                                 "\"...\"",
                                 base::printable(std::string_view(&*bad, 1)))};
  const std::size_t valid = base::utf8_prefix(line);
  if (valid == line.size()) return std::nullopt;
  return Complaint{valid, "expected UTF-8: write other bytes as @send \"\\xHH\""};
}

class Parser {
 public:
  explicit Parser(std::shared_ptr<const Source> source) : source_(std::move(source)) {
    script_.source = source_;
  }

  base::Result<Script> run() {
    while (line_ < source_->lines.size()) {
      auto read = statement();
      if (!read)
        return base::fail(base::ErrorKind::parse,
                          point_at({source_, line_, read.error().at}, read.error().text));
      script_.statements.push_back(std::move(*read));
    }
    return std::move(script_);
  }

 private:
  // Makes the next line the current one.
  Read<Cursor> next_line() {
    const std::string_view line = source_->lines[line_++];
    if (const auto bad = forbidden_byte(line)) return tl::unexpected(*bad);
    Cursor cursor(line);
    cursor.skip_blanks();
    return cursor;
  }

  Read<Statement> statement() {
    auto cursor = next_line();
    if (!cursor) return tl::unexpected(cursor.error());
    const Place place{source_, line_, cursor->at()};
    auto read = dispatch(*cursor);
    if (read && read->place.source == nullptr) read->place = place;
    return read;
  }

  Read<Statement> dispatch(Cursor& cursor) {
    if (cursor.done()) return Statement{{}, {}, Blank{}};
    if (cursor.take("#")) return Statement{{}, {}, Comment{trimmed_end(cursor.rest())}};
    if (cursor.take("@")) return read_directive(cursor);
    if (cursor.take("?")) return check(cursor);
    if (cursor.peek() != 'C' && cursor.peek() != 'S') return not_a_statement(cursor);
    const auto marker = take_marker(cursor);
    if (!marker) return not_a_statement(cursor);
    return marker->side == 'C' ? say(cursor, *marker) : hear(cursor, *marker);
  }

  static std::string trimmed_end(std::string_view text) {
    return std::string(text.substr(0, text.find_last_not_of(" \t") + 1));
  }

  static Read<Statement> check(Cursor& cursor) {
    auto condition = read_condition(cursor);
    if (!condition) return tl::unexpected(condition.error());
    return Statement{{}, {}, Check{std::move(*condition)}};
  }

  Read<Statement> say(Cursor& cursor, const Marker& marker) {
    const Place place{source_, line_, cursor.at()};
    auto text = read_text(cursor);
    if (!text) return tl::unexpected(text.error());
    return Statement{place, marker.connection, Say{std::move(*text)}};
  }

  Read<Statement> hear(Cursor& cursor, const Marker& marker) {
    cursor.skip_blanks();
    Statement statement{{source_, line_, cursor.at()}, marker.connection, {}};
    auto line = read_reply_line(cursor);
    if (!line) return tl::unexpected(line.error());
    Hear hear{marker.optional, line->codes, {}, {std::move(line->text)}};
    for (bool more = line->more; more;) {
      auto next = next_reply_line(marker, hear.codes);
      if (!next) return tl::unexpected(next.error());
      more = next->more;
      hear.lines.push_back(std::move(next->text));
    }
    const Template& first = hear.lines.front();
    if (!first.pieces.empty() && !first.pieces.front().is_call)
      hear.status = status_of(first.pieces.front().text, hear.codes);
    statement.what = std::move(hear);
    return statement;
  }

  // The line behind "S: 250-...", which must be of the same reply.
  Read<ReplyLine> next_reply_line(const Marker& marker, const std::vector<std::string>& codes) {
    if (line_ == source_->lines.size())
      return complain(source_->lines[line_ - 1].size(), wanted_line(codes));
    auto cursor = next_line();
    if (!cursor) return tl::unexpected(cursor.error());
    const Cursor start = *cursor;
    const auto next = cursor->peek() == 'S' ? take_marker(*cursor) : std::nullopt;
    if (!next || next->connection != marker.connection || next->optional != marker.optional)
      return complain(start.at(), wanted_line(codes));
    cursor->skip_blanks();
    const Cursor code = *cursor;
    auto line = read_reply_line(*cursor);
    if (line && line->codes != codes)
      return code.expected(
          fmt::format("{}: the lines of one reply have one code", show_codes(codes)));
    return line;
  }

  static std::string wanted_line(const std::vector<std::string>& codes) {
    const std::string code = show_codes(codes);
    return fmt::format(
        "expected the next line of the reply: 'S: {}-...' or, as its last, 'S: {} ...'", code,
        code);
  }

  std::shared_ptr<const Source> source_;
  std::size_t line_ = 0;  // the number of the current line, from 1
  Script script_;
};

std::string_view without_carriage_return(std::string_view line) {
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

}  // namespace

std::vector<std::string> lines_of(std::string_view bytes) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  std::vector<std::string> lines;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    lines.emplace_back(without_carriage_return(bytes.substr(0, end)));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return lines;
}

base::Result<Script> parse(std::string_view bytes, const std::string& name) {
  const std::string shown = base::printable(name);
  if (bytes.size() > kMaxFile)
    return base::fail(base::ErrorKind::parse,
                      fmt::format("{}: larger than 10 MB, the most a session file may be", shown));
  auto source = std::make_shared<Source>(Source{name, lines_of(bytes)});
  const auto too_long = std::ranges::find_if(
      source->lines, [](const std::string& line) { return line.size() > kMaxLine; });
  if (too_long != source->lines.end())
    return base::fail(base::ErrorKind::parse,
                      fmt::format("{}:{}: longer than 1 MiB, the most a line may be", shown,
                                  too_long - source->lines.begin() + 1));
  return Parser(std::move(source)).run();
}

}  // namespace session
