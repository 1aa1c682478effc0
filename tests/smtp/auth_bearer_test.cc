#include "smtp/auth_bearer.h"

#include <doctest/doctest.h>

using base::ErrorKind;
using base::Secret;
using smtp::Credentials;
using smtp::explain_bearer_error;

namespace {

constexpr std::string_view kToken = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";

Credentials rfc_7628_example() {
  Credentials credentials;
  credentials.user = "user@example.com";
  credentials.token = Secret(std::string(kToken));
  credentials.host = "server.example.com";
  credentials.port = 143;
  return credentials;
}

base::Error refused(const Credentials& credentials) {
  const auto checked = smtp::check_bearer(credentials);
  REQUIRE_FALSE(checked);
  return checked.error();
}

}  // namespace

TEST_CASE("OAUTHBEARER sends RFC 7628's example to the byte") {
  CHECK(smtp::oauthbearer_message(rfc_7628_example()).reveal() ==
        "n,a=user@example.com,\x01host=server.example.com\x01port=143\x01"
        "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01");
}

TEST_CASE("OAUTHBEARER escapes a name, prefers the authorization identity, and does without") {
  Credentials credentials;
  credentials.token = Secret("t");
  CHECK(smtp::oauthbearer_message(credentials).reveal() ==
        "n,,\x01"
        "auth=Bearer t\x01\x01");
  credentials.user = "bob";
  credentials.authorization = "a=b,c";
  CHECK(smtp::oauthbearer_message(credentials).reveal() ==
        "n,a=a=3Db=2Cc,\x01"
        "auth=Bearer t\x01\x01");
}

TEST_CASE("XOAUTH2 sends Google's form to the byte") {
  Credentials credentials;
  credentials.user = "someuser@example.com";
  credentials.token = Secret("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");
  CHECK(smtp::xoauth2_message(credentials).reveal() ==
        "user=someuser@example.com\x01"
        "auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\x01\x01");
}

TEST_CASE("the JSON error is shown with its fields first") {
  CHECK(
      explain_bearer_error(
          R"({"status":"invalid_token","scope":"example_scope","openid-configuration":"https://example.com/.well-known/openid-configuration"})") ==
      R"(status invalid_token, scope example_scope: {"status":"invalid_token","scope":"example_scope","openid-configuration":"https://example.com/.well-known/openid-configuration"})");
  CHECK(
      explain_bearer_error(
          R"({ "status" : 401, "schemes":"bearer mac","scope":"https:\/\/mail.google.com\/" })") ==
      R"(status 401, schemes bearer mac, scope https://mail.google.com/: { "status" : 401, "schemes":"bearer mac","scope":"https:\/\/mail.google.com\/" })");
}

TEST_CASE("an error that is not JSON is shown as it is, made safe") {
  CHECK(explain_bearer_error("").empty());
  CHECK(explain_bearer_error("expired\x1b[2J") == "expired\\x1B[2J");
  CHECK(explain_bearer_error(R"({"status")") == R"({"status")");
  CHECK(explain_bearer_error(R"({"status":"40)") == R"(status 40: {"status":"40)");
}

TEST_CASE("a long error is cut") {
  CHECK(explain_bearer_error(std::string(501, 'x')) == std::string(500, 'x') + "...");
}

// All error paths of check_bearer() follow.

TEST_CASE("a token with a line end is refused before it is sent, and is not shown") {
  Credentials credentials = rfc_7628_example();
  credentials.token = Secret("hunter2\n");
  const auto error = refused(credentials);
  CHECK(error.kind == ErrorKind::usage);
  CHECK(error.stage == base::Stage::auth);
  CHECK(error.text ==
        "AUTH: the token holds a blank, a line end or another character that no bearer token has "
        "(see --auth-token-file); nothing was sent");
}

TEST_CASE("a user name with a control character would be a field of its own") {
  Credentials credentials = rfc_7628_example();
  credentials.user = "bob\x01host=evil";
  const auto error = refused(credentials);
  CHECK(error.kind == ErrorKind::usage);
  CHECK(error.text ==
        "AUTH: the user name holds a control character (see --auth-user); nothing was sent");
}
