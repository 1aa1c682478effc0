// The SASL mechanisms as one table: what each asks for and what it gives.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "net/tls.h"
#include "smtp/auth.h"

namespace smtp {

enum class Unasked {
  yes,          // tried when the server offers it
  last_resort,  // only when there is neither password nor token
  never,        // only by name
};

struct Mechanism {
  std::string_view name;
  bool needs_user = false;
  bool needs_password = false;
  bool needs_token = false;
  bool bound = false;  // to the TLS channel
  bool client_first = false;
  bool proves_server = false;
  bool invited = false;  // the first challenge only asks to begin, often in plain words
  Unasked unasked = Unasked::yes;
};

// Strongest first.
std::span<const Mechanism> mechanisms();

// Null when unknown. Any case. LOGIN-INITIAL is LOGIN.
const Mechanism* find_mechanism(std::string_view name);

bool is_scram(const Mechanism& mechanism);

// What is missing for the mechanism, with the option that gives it: "needs a password
// (--auth-password-file)". Empty when nothing is.
std::string unmet_need(const Mechanism& mechanism, const Credentials& credentials,
                       const net::TlsFacts* tls);

}  // namespace smtp
