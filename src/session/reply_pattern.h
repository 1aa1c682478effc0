// What an S: line demands of a reply: its code, and its enhanced status where one is written.
//
// A code is three digits, of which the last ones may be 'x': "250", "25x", "2xx". Alternatives
// stand side by side: "250|251". A status is "4.7.1", "4.7.x" or "4.x.x".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "session/cursor.h"
#include "session/script.h"
#include "session/variables.h"
#include "smtp/reply.h"

namespace session {

bool is_code_pattern(std::string_view text);

// What stands behind "S:" on one line: CODE, '-' or a blank or nothing, text.
struct ReplyLine {
  std::vector<std::string> codes;
  bool more = false;  // "250-"
  Template text;
};
Read<ReplyLine> read_reply_line(Cursor& cursor);

// The status pattern at the start of `text`, when it is one and its class is that of one of
// `codes` (RFC 2034 section 4); else empty: then it is prose.
std::string status_of(std::string_view text, const std::vector<std::string>& codes);

bool matches_code(const std::vector<std::string>& codes, int code);
// A reply that begins with the very word is matched too: servers do write "4.7.x" and "2.00.0".
bool matches_status(std::string_view pattern, const smtp::Reply& reply);
bool matches(const Hear& expected, const smtp::Reply& reply);

// "250|251", "450 4.7.1": for the printer and for failures.
std::string show_codes(const std::vector<std::string>& codes);
std::string show_expected(const Hear& expected);

// "450 4.7.1" or "250".
std::string show_got(const smtp::Reply& reply);

// The plainest code that fits: "2xx" is 250, "4xx" is 450, "5xx" is 550, "3xx" is 354,
// alternatives are their first.
int plainest_code(const std::vector<std::string>& codes);

// What a server says where `hear` stands: its lines, or "OK" where there is no text, behind the
// plainest code; an 'x' in its status is 0. Errors are those of expanding.
base::Result<smtp::Reply> plainest_reply(const Hear& hear, const Variables& variables);

}  // namespace session
