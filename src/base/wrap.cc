#include "base/wrap.h"

#include "base/text.h"

namespace base {

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> rows(1);
  for (const std::string_view line : split(text, '\n'))
    for (const std::string_view word : split(line, ' ')) {
      if (!rows.back().empty() && rows.back().size() + 1 + word.size() > width) rows.emplace_back();
      if (!rows.back().empty()) rows.back() += ' ';
      rows.back() += word;
    }
  return rows;
}

}  // namespace base
