// What `?` and @capture lines look at, and whether a condition holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "net/tls.h"
#include "session/script.h"
#include "smtp/extensions.h"
#include "smtp/reply.h"

namespace session {

struct Facts {
  std::optional<smtp::Reply> reply;  // the one matched last
  smtp::Extensions extensions;       // of the last reply to EHLO or LHLO
  base::Duration time{};             // from the last write to the last byte of the reply
  base::Duration elapsed{};          // since the connection stands
  std::optional<net::TlsFacts> tls;
  std::string tls_alert;  // why the handshake failed
  std::string peer_ip, peer_name;

  // Makes `matched` the reply that conditions look at. `to_hello`: it answers EHLO or LHLO.
  void learn(const smtp::Reply& matched, bool to_hello);
};

// True for EHLO and LHLO: the reply says what is offered.
bool is_hello(std::string_view line);

// The values of a subject: none when there is no such thing (an extension that is not offered, a
// certificate without TLS), several for cert.names. `variable` is the value of `var NAME`.
std::vector<std::string> values_of(const Condition& condition, const Facts& facts,
                                   const std::optional<std::string>& variable);

// A condition holds when one of the values fits; with `not`, when none does. A subject that has no
// value makes every predicate but `not exists` fail. `value` is the condition's own, expanded.
bool holds(const Condition& condition, const std::vector<std::string>& values,
           const std::string& value);

// The text behind @capture: the value, or what the pattern's group matched; nothing when it did
// not.
std::optional<std::string> captured(const Condition& from, const std::vector<std::string>& values);

}  // namespace session
