// What one statement of a script comes to, on either side.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/result.h"
#include "smtp/reply.h"

namespace session {

// Why a statement did not hold.
struct Trouble {
  std::string text;
  std::optional<smtp::Reply> reply = std::nullopt;
  std::optional<base::Error> error = std::nullopt;
};
using Step = tl::expected<void, Trouble>;

inline tl::unexpected<Trouble> trouble(std::string text) {
  return tl::unexpected<Trouble>(Trouble{std::move(text)});
}
inline tl::unexpected<Trouble> trouble(const base::Error& error) {
  return tl::unexpected<Trouble>(Trouble{error.text, std::nullopt, error});
}

}  // namespace session
