// A session file out of what people have: a conversation that another program printed.
//
// Known are swaks, RFC text, Postfix' "Transcript of session follows", posttls-finger and curl -v.
// What crossed is kept; what must differ tomorrow is not: an AUTH exchange becomes @auth with
// {{password}} or {{token}}, Date and Message-ID become variables, STARTTLS is followed by @tls
// (verify=off: nothing tells what the other program demanded of the certificate).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace session {

struct Imported {
  std::string text;                   // canonical, and it parses
  std::string style;                  // whose lines they were: "swaks"
  std::vector<std::string> unplaced;  // "chat.txt:12: ...", each line that has no place in `text`
  bool checks_nothing = false;        // no reply was shown
};

// `name` is what messages call the file. Error kind parse when there is no line of a conversation
// in it, or when it is a session file already.
base::Result<Imported> import_chat(std::string_view bytes, const std::string& name);

}  // namespace session
