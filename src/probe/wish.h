// What is asked of a probe, whatever the target.
#pragma once

#include <ctime>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "net/address.h"
#include "net/tls.h"
#include "policy/row.h"
#include "probe/check.h"
#include "probe/tests.h"
#include "smtp/auth.h"

namespace probe {

// A login to try.
struct Login {
  smtp::Credentials credentials;
  std::vector<std::string> mechanisms;  // none: what is offered, strongest first
  bool insecure = false;                // credentials may go to an unverified or plaintext server
};

// What a server may have wrong does not end the handshake, so that it can be looked at, and told.
net::TlsOptions all_tls();

struct Wish {
  std::string helo = "localhost";
  net::Family family = net::Family::any;
  base::Duration timeout{30'000};    // for each step
  base::Duration max_time{120'000};  // for one address in all
  net::TlsOptions tls = all_tls();   // roots and client certificate; the names are the host's
  std::optional<std::string> sni{};
  std::optional<std::string> verify_name{};  // in place of the host's
  long long cert_warn = 14, cert_fail = 3;   // days left
  std::vector<std::string> pins{};           // SHA-256 of certificate or public key, hex
  std::vector<std::string> dnsbls{};
  std::vector<policy::Topic> topics{};  // of the domain's publications
  std::time_t now = 0;                  // for what they are told to publish
  std::optional<Login> login{};
  Tests tests{};
  // Ids of checks and names of stages.
  std::set<std::string, std::less<>> only{}, skip{};

  bool wants(const Check& check) const;
  bool wants(Stage stage) const;  // one of its checks at least
};

}  // namespace probe
