#include "message/media_type.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

#include "base/text.h"

namespace message {
namespace {

struct Known {
  std::string_view extension, type;
};

constexpr std::array kKnown{
    Known{"txt", "text/plain"},      Known{"csv", "text/csv"},
    Known{"html", "text/html"},      Known{"htm", "text/html"},
    Known{"ics", "text/calendar"},   Known{"png", "image/png"},
    Known{"jpg", "image/jpeg"},      Known{"jpeg", "image/jpeg"},
    Known{"gif", "image/gif"},       Known{"svg", "image/svg+xml"},
    Known{"pdf", "application/pdf"}, Known{"zip", "application/zip"},
    Known{"gz", "application/gzip"}, Known{"json", "application/json"},
    Known{"xml", "application/xml"}, Known{"eml", "message/rfc822"},
};

std::string from_table(const std::string& path, const std::string& extension) {
  std::ifstream table(path);
  std::string line, type, one;
  while (std::getline(table, line)) {
    if (line.find(extension) == std::string::npos || line.starts_with('#')) continue;
    std::istringstream words(line);
    words >> type;
    while (words >> one)
      if (base::equal_ignoring_case(one, extension)) return type;
  }
  return "";
}

}  // namespace

std::string media_type(const std::string& file, const std::string& table) {
  std::string extension = base::to_lower(std::filesystem::path(file).extension().string());
  if (extension.size() > 1) {
    extension.erase(0, 1);
    if (std::string type = from_table(table, extension); !type.empty()) return type;
    for (const Known& known : kKnown)
      if (known.extension == extension) return std::string(known.type);
  }
  return std::string(kUnknownType);
}

}  // namespace message
