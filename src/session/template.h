// The text form of Templates: {{name}}, {{function "argument" 3}}, and {{{{ for a literal {{.
//
// A function's argument is a word, or text in quotes that may hold {{...}} itself:
// {{base64 "\0{{user}}\0{{password}}"}}.
#pragma once

#include <string>
#include <string_view>

#include "session/cursor.h"
#include "session/script.h"

namespace session {

inline constexpr int kMaxNesting = 8;

// Everything up to the end of the line.
Read<Template> read_text(Cursor& cursor);

// One word: up to the next blank, or in quotes with \" \\ \r \n \t \0 \xHH. A {{...}} in it may
// hold blanks. `what` names it for "expected ...".
Read<Template> read_word(Cursor& cursor, std::string_view what);

// As read_word, but only in quotes.
Read<Template> read_quoted(Cursor& cursor, std::string_view what);

std::string print_text(const Template& text);
std::string print_quoted(const Template& text);
// In quotes only where it must be.
std::string print_word(const Template& text);

// `bytes` as text that stands for exactly them where a Template is read: every {{ doubled.
std::string escape_text(std::string_view bytes);

}  // namespace session
