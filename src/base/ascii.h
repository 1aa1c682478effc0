// Classes of ASCII characters. The standard's ask the locale, and a server's text must mean the
// same on every machine.
#pragma once

namespace base {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

// A blank inside a line (RFC 5234: WSP).
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

// The same, or a line end.
constexpr bool is_space(char c) { return is_blank(c) || c == '\r' || c == '\n'; }

constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }

}  // namespace base
