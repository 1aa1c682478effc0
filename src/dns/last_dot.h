// The dot that ends a fully qualified name is no part of it here: names are compared, asked for and
// shown without it.
#pragma once

#include <string>
#include <string_view>

namespace dns {

constexpr std::string_view without_last_dot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

// A name that stands for itself: no search list is tried for it.
inline std::string with_last_dot(std::string_view name) {
  return std::string(without_last_dot(name)) + '.';
}

}  // namespace dns
