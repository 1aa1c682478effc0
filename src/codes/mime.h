// A mail as its headers and its leaf parts: just as much of MIME (RFC 2045, 2046) as reading a
// bounce takes. Damaged mails are the rule here, so what is missing is put up with; what would
// cost time or memory without end is an Error.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace codes {

inline constexpr std::size_t kMostMessageBytes = 16 << 20;
inline constexpr std::size_t kMostParts = 1000;
inline constexpr std::size_t kMostDepth = 20;
inline constexpr std::size_t kMostPartText = 1 << 20;

struct Headers {
  std::vector<std::pair<std::string, std::string>> fields;  // unfolded, in their order

  // The first of that name, whatever its case; empty when there is none.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const;
};

struct Part {
  Headers headers;
  std::string type;          // "text/plain", in lower case; that is also what a missing one is
  std::size_t depth = 0;     // of messages inside messages: 0 is the mail itself
  std::string_view raw;      // as it stands in Mail::text
  std::string text() const;  // its first 1 MiB, decoded, in UTF-8
};

struct Mail {
  std::string text;  // with LF at the ends of lines
  Headers headers;
  std::string type;         // of the whole: "multipart/report"
  std::string report_type;  // its parameter, in lower case
  std::vector<Part> parts;  // leaves, those of enclosed messages too
  // Headers of the message that is enclosed, in full or as text/rfc822-headers; else empty.
  Headers original;

  Mail() = default;
  Mail(const Mail&) = delete;
  Mail& operator=(const Mail&) = delete;
};

// Error kind parse: too large, too many parts, nested too deeply.
base::Result<std::unique_ptr<Mail>> parse_mail(std::string_view raw);

// The first leaf that is of one of the types; null when there is none.
const Part* find_part(const Mail& mail, std::initializer_list<std::string_view> types);

// Header fields up to the first empty line; `body` is set to what follows it.
Headers parse_headers(std::string_view text, std::string_view& body);

// What a part of header fields holds, such as message/feedback-report; nothing for null.
Headers fields_of(const Part* part);

// A header with its encoded-words (RFC 2047) undone, in UTF-8: "=?utf-8?Q?caf=C3=A9?=" gives café.
// A word that is damaged stays as it is. As real mailers do, a word may touch what surrounds it.
std::string decoded_header(std::string_view header);

// The value of `name` in "multipart/report; name=value".
std::string parameter(std::string_view header, std::string_view name);

// Each address in a header: "A <a@x>, b@y" gives a@x and b@y.
std::vector<std::string> addresses_of(std::string_view header);

// Those in all fields of that name, which may stand there several times (RFC 5965 section 3.2).
std::vector<std::string> addresses_of(const Headers& headers, std::string_view name);

}  // namespace codes
