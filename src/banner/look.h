// One look at one server: its greeting, perhaps its reply to EHLO, and QUIT.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "banner/greeting.h"
#include "banner/software.h"
#include "base/deadline.h"
#include "base/result.h"
#include "net/stream.h"
#include "net/tls.h"
#include "policy/finding.h"
#include "smtp/extensions.h"
#include "smtp/reply.h"

namespace banner {

struct Wish {
  std::string helo{};       // asks for the extensions by this name; empty: does not ask
  bool lmtp = false;        // LHLO in the place of EHLO
  bool tls = false;         // from the first byte, with whatever certificate
  bool talk_early = false;  // says EHLO before the greeting, as no client may (section 4.3.1)
  net::TlsOptions tls_options{};
  base::Duration timeout{};  // of each step: handshake, greeting, reply to EHLO
};

// How the server took to a client that does not wait. Not told: it refuses this one for its
// address, its name or its pace.
enum class EarlyTalk { not_tried, not_told, refused, tolerated };

struct Look {
  std::optional<smtp::Reply> reply;  // the greeting as it came
  Greeting greeting;                 // what it says
  base::Duration delay{};            // from the connection (or the handshake) to its last byte
  Software software;
  std::optional<smtp::Reply> hello;
  bool another_service = false;  // no SMTP is spoken: the greeting's findings are then left out
  smtp::Extensions extensions;
  EarlyTalk early_talk = EarlyTalk::not_tried;
  std::vector<policy::Finding> findings;  // the worst first
  std::size_t heard = 0;                  // bytes that came
  std::optional<base::Error> error;       // what kept it from its end; the rest holds all the same
  std::string_view advice;                // what to do about the error; may be empty
};

// Looks, and says goodbye. Every wait has its end, whatever the server does.
Look look(std::unique_ptr<net::Stream> stream, const Wish& wish);

}  // namespace banner
