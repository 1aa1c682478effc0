// The server's side of SASL, for the sink: PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-256.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace smtp {

// The password of a user; nothing for an unknown one.
using PasswordOf = std::function<std::optional<base::Secret>(const std::string& user)>;

// What the sink offers, strongest first.
const std::vector<std::string>& served_mechanisms();

class SaslServer {
 public:
  // `accept_any`: every user with every password is let in where the mechanism shows the password;
  // CRAM-MD5 and SCRAM cannot do so and need `password_of`.
  static base::Result<SaslServer> start(std::string_view mechanism, PasswordOf password_of,
                                        bool accept_any);
  SaslServer(SaslServer&&) noexcept;
  SaslServer& operator=(SaslServer&&) noexcept;
  ~SaslServer();

  struct Step {
    bool done = false;      // the client is who it says: 235
    std::string challenge;  // not base64, for a 334; empty when done
  };
  // `response` is not base64; "" when AUTH came without an initial response. Error kind auth:
  // refused (535). SCRAM's proof to the client is a challenge of its own, answered with "", for a
  // 235 cannot carry it (RFC 4954 section 4).
  base::Result<Step> step(std::string_view response);
  // Who logged in, when done.
  const std::string& user() const;

 private:
  struct State;
  explicit SaslServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace smtp
