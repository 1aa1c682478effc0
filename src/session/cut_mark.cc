#include "session/cut_mark.h"

#include <fmt/format.h>

#include <re2/re2.h>

#include "base/text.h"

namespace session {

std::string cut_mark(std::uint64_t lines, std::uint64_t bytes) {
  return fmt::format("... {} line{}, {}", base::show_count(lines), lines == 1 ? "" : "s",
                     base::show_size(bytes));
}

bool is_cut_mark(std::string_view comment) {
  if (base::trim(comment) == kNotShown) return true;
  static const RE2 mark(R"( \.\.\. [0-9,]+ lines?, [0-9.,]+ \w+)");
  return RE2::FullMatch(re2::StringPiece(comment.data(), comment.size()), mark);
}

}  // namespace session
