// A test message from a few words: the header fields that a correct message has (RFC 5322 section
// 3.6), what the user adds or replaces, and a body.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/date.h"
#include "message/header_field.h"

namespace message {

struct Draft {
  std::string from, subject;
  std::vector<std::string> to, cc;    // addresses; blind copies stand nowhere
  std::vector<HeaderField> replaced;  // take the place of a field of that name, any case
  std::vector<HeaderField> added;     // stand behind all others
  Moment date{};
  std::string message_id;  // without angle brackets
  std::string mailer;
  bool utf8 = false;              // SMTPUTF8 is asked for: text outside ASCII may stand as it is
  std::vector<HeaderField> body;  // what describes the body; empty: it is a plain ASCII text
};

// The user's fields say how the body is encoded (a Content-Transfer-Encoding, a multipart that is
// whole already): it is theirs, and stays as it is.
bool describes_body(const Draft& draft);

// A field that the user set or added; null when there is none of that name, in any case.
const HeaderField* find_given(const Draft& draft, std::string_view name);

// The header section with the empty line that ends it, in CRLF, folded at 78 characters. A
// replacement with an empty value drops the field. Text outside ASCII becomes encoded-words, unless
// `utf8`.
std::string header_section(const Draft& draft);

// "20261122013436.1a2b3c4d5e6f7a8b@host": a word that is unique in practice, and where it was made.
std::string make_message_id(Moment now, std::string_view host);

// "1b4e28ba-2fa1-41d2-883f-0016d3cca427": 122 random bits (RFC 9562 section 5.4).
std::string make_uuid();

}  // namespace message
