#include "session/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/hex.h"
#include "base/text.h"
#include "session/functions.h"

namespace session {
namespace {

Read<Template> read_until(Cursor& cursor, bool quoted, bool word, int depth);

Read<char> read_hex(Cursor& cursor) {
  const int high = base::hex_value(cursor.peek());
  const int low = base::hex_value(cursor.peek(1));
  if (high < 0 || low < 0) return cursor.expected("two hexadecimal digits behind \\x");
  cursor.advance(2);
  return static_cast<char>(high * 16 + low);
}

struct Escape {
  char letter;
  char byte;
};
constexpr std::array kEscapes{Escape{'"', '"'},  Escape{'\\', '\\'}, Escape{'r', '\r'},
                              Escape{'n', '\n'}, Escape{'t', '\t'},  Escape{'0', '\0'}};

Read<char> read_escape(Cursor& cursor) {
  cursor.advance(1);
  if (cursor.take("x")) return read_hex(cursor);
  const auto found = std::ranges::find(kEscapes, cursor.peek(), &Escape::letter);
  if (cursor.done() || found == kEscapes.end())
    return cursor.expected(
        "\\r, \\n, \\t, \\0, \\xHH, \\\" or \\\\ (a backslash in quotes is doubled)");
  cursor.advance(1);
  return found->byte;
}

Read<Piece> read_call(Cursor& cursor, int depth) {
  const std::size_t start = cursor.at();
  if (depth > kMaxNesting) return complain(start, "{{...}} is nested too deeply");
  cursor.advance(2);
  cursor.skip_blanks();
  Piece call{true, std::string(cursor.take_name()), {}};
  if (!is_name(call.text)) return cursor.expected("a variable's name or a function behind {{");
  for (cursor.skip_blanks(); !cursor.take("}}"); cursor.skip_blanks()) {
    if (cursor.done()) return complain(start, "expected }} to end this {{");
    const bool quoted = cursor.take("\"");
    auto argument = read_until(cursor, quoted, !quoted, depth);
    if (!argument) return tl::unexpected(argument.error());
    call.arguments.push_back(std::move(*argument));
  }
  if (const auto wrong = misuse(call)) return complain(start, *wrong);
  return call;
}

// A run of n braces: each four of them are a literal {{, and of the rest the last two open a call.
Read<bool> read_braces(Cursor& cursor, Template& into, int depth) {
  while (cursor.take("{{{{")) into.append("{{");
  if (cursor.rest().starts_with("{{{")) {
    into.append("{");
    cursor.advance(1);
  }
  if (!cursor.rest().starts_with("{{")) return false;
  auto call = read_call(cursor, depth + 1);
  if (!call) return tl::unexpected(call.error());
  into.pieces.push_back(std::move(*call));
  return true;
}

bool ends_here(const Cursor& cursor, bool quoted, bool word, int depth) {
  if (cursor.done()) return true;
  if (quoted) return cursor.peek() == '"';
  if (word && depth > 0 && cursor.rest().starts_with("}}")) return true;
  return word && base::is_blank(cursor.peek());
}

// The bytes that stand for themselves from here on.
std::size_t plain_length(const Cursor& cursor, bool quoted, bool word) {
  const std::string_view stops = quoted ? "{\"\\" : word ? "{} \t" : "{";
  return std::min(cursor.rest().find_first_of(stops), cursor.rest().size());
}

Read<Template> read_until(Cursor& cursor, bool quoted, bool word, int depth) {
  const std::size_t start = cursor.at();
  Template text;
  while (!ends_here(cursor, quoted, word, depth)) {
    if (cursor.rest().starts_with("{{")) {
      const auto read = read_braces(cursor, text, depth);
      if (!read) return tl::unexpected(read.error());
    } else if (quoted && cursor.peek() == '\\') {
      const auto byte = read_escape(cursor);
      if (!byte) return tl::unexpected(byte.error());
      text.append(std::string_view(&*byte, 1));
    } else {
      const std::size_t length = std::max<std::size_t>(1, plain_length(cursor, quoted, word));
      text.append(cursor.rest().substr(0, length));
      cursor.advance(length);
    }
  }
  if (quoted && !cursor.take("\"")) return complain(start - 1, "expected \" to end this text");
  return text;
}

std::string print_call(const Piece& call) {
  std::string out = "{{" + call.text;
  for (const Template& argument : call.arguments) out += " " + print_word(argument);
  return out + "}}";
}

template <typename Escaper>
std::string print_pieces(const Template& text, const Escaper& escape) {
  std::string out;
  for (const Piece& piece : text.pieces)
    out += piece.is_call ? print_call(piece) : escape(piece.text);
  return out;
}

std::string escape_quoted(std::string_view bytes) {
  std::string out;
  for (const std::string_view part : base::split(bytes, '\\')) {
    if (part.data() != bytes.data()) out += "\\\\";
    for (const std::string_view inner : base::split(part, '"')) {
      if (inner.data() != part.data()) out += "\\\"";
      out += base::printable(inner);
    }
  }
  return escape_text(out);
}

bool is_bare(const Template& text) {
  if (text.pieces.empty()) return false;
  return std::ranges::all_of(text.pieces, [](const Piece& piece) {
    return piece.is_call || (base::is_printable(piece.text) &&
                             piece.text.find_first_of(" \t\"=}") == std::string::npos);
  });
}

}  // namespace

Read<Template> read_text(Cursor& cursor) { return read_until(cursor, false, false, 0); }

Read<Template> read_quoted(Cursor& cursor, std::string_view what) {
  if (!cursor.take("\"")) return cursor.expected(what);
  return read_until(cursor, true, false, 0);
}

Read<Template> read_word(Cursor& cursor, std::string_view what) {
  if (cursor.done()) return cursor.expected(what);
  if (cursor.peek() == '"') return read_quoted(cursor, what);
  return read_until(cursor, false, true, 0);
}

std::string print_text(const Template& text) { return print_pieces(text, escape_text); }

std::string print_quoted(const Template& text) {
  return "\"" + print_pieces(text, escape_quoted) + "\"";
}

std::string print_word(const Template& text) {
  return is_bare(text) ? print_text(text) : print_quoted(text);
}

std::string escape_text(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const bool pair = bytes.substr(i).starts_with("{{");
    out += pair ? "{{{{" : std::string(1, bytes[i]);
    if (pair) ++i;
  }
  return out;
}

}  // namespace session
