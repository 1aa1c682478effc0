// Texts of mails in UTF-8, whatever their charset: the rules know words, not encodings.
#pragma once

#include <string>
#include <string_view>

namespace codes {

// Bytes that mean nothing in that charset are left out. The text as it stands where the charset is
// not named, is UTF-8 already or is none that mail is written in. ISO-2022-JP shows by itself.
std::string to_utf8(std::string text, std::string_view charset);

}  // namespace codes
