// A test message from a few words: the header fields that a correct message has (RFC 5322 section
// 3.6), what the user adds or replaces, and a body.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "message/date.h"
#include "message/source.h"

namespace message {

struct HeaderField {
  std::string name;
  std::string value;
};

// "Name: value" as --header takes it. Errors: kind usage for CR, LF or NUL, kind parse for a line
// without a colon or a name that RFC 5322 section 2.2 forbids.
base::Result<HeaderField> parse_header(std::string_view text);

struct Draft {
  std::string from, subject;
  std::vector<std::string> to, cc;    // addresses; blind copies stand nowhere
  std::vector<HeaderField> replaced;  // take the place of a field of that name, any case
  std::vector<HeaderField> added;     // stand behind all others
  Moment date{};
  std::string message_id;  // without angle brackets
  std::string mailer;
  bool utf8 = false;  // SMTPUTF8 is asked for: text outside ASCII may stand as it is
  bool body_is_ascii = true;
};

// The body goes out in quoted-printable: it holds more than ASCII, and the user's fields do not say
// how it is encoded (a Content-Transfer-Encoding, a multipart that is whole already).
bool encodes_body(const Draft& draft);

// The header section with the empty line that ends it, in CRLF. A replacement with an empty value
// drops the field. Text outside ASCII becomes encoded-words, unless `utf8`; of a body that holds
// some, MIME fields tell.
std::string header_section(const Draft& draft);

// "20261122013436.1a2b3c4d5e6f@host": unique in practice (time and 64 random bits).
std::string make_message_id(Moment now, std::string_view host);

}  // namespace message
