#include "smtp/auth_server.h"

#include <doctest/doctest.h>

#include "smtp/sasl_peer.h"

using base::ErrorKind;
using sasl_peer::bob;
using sasl_peer::only_bob;
using smtp::SaslClient;
using smtp::SaslServer;

namespace {

SaslServer server_of(std::string_view mechanism, bool accept_any = false) {
  auto server = SaslServer::start(mechanism, only_bob, accept_any);
  REQUIRE(server);
  return std::move(*server);
}

SaslServer::Step step(SaslServer& server, std::string_view response) {
  auto taken = server.step(response);
  REQUIRE(taken);
  return *taken;
}

std::string refusal(SaslServer& server, std::string_view response) {
  const auto taken = server.step(response);
  REQUIRE_FALSE(taken);
  CHECK(taken.error().kind == ErrorKind::auth);
  return taken.error().text;
}

// Our client at our server, as they would talk over SMTP; the error's text, or "".
std::string log_in(std::string_view mechanism, const smtp::Credentials& credentials,
                   bool accept_any = false) {
  auto client = SaslClient::start(mechanism, credentials, nullptr);
  REQUIRE(client);
  SaslServer server = server_of(mechanism, accept_any);
  std::string response;
  if (client->client_first()) response = client->step("")->reveal();
  while (true) {
    const auto taken = server.step(response);
    if (!taken) return taken.error().text;
    if (taken->done) break;
    const auto answer = client->step(taken->challenge);
    if (!answer) return answer.error().text;
    response = answer->reveal();
  }
  CHECK(server.user() == credentials.user);
  CHECK(client->server_proved());
  return "";
}

std::string plain(const std::string& authorization, const std::string& user,
                  const std::string& password) {
  return authorization + '\0' + user + '\0' + password;
}

}  // namespace

TEST_CASE("the client logs in with every mechanism that is served") {
  for (const std::string& mechanism : smtp::served_mechanisms()) {
    CAPTURE(mechanism);
    CHECK(log_in(mechanism, bob()).empty());
  }
}

TEST_CASE("PLAIN without an initial response is asked for with an empty challenge") {
  SaslServer server = server_of("plain");
  const auto asked = step(server, "");
  CHECK_FALSE(asked.done);
  CHECK(asked.challenge.empty());
  CHECK(step(server, plain("", "bob", "pencil")).done);
}

TEST_CASE("LOGIN asks for both, or only for the password behind an initial response") {
  SaslServer server = server_of("LOGIN");
  CHECK(step(server, "").challenge == "Username:");
  CHECK(step(server, "bob").challenge == "Password:");
  CHECK(step(server, "pencil").done);
  SaslServer shorter = server_of("LOGIN");
  CHECK(step(shorter, "bob").challenge == "Password:");
  CHECK(step(shorter, "pencil").done);
}

TEST_CASE("SCRAM gives its proof as a challenge of its own and waits for the empty answer") {
  auto client = SaslClient::start("SCRAM-SHA-256", bob(), nullptr);
  SaslServer server = server_of("SCRAM-SHA-256");
  const auto first = step(server, client->step("")->reveal());
  const auto last = step(server, client->step(first.challenge)->reveal());
  CHECK_FALSE(last.done);
  CHECK(last.challenge.starts_with("v="));
  CHECK(client->step(last.challenge)->empty());
  CHECK(step(server, "").done);
}

TEST_CASE("accepting any lets in every password that it sees, UTF-8 or not") {
  smtp::Credentials eve = bob("no such \xFF");
  eve.user = "eve";
  CHECK(log_in("PLAIN", eve, true).empty());
  CHECK(log_in("LOGIN", eve, true).empty());
}

TEST_CASE("accepting any does not help where the password is not seen") {
  CHECK(log_in("CRAM-MD5", bob("wrong"), true) == "AUTH CRAM-MD5: wrong password for bob");
}

// All error paths of SaslServer follow.

TEST_CASE("start: a mechanism that is not served") {
  const auto server = SaslServer::start("NTLM\n", only_bob, true);
  REQUIRE_FALSE(server);
  CHECK(server.error().kind == ErrorKind::auth);
  CHECK(server.error().text == "AUTH NTLM\\n: the mechanism is not served here");
}

TEST_CASE("start: SCRAM without known users") {
  const auto server = SaslServer::start("SCRAM-SHA-256", nullptr, true);
  REQUIRE_FALSE(server);
  CHECK(server.error().text ==
        "AUTH SCRAM-SHA-256: it does not show the password, so it needs known users (--user)");
}

TEST_CASE("step: a wrong password") {
  for (const std::string& mechanism : smtp::served_mechanisms())
    CHECK(log_in(mechanism, bob("crayon")) == "AUTH " + mechanism + ": wrong password for bob");
}

TEST_CASE("step: an unknown user") {
  smtp::Credentials eve = bob();
  eve.user = "eve";
  for (const std::string& mechanism : smtp::served_mechanisms())
    CHECK(log_in(mechanism, eve) == "AUTH " + mechanism + ": there is no user eve");
}

TEST_CASE("step: no user name at all") {
  SaslServer server = server_of("PLAIN", true);
  CHECK(refusal(server, plain("", "", "x")) == "AUTH PLAIN: the client gave no user name");
}

TEST_CASE("step: somebody else's name is not lent") {
  SaslServer server = server_of("PLAIN");
  CHECK(refusal(server, plain("alice", "bob", "pencil")) == "AUTH PLAIN: bob may not act as alice");
}

TEST_CASE("step: a response of another form") {
  for (const char* mechanism : {"PLAIN", "CRAM-MD5", "SCRAM-SHA-256"}) {
    SaslServer server = server_of(mechanism);
    step(server, "");
    CHECK(refusal(server, "nonsense") ==
          "AUTH " + std::string(mechanism) + ": the response is not of the form of this mechanism");
  }
}

TEST_CASE("step: more than nothing behind SCRAM's last word") {
  auto client = SaslClient::start("SCRAM-SHA-256", bob(), nullptr);
  SaslServer server = server_of("SCRAM-SHA-256");
  const auto first = step(server, client->step("")->reveal());
  step(server, client->step(first.challenge)->reveal());
  CHECK(refusal(server, "x") ==
        "AUTH SCRAM-SHA-256: the client answers the last word with more than nothing");
}
