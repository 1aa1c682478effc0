// What to do about a server that could not be looked at.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/dialer.h"
#include "policy/row.h"

namespace banner {

// What to do about a greeting that begins and does not come to its end in time.
constexpr std::string_view kHalfAGreeting =
    "a tarpit drips like this: try a longer --timeout; else look what on the way holds it back";
// "12 bytes came, and not its end"
std::string half_a_greeting(std::size_t heard);

// What the kind of an error does not tell.
struct Meeting {
  net::Obstacle obstacle = net::Obstacle::none;  // to the connection
  bool tls = false;                              // spoken to with TLS from the first byte
  std::size_t heard = 0;                         // bytes of the greeting that came
};

// By the stage and the kind of `error`. Empty when nothing is to be said but the error itself.
std::string_view advice(const base::Error& error, const Meeting& meeting);

// Fail, but unknown where it blames nobody there: this machine has no way to the address or no
// socket to give, or the DNS did not tell.
policy::Verdict verdict_of(const base::Error& error, net::Obstacle obstacle);

}  // namespace banner
