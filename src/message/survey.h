// What a text holds, as far as it decides how it may cross a mail server.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "message/source.h"

namespace message {

struct Survey {
  bool known = true;        // false: it can be read only once, so anything may be in it
  bool ascii = true;        // no byte above 127
  bool utf8 = true;         // text in UTF-8, as far as it was looked at
  bool long_lines = false;  // one of more than 998 bytes (RFC 5322 section 2.1.1)
  bool binary = false;      // NUL, or CR without LF: no text to any server
  std::uint64_t bytes = 0;
  std::uint64_t coded = 0;    // of them those that quoted-printable writes as three
  std::uint64_t bare_lf = 0;  // lines that end in LF alone: each costs a byte more on the wire

  bool seven_bit() const { return known && ascii && !long_lines && !binary; }
  bool eight_bit() const { return known && !long_lines && !binary; }
};

// Reads `source` to its end. Error kind no_input.
base::Result<Survey> survey(Source& source);

// Nothing is known of it.
Survey unknown();

}  // namespace message
