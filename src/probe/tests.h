// What a user may have done to a server beyond a look; each test is asked for by name.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "smtp/path.h"

namespace probe {

struct Tests {
  // Of the envelope: MAIL, RCPT, VRFY, EXPN, never DATA.
  bool envelope = false;
  std::vector<smtp::Path> recipients{};  // to be verified
  smtp::Path sender{};                   // who asks; the null path mostly
  std::optional<base::Duration> retry_greylist{};
  std::function<void(base::Duration)> wait{};  // lets this time pass

  struct Relay {
    smtp::Path from, to;
  };
  std::optional<Relay> relay{};
  bool open_relay = false;

  bool ntlm = false;           // what its challenge tells
  bool starttls = false;       // commands ahead of it and behind it
  bool smuggling = false;      // sends messages to the first recipient
  bool tls_enumerate = false;  // many handshakes
};

// What will be done to each address that a server's owner might mind, a sentence each.
std::vector<std::string> intentions(const Tests& tests);

}  // namespace probe
