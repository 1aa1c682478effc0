// The forms in which a server may be asked to relay for somebody whom it does not know.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "smtp/path.h"

namespace probe {

// One, and more where the server ends it after some refusals.
constexpr std::size_t kMostRelayConnections = 6;

// The server itself, as a sender could name it.
struct RelayHost {
  std::string name;     // "mx.example.com", or a domain that it takes mail for; the address in
                        // brackets where it has no name
  std::string literal;  // "[192.0.2.1]"
};

struct RelayForm {
  std::string sender, recipient;  // in angle brackets
  // What must be the server's own, or else the refusal is about that and not about the form. Empty:
  // the form assumes nothing.
  std::string_view assumes = {};
};

// The classic sixteen: a stranger, and nobody at all, as sender; senders that look like the
// server's own; the percent hack, quotes, a second @, a source route, and UUCP. `host` outlives
// them.
std::array<RelayForm, 16> relay_forms(const RelayHost& host, const smtp::Path& from,
                                      const smtp::Path& to);

}  // namespace probe
