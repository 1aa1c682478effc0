// What the SASL tests share: credentials, and an exchange driven to its end.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "smtp/auth.h"
#include "smtp/auth_gsasl.h"
#include "smtp/auth_server.h"

namespace sasl_peer {

inline smtp::Credentials bob(const std::string& password = "pencil") {
  smtp::Credentials credentials;
  credentials.user = "bob";
  credentials.password = base::Secret(password);
  credentials.host = "mail.example.org";
  credentials.port = 587;
  return credentials;
}

inline std::optional<base::Secret> only_bob(const std::string& user) {
  if (user != "bob") return std::nullopt;
  return base::Secret("pencil");
}

// A server of libgsasl that knows bob. `prepare` sets what the mechanism wants further.
template <typename Prepare>
std::unique_ptr<smtp::GsaslSession> library_server(std::string_view mechanism, Prepare prepare) {
  auto server = smtp::GsaslSession::start(
      smtp::GsaslSession::Role::server, mechanism,
      [](smtp::GsaslSession& session, Gsasl_property property) -> int {
        if (property == GSASL_VALIDATE_EXTERNAL || property == GSASL_VALIDATE_ANONYMOUS)
          return GSASL_OK;
        if (property != GSASL_PASSWORD) return GSASL_NO_CALLBACK;
        session.set(GSASL_PASSWORD, "pencil");
        return GSASL_OK;
      });
  server->set(GSASL_SERVICE, "smtp");
  server->set(GSASL_HOSTNAME, "mail.example.org");
  prepare(*server);
  return server;
}

struct Outcome {
  bool accepted = false;  // by the server
  bool proved = false;    // to the client
  std::string error;      // of the client
  std::vector<std::string> said;
};

inline Outcome run(smtp::SaslClient& client, smtp::GsaslSession& server) {
  Outcome outcome;
  std::string response;
  bool asked = false;
  for (int round = 0; round < 9; ++round) {
    if (client.client_first() || asked) {
      auto answer = client.step(asked ? response : "");
      if (!answer) {
        outcome.error = answer.error().text;
        return outcome;
      }
      outcome.said.emplace_back(answer->reveal());
      outcome.proved = client.server_proved();
      if (outcome.accepted) return outcome;
    }
    const auto [code, output] =
        server.step(outcome.said.empty() ? std::string() : outcome.said.back());
    if (code != GSASL_OK && code != GSASL_NEEDS_MORE) return outcome;
    outcome.accepted = code == GSASL_OK;
    if (outcome.accepted && output.empty()) {
      outcome.proved = client.server_proved();
      return outcome;
    }
    response = output.reveal();
    asked = true;
  }
  return outcome;
}

}  // namespace sasl_peer
