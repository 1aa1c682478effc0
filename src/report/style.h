// Colours, where a terminal wants them.
#pragma once

#include <string>
#include <string_view>

namespace report {

enum class Paint { plain, client, server, refusal, note, warning };

// Turns text into painted text, or leaves it as it is.
class Style {
 public:
  explicit Style(bool coloured) : coloured_(coloured) {}
  std::string paint(Paint paint, std::string_view text) const;

 private:
  bool coloured_;
};

}  // namespace report
