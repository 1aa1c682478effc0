// Checks that need connections of their own: they do something to a server that a first look must
// not do. Each has a file examine_NAME.cc, gives its checks to the table (checks.h), and one row
// here.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "net/dialer.h"
#include "probe/check.h"
#include "probe/facts.h"
#include "probe/wish.h"
#include "smtp/transcript.h"

namespace probe {

// The server to examine.
struct Subject {
  net::Dialer& dialer;
  const HostFacts& host;
  const AddressFacts& facts;  // of the first look, which reached its end
  const Wish& wish;
  smtp::Transcript::Listener listener{};
};

struct Examination {
  std::string_view name;
  // Whether the user asked for it, and whether it makes sense with this server.
  bool (*applies)(const Subject& subject);
  std::vector<Finding> (*examine)(const Subject& subject);
};
std::span<const Examination> examinations();

// AUTH: the login that the wish names.
bool wants_login(const Subject& subject);
std::vector<Finding> examine_login(const Subject& subject);

// What NTLM tells before a login: one connection.
bool wants_ntlm(const Subject& subject);
std::vector<Finding> examine_ntlm(const Subject& subject);

// Mail ahead of STARTTLS, and a command behind it: two connections.
bool wants_starttls_test(const Subject& subject);
std::vector<Finding> examine_starttls(const Subject& subject);

// What of TLS is accepted: kMostHandshakes connections at most (tls_enumeration.h).
bool wants_tls_enumeration(const Subject& subject);
std::vector<Finding> examine_tls(const Subject& subject);

// What becomes of its sessions, and of other server names: five connections at most.
constexpr std::size_t kMostSessions = 5;
bool wants_tls_sessions(const Subject& subject);
std::vector<Finding> examine_tls_sessions(const Subject& subject);

// Recipients, the null sender, VRFY and EXPN: one connection, up to five more where the server
// hangs up, and one for who is greylisted.
bool wants_envelope(const Subject& subject);
std::vector<Finding> examine_envelope(const Subject& subject);

// Recipients that are not the server's own: one connection, or some (relay_forms.h).
bool wants_relay(const Subject& subject);
std::vector<Finding> examine_relay(const Subject& subject);

// Eleven connections, and a message or more in each.
bool wants_smuggling(const Subject& subject);
std::vector<Finding> examine_smuggling(const Subject& subject);

}  // namespace probe
