// What was meant by a DKIM key that verifiers ignore, as far as it is certain. Asks nobody.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace policy {

struct MendedDkimKey {
  std::string text;      // the whole record
  bool complete = true;  // false: it holds p=KEY, to be filled in
};

// Without what is wrong in it; without t=y when that is all. Nothing when nothing is wrong, or when
// only its owner knows what is meant.
std::optional<MendedDkimKey> mend_dkim_key(std::string_view text);

// One key that was published in several records instead of several strings of one.
std::optional<std::string> join_dkim_key(const std::vector<std::string>& texts);

}  // namespace policy
