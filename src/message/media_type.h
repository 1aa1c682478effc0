// The media type that belongs to a file's name.
#pragma once

#include <string>
#include <string_view>

namespace message {

constexpr std::string_view kUnknownType = "application/octet-stream";

// "image/png" for "logo.PNG", by the lines of `table` (the format of /etc/mime.types); where that
// cannot be read or does not know, by a few built in; else kUnknownType.
std::string media_type(const std::string& file, const std::string& table = "/etc/mime.types");

}  // namespace message
