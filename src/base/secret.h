// A password, token or passphrase. It cannot be printed by accident, and its memory is wiped.
//
// fmt and ostreams show `***`. Only `reveal()` gives the value, so a search for that word finds
// every place where a secret leaves its box.
#pragma once

#include <fmt/format.h>

#include <ostream>
#include <string>
#include <string_view>

namespace base {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value);
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  std::string_view reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

  friend std::ostream& operator<<(std::ostream& out, const Secret&) { return out << "***"; }

 private:
  std::string value_;
};

// Overwrites the whole capacity of `text`, then empties it. The compiler cannot drop it.
void wipe(std::string& text);

}  // namespace base

template <>
struct fmt::formatter<base::Secret> : fmt::formatter<std::string_view> {
  auto format(const base::Secret&, format_context& context) const {
    return fmt::formatter<std::string_view>::format("***", context);
  }
};
