// What is wrong with something that a domain publishes, where, and what to publish instead.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace policy {

enum class Level {
  hint,  // works, and could be better
  warn,  // works today, or for some receivers
  fail,  // does not work: a receiver ignores it or turns mail away because of it
};

struct [[nodiscard]] Finding {
  Level level = Level::fail;
  std::string text;  // one sentence without a full stop, one line, safe to print
  std::string fix;   // "publish: v=spf1 -all", "remove all but one"; empty when there is none
  std::optional<std::size_t> column;  // in the record's text, bytes from 0
  friend bool operator==(const Finding&, const Finding&) = default;
};

// What a parser of a record gives: the record, or the first reason why a receiver ignores it.
template <typename T>
using Parsed = tl::expected<T, Finding>;

// return invalid(4, "no such mechanism: mail");
tl::unexpected<Finding> invalid(std::optional<std::size_t> column, std::string text,
                                std::string fix = {});

// The worst first, else as they stand.
void worst_first(std::vector<Finding>& findings);

// `record` around `column`, a line end, and the caret below it (base/caret.h).
std::string with_caret(std::string_view record, std::size_t column);

}  // namespace policy
