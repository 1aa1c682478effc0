// The media type that belongs to a file's name.
#pragma once

#include <string>

namespace message {

// "image/png" for "logo.PNG", by the lines of `table` (the format of /etc/mime.types); where that
// cannot be read or does not know, by a few built in; else "application/octet-stream".
std::string media_type(const std::string& file, const std::string& table = "/etc/mime.types");

}  // namespace message
