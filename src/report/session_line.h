// How things are spelled in a session file: the notation that every transcript keeps to.
#pragma once

#include <string>
#include <string_view>

namespace report {

// A line that the client sends: `C: text`, with `{{` doubled. What UTF-8 cannot hold, or a reader
// could not see, becomes `@send "..."` with the line end spelled out.
std::string client_line(std::string_view line);

// `@send "bytes"` with \r \n \0 \" \\ and \xHH.
std::string send_line(std::string_view bytes);

// A value behind `key=`: in quotes where it needs them.
std::string value(std::string_view text);

}  // namespace report
