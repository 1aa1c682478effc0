// Header text outside ASCII, as every server takes it: the encoded-words of RFC 2047.
#pragma once

#include <string>
#include <string_view>

namespace message {

// The value of the field `name` in ASCII, folded so that lines with encoded-words keep to 76
// characters. In a field of addresses it is the display names that are encoded; of an address the
// domain becomes A-labels, and what stands before its @ cannot be encoded (that is what SMTPUTF8 is
// for) and stays as it is; a group's name and a comment are encoded too. ASCII comes back
// unchanged, but for a Subject with a word that no line can hold.
std::string encode_field(std::string_view name, std::string_view value);

// False for a field of tokens, parameters or identifiers (Content-Type, Message-ID): text outside
// ASCII has no place in it, but in a parameter as RFC 2231 writes it.
bool takes_encoded_words(std::string_view name);

}  // namespace message
