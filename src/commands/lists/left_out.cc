#include "commands/lists/left_out.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace commands {
namespace {

constexpr std::size_t kMostNamed = 5;

}  // namespace

void LeftOut::add(std::string target, std::string where) {
  targets_.push_back({std::move(target), std::move(where)});
}

void LeftOut::for_each(const std::function<void(const std::string& target)>& visit) const {
  for (const Target& target : targets_) visit(target.text);
}

std::string LeftOut::account(std::size_t told, std::string_view what) const {
  std::string text = fmt::format("{} {} told, {}{} not", base::show_count(told), what,
                                 base::show_count(targets_.size()), is_full() ? " or more" : "");
  const char* before = ": ";
  for (std::size_t i = 0; i < std::min(targets_.size(), kMostNamed); ++i) {
    const auto& [target, where] = targets_[i];
    text += std::exchange(before, ", ") + base::printable(target);
    if (!where.empty()) text += fmt::format(" ({})", base::printable(where));
  }
  return targets_.size() > kMostNamed ? text + ", ..." : text;
}

}  // namespace commands
