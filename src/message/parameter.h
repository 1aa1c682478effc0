// The values of header fields as MIME writes them, and their lines.
#pragma once

#include <string>
#include <string_view>

namespace message {

// `; name="value"`, in lines of its own where it is long; text outside ASCII as RFC 2231 has it
// (`; name*=utf-8''...`, cut into `name*0*=...`).
std::string parameter(std::string_view name, std::string_view value);

// A whole field, "Name: value", folded at its blanks into lines of at most 78 characters (RFC 5322
// section 2.1.1), 76 where an encoded-word stands in it; a word that is longer stays one. Lines
// that are folded already are kept.
std::string folded(std::string_view field);

}  // namespace message
