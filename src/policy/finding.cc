#include "policy/finding.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/caret.h"

namespace policy {

tl::unexpected<Finding> invalid(std::optional<std::size_t> column, std::string text,
                                std::string fix) {
  return tl::unexpected<Finding>(Finding{Level::fail, std::move(text), std::move(fix), column});
}

void worst_first(std::vector<Finding>& findings) {
  std::ranges::stable_sort(findings, std::ranges::greater(), &Finding::level);
}

std::string with_caret(std::string_view record, std::size_t column) {
  const auto [line, caret] = base::point_into(record, column);
  return line + '\n' + caret;
}

}  // namespace policy
