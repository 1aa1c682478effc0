#include "codes/advice.h"

#include <array>

namespace codes {
namespace {

constexpr std::array<std::string_view, 5> kPermanence = {"success", "intermediate", "temporary",
                                                         "permanent", "unknown"};
constexpr std::array<std::string_view, 8> kActors = {"nobody",         "sender",
                                                     "sender's admin", "sending software",
                                                     "recipient",      "recipient's admin",
                                                     "DNS owner",      "read the text"};
constexpr std::array<std::string_view, 4> kRetries = {"not needed", "later", "after a change",
                                                      "never"};
constexpr std::array<std::string_view, 3> kSuppress = {"no", "soft", "hard"};

template <typename Enum, std::size_t size>
std::optional<Enum> find(const std::array<std::string_view, size>& names, std::string_view name) {
  for (std::size_t i = 0; i < size; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

Permanence permanence_of(int first_digit) {
  switch (first_digit) {
    case 2:
      return Permanence::success;
    case 3:
      return Permanence::intermediate;
    case 4:
      return Permanence::temporary;
    case 5:
      return Permanence::permanent;
  }
  return Permanence::unknown;
}

std::string_view name(Permanence permanence) {
  return kPermanence[static_cast<std::size_t>(permanence)];
}
std::string_view name(Actor actor) { return kActors[static_cast<std::size_t>(actor)]; }
std::string_view name(Retry retry) { return kRetries[static_cast<std::size_t>(retry)]; }
std::string_view name(Suppress suppress) { return kSuppress[static_cast<std::size_t>(suppress)]; }

std::optional<Actor> parse_actor(std::string_view name) { return find<Actor>(kActors, name); }
std::optional<Retry> parse_retry(std::string_view name) { return find<Retry>(kRetries, name); }
std::optional<Suppress> parse_suppress(std::string_view name) {
  return find<Suppress>(kSuppress, name);
}

}  // namespace codes
