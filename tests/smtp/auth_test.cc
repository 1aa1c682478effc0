#include "smtp/auth.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <functional>

#include "base/base64.h"
#include "smtp/sasl_peer.h"

using base::ErrorKind;
using base::Secret;
using sasl_peer::bob;
using smtp::Credentials;
using smtp::SaslClient;

// libkrb5 forgets 16 bytes whenever there is no ticket.
extern "C" const char* __lsan_default_suppressions() { return "leak:libgssapi_krb5"; }

namespace {

SaslClient client_of(std::string_view mechanism, const Credentials& credentials = bob(),
                     const net::TlsFacts* tls = nullptr) {
  auto client = SaslClient::start(mechanism, credentials, tls);
  REQUIRE(client);
  return std::move(*client);
}

std::string answer(SaslClient& client, std::string_view challenge) {
  auto given = client.step(challenge);
  REQUIRE(given);
  return std::string(given->reveal());
}

std::string failure(SaslClient& client, std::string_view challenge) {
  const auto given = client.step(challenge);
  REQUIRE_FALSE(given);
  CHECK(given.error().kind == ErrorKind::auth);
  CHECK(given.error().stage == base::Stage::auth);
  return given.error().text;
}

base::Error no_start(std::string_view mechanism, const Credentials& credentials,
                     const net::TlsFacts* tls = nullptr) {
  const auto client = SaslClient::start(mechanism, credentials, tls);
  REQUIRE_FALSE(client);
  return client.error();
}

sasl_peer::Outcome against_library(
    std::string_view mechanism, const Credentials& credentials = bob(),
    const net::TlsFacts* tls = nullptr,
    const std::function<void(smtp::GsaslSession&)>& prepare = [](smtp::GsaslSession&) {}) {
  auto client = client_of(mechanism, credentials, tls);
  const auto server = sasl_peer::library_server(mechanism, prepare);
  return sasl_peer::run(client, *server);
}

std::string nonce_of(const std::string& client_first) {
  return client_first.substr(client_first.find("r=") + 2);
}

std::string ntlm_challenge() {
  std::string challenge("NTLMSSP\0\2\0\0\0\0\0\0\0\0\0\0\0\1\2\3\4ABCDEFGH", 32);
  challenge.resize(48, '\0');
  return challenge;
}

}  // namespace

TEST_CASE("PLAIN says all in one message, with the authorization identity in front") {
  auto client = client_of("plain");
  CHECK(client.client_first());
  CHECK(answer(client, "") == std::string("\0bob\0pencil", 11));
  Credentials for_alice = bob("pa\xC3\x9F");
  for_alice.authorization = "alice";
  auto other = client_of("PLAIN", for_alice);
  CHECK(answer(other, "") == std::string("alice\0bob\0pa\xC3\x9F", 14));
}

TEST_CASE("LOGIN gives the user first and the password second, whatever it is asked") {
  for (const auto& [first, second] :
       {std::pair<std::string, std::string>{"Username:", "Password:"},
        {std::string("User Name\0", 10), std::string("Password\0", 9)},
        {"Password:", "Username:"},
        {"", ""}}) {
    auto client = client_of("LOGIN");
    CHECK_FALSE(client.client_first());
    CHECK(answer(client, first) == "bob");
    CHECK(answer(client, second) == "pencil");
  }
}

TEST_CASE("CRAM-MD5 answers RFC 2195's example") {
  Credentials tim;
  tim.user = "tim";
  tim.password = Secret("tanstaaftanstaaf");
  auto client = client_of("CRAM-MD5", tim);
  CHECK_FALSE(client.client_first());
  CHECK(answer(client, "<1896.697170952@postoffice.reston.mci.net>") ==
        "tim b913a602c7eda7a495b4e6e7334d3890");
}

TEST_CASE("EXTERNAL and ANONYMOUS say who is meant, if anybody") {
  auto external = client_of("EXTERNAL", {});
  CHECK(external.client_first());
  CHECK(answer(external, "").empty());
  auto named = client_of("EXTERNAL", bob());
  CHECK(answer(named, "") == "bob");
  auto anonymous = client_of("ANONYMOUS", {});
  CHECK(answer(anonymous, "") == "anonymous");
  auto traced = client_of("ANONYMOUS", bob());
  CHECK(answer(traced, "") == "bob");
}

TEST_CASE("NTLM negotiates and answers a challenge") {
  auto client = client_of("NTLM");
  CHECK_FALSE(client.client_first());
  CHECK(answer(client, "ntlm supported").starts_with(std::string("NTLMSSP\0\1", 9)));
  CHECK(answer(client, ntlm_challenge()).starts_with(std::string("NTLMSSP\0\3", 9)));
  CHECK(client.server_proved());
  Credentials credentials = bob();
  credentials.domain = "LAB";
  auto with_domain = client_of("NTLM", credentials);
  CHECK(answer(with_domain, "").find("LAB") != std::string::npos);
}

TEST_CASE("NTLM takes Exim's challenge, whose empty name lies behind its end") {
  const auto challenge =
      base::base64_decode("TlRMTVNTUAACAAAAAAAAAAAoAAABggAAZPSr3ee5gKwAAAAAAAAAAAAAAAAAAAAA");
  auto client = client_of("NTLM");
  CHECK(answer(client, "NTLM supported").starts_with(std::string("NTLMSSP\0\1", 9)));
  CHECK(answer(client, *challenge).starts_with(std::string("NTLMSSP\0\3", 9)));
}

TEST_CASE("SCRAM without a bound channel says so, TLS or not") {
  net::TlsFacts tls;
  tls.binding_exporter = "exporter";
  for (const net::TlsFacts* facts :
       {static_cast<const net::TlsFacts*>(nullptr), static_cast<const net::TlsFacts*>(&tls)}) {
    auto client = client_of("SCRAM-SHA-256", bob(), facts);
    CHECK(client.client_first());
    CHECK(answer(client, "").starts_with("n,,n=bob,r="));
  }
}

TEST_CASE("SCRAM escapes the user and names the authorization identity") {
  Credentials credentials = bob();
  credentials.user = "b,o=b";
  credentials.authorization = "alice";
  auto client = client_of("SCRAM-SHA-1", credentials);
  CHECK(answer(client, "").starts_with("n,a=alice,n=b=2Co=3Db,r="));
}

TEST_CASE("SCRAM and DIGEST-MD5 log in at libgsasl's server, which proves itself") {
  for (const char* mechanism : {"SCRAM-SHA-1", "SCRAM-SHA-256", "DIGEST-MD5"}) {
    CAPTURE(mechanism);
    const auto outcome = against_library(mechanism);
    CHECK(outcome.accepted);
    CHECK(outcome.proved);
    CHECK(outcome.error.empty());
  }
}

TEST_CASE("CRAM-MD5, PLAIN, LOGIN, EXTERNAL and ANONYMOUS log in at libgsasl's server") {
  for (const char* mechanism : {"CRAM-MD5", "PLAIN", "LOGIN", "EXTERNAL", "ANONYMOUS"}) {
    CAPTURE(mechanism);
    CHECK(against_library(mechanism).accepted);
  }
}

TEST_CASE("a wrong password is not accepted by libgsasl's server") {
  for (const char* mechanism : {"SCRAM-SHA-1", "SCRAM-SHA-256", "DIGEST-MD5", "CRAM-MD5"}) {
    CAPTURE(mechanism);
    const auto outcome = against_library(mechanism, bob("crayon"));
    CHECK_FALSE(outcome.accepted);
  }
}

TEST_CASE("-PLUS binds to tls-exporter, and to tls-unique where the protocol has it") {
  net::TlsFacts tls_1_3, tls_1_2;
  tls_1_3.binding_exporter = std::string("exporter\0\xFF", 10);
  tls_1_2.binding_exporter = "exporter";
  tls_1_2.binding_unique = "unique";
  const auto modern = against_library("SCRAM-SHA-256-PLUS", bob(), &tls_1_3, [&](auto& server) {
    server.set(GSASL_CB_TLS_EXPORTER, base::base64_encode(tls_1_3.binding_exporter));
  });
  CHECK(modern.said.front().starts_with("p=tls-exporter,,n=bob,r="));
  CHECK(modern.accepted);
  CHECK(modern.proved);
  const auto older = against_library("SCRAM-SHA-1-PLUS", bob(), &tls_1_2, [&](auto& server) {
    server.set(GSASL_CB_TLS_UNIQUE, base::base64_encode(tls_1_2.binding_unique));
  });
  CHECK(older.said.front().starts_with("p=tls-unique,,n=bob,r="));
  CHECK(older.accepted);
  CHECK(older.proved);
}

TEST_CASE("-PLUS is not accepted over another channel") {
  net::TlsFacts tls;
  tls.binding_exporter = "mine";
  const auto outcome = against_library("SCRAM-SHA-256-PLUS", bob(), &tls, [](auto& server) {
    server.set(GSASL_CB_TLS_EXPORTER, base::base64_encode("of the man in the middle"));
  });
  CHECK_FALSE(outcome.accepted);
}

TEST_CASE("a password beyond ASCII logs in after SASLprep") {
  auto client = client_of("SCRAM-SHA-256", bob("pe\xC2\xADncil"));  // U+00AD maps to nothing
  const auto server = sasl_peer::library_server("SCRAM-SHA-256", [](auto&) {});
  CHECK(sasl_peer::run(client, *server).accepted);
}

TEST_CASE("DIGEST-MD5 takes the realm that it is given, else the server's first") {
  const std::string challenge =
      "realm=\"first\",realm=\"second\",nonce=\"n\",qop=\"auth\",charset=utf-8,algorithm=md5-sess";
  auto client = client_of("DIGEST-MD5");
  const std::string by_server = answer(client, challenge);
  CHECK(by_server.find("realm=\"first\"") != std::string::npos);
  CHECK(by_server.find("digest-uri=\"smtp/mail.example.org\"") != std::string::npos);
  Credentials credentials = bob();
  credentials.realm = "second";
  auto chooser = client_of("DIGEST-MD5", credentials);
  CHECK(answer(chooser, challenge).find("realm=\"second\"") != std::string::npos);
}

TEST_CASE("a server that did not prove itself yet is known as such") {
  auto client = client_of("SCRAM-SHA-256");
  CHECK_FALSE(client.server_proved());
  const std::string nonce = nonce_of(answer(client, ""));
  answer(client, "r=" + nonce + "server,s=c2FsdA==,i=4096");
  CHECK_FALSE(client.server_proved());
  CHECK(client_of("PLAIN").server_proved());
}

TEST_CASE("OAUTHBEARER and XOAUTH2 answer the error, each in its way, and explain it") {
  Credentials credentials = bob("");
  credentials.token = Secret("ya29");
  const std::string error = R"({"status":"401","schemes":"bearer"})";
  auto rfc = client_of("OAUTHBEARER", credentials);
  CHECK(rfc.client_first());
  CHECK(answer(rfc, "") ==
        "n,a=bob,\x01host=mail.example.org\x01port=587\x01"
        "auth=Bearer ya29\x01\x01");
  CHECK(rfc.explain(error) == R"(status 401, schemes bearer: {"status":"401","schemes":"bearer"})");
  CHECK(answer(rfc, error) == "\x01");
  auto google = client_of("XOAUTH2", credentials);
  CHECK(answer(google, "") ==
        "user=bob\x01"
        "auth=Bearer ya29\x01\x01");
  CHECK(answer(google, error).empty());
}

TEST_CASE("a challenge that is only one explains nothing") {
  CHECK(client_of("PLAIN").explain("{}").empty());
  CHECK(client_of("SCRAM-SHA-1").explain("r=x,s=y,i=4096").empty());
  CHECK(client_of("SCRAM-SHA-1").explain("e=unknown-user") == "unknown-user");
}

TEST_CASE("libgsasl tells its version") { CHECK(smtp::sasl_library_version().starts_with("2.")); }

// All error paths of SaslClient::start() follow.

TEST_CASE("start: an unknown mechanism") {
  const auto error = no_start("X\n", bob());
  CHECK(error.kind == ErrorKind::auth);
  CHECK(error.text == "AUTH: the mechanism X\\n is not known here; nothing was sent");
}

TEST_CASE("start: what is missing names its option") {
  CHECK(no_start("SCRAM-SHA-256-PLUS", bob()).text ==
        "AUTH SCRAM-SHA-256-PLUS: it needs TLS (--tls); nothing was sent");
  CHECK(no_start("PLAIN", {}).text ==
        "AUTH PLAIN: it needs a user name (--auth-user); nothing was sent");
  CHECK(no_start("PLAIN", bob("")).text ==
        "AUTH PLAIN: it needs a password (--auth-password-file); nothing was sent");
  CHECK(no_start("OAUTHBEARER", bob()).text ==
        "AUTH OAUTHBEARER: it needs a token (--auth-token-file); nothing was sent");
  CHECK(no_start("PLAIN", {}).kind == ErrorKind::auth);
}

TEST_CASE("start: a NUL would cut the password short") {
  const auto error = no_start("PLAIN", bob(std::string("hun\0ter2", 8)));
  CHECK(error.kind == ErrorKind::usage);
  CHECK(error.text ==
        "AUTH PLAIN: the password holds a NUL byte (see --auth-password-file); nothing was sent");
  Credentials user = bob();
  user.user = std::string("b\0b", 3);
  CHECK(no_start("PLAIN", user).text ==
        "AUTH PLAIN: the user name holds a NUL byte (see --auth-user); nothing was sent");
}

TEST_CASE("start: SASLprep forbids") {
  const auto error = no_start("SCRAM-SHA-1", bob("hunter\xFF"));
  CHECK(error.kind == ErrorKind::auth);
  CHECK(error.text ==
        "AUTH SCRAM-SHA-1: the password is not UTF-8 or holds a character that SASLprep "
        "(RFC 4013) forbids (see --auth-password-file); nothing was sent");
  Credentials user = bob();
  user.user = "b\x07";
  CHECK(no_start("CRAM-MD5", user).text ==
        "AUTH CRAM-MD5: the user name is not UTF-8 or holds a character that SASLprep "
        "(RFC 4013) forbids (see --auth-user); nothing was sent");
}

TEST_CASE("start: NTLM's buffers are small and know no UTF-8") {
  const std::string text =
      "AUTH NTLM: user name, domain and password must be ASCII of at most 128 bytes here; nothing "
      "was sent";
  CHECK(no_start("NTLM", bob("pa\xC3\x9F")).text == text);
  CHECK(no_start("NTLM", bob(std::string(129, 'x'))).text == text);
}

TEST_CASE("start: a token that would break out") {
  Credentials credentials = bob();
  credentials.token = Secret("a b");
  CHECK(no_start("XOAUTH2", credentials).kind == ErrorKind::usage);
}

// All error paths of SaslClient::step() follow.

TEST_CASE("step: the server asks on after the last answer, and gets no secret again") {
  auto client = client_of("PLAIN");
  answer(client, "");
  CHECK(failure(client, "again") ==
        "AUTH PLAIN: the server asks on although everything was said; login given up");
  auto login = client_of("LOGIN");
  answer(login, "");
  answer(login, "");
  CHECK(failure(login, "Domain:") ==
        "AUTH LOGIN: the server asks on although everything was said; login given up");
}

TEST_CASE("step: a challenge that is none ends the exchange for good") {
  for (const char* mechanism : {"SCRAM-SHA-256", "DIGEST-MD5"}) {
    auto client = client_of(mechanism);
    if (client.client_first()) answer(client, "");
    CHECK(failure(client, "nonsense") ==
          "AUTH " + std::string(mechanism) +
              ": the server's challenge is not one of this mechanism; login given up");
    CHECK(failure(client, "nonsense").ends_with("although everything was said; login given up"));
  }
}

TEST_CASE("step: an empty challenge where the server must speak first") {
  auto client = client_of("CRAM-MD5");
  CHECK(failure(client, "") == "AUTH CRAM-MD5: the server's challenge is empty; login given up");
}

TEST_CASE("step: SCRAM with another's nonce") {
  auto client = client_of("SCRAM-SHA-256");
  answer(client, "");
  CHECK(failure(client, "r=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx,s=c2FsdA==,i=4096") ==
        "AUTH SCRAM-SHA-256: the server's challenge does not belong to this login; "
        "login given up");
  CHECK_FALSE(client.server_failed());
}

TEST_CASE("step: SCRAM with so many iterations that the client would hang") {
  auto client = client_of("SCRAM-SHA-256");
  const std::string nonce = nonce_of(answer(client, ""));
  CHECK(failure(client, "r=" + nonce + "x,s=c2FsdA==,i=4294967295") ==
        "AUTH SCRAM-SHA-256: the server asks for more than 2,000,000 iterations of the hash; "
        "login given up");
}

TEST_CASE("step: SCRAM with a wrong proof of the server") {
  auto client = client_of("SCRAM-SHA-256");
  const std::string nonce = nonce_of(answer(client, ""));
  answer(client, "r=" + nonce + "x,s=c2FsdA==,i=4096");
  CHECK(failure(client, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") ==
        "AUTH SCRAM-SHA-256: the server's proof is wrong, so it does not know the password "
        "itself; login given up");
  CHECK_FALSE(client.server_proved());
  CHECK(client.server_failed());
}

TEST_CASE("step: SCRAM ended by the server with its reason") {
  auto client = client_of("SCRAM-SHA-1");
  const std::string nonce = nonce_of(answer(client, ""));
  answer(client, "r=" + nonce + "x,s=c2FsdA==,i=4096");
  CHECK(failure(client, "e=invalid-proof") ==
        "AUTH SCRAM-SHA-1: the server ended it with the error invalid-proof; login given up");
}

TEST_CASE("step: DIGEST-MD5 with a wrong proof of the server") {
  auto client = client_of("DIGEST-MD5");
  answer(client, "realm=\"r\",nonce=\"n\",qop=\"auth\",charset=utf-8,algorithm=md5-sess");
  CHECK(failure(client, "rspauth=00000000000000000000000000000000") ==
        "AUTH DIGEST-MD5: the server's proof is wrong, so it does not know the password itself; "
        "login given up");
}

TEST_CASE("step: NTLM challenges that are short, of another type, or point beyond their end") {
  const std::string text =
      "AUTH NTLM: the server's challenge is not one of this mechanism; login given up";
  std::string beyond = ntlm_challenge();
  beyond.replace(12, 8, std::string("\x02\0\x02\0\xFF\xFF\xFF\x7F", 8));
  std::string type_3 = ntlm_challenge();
  type_3[8] = '\3';
  for (const std::string& challenge : {std::string("x"), std::string(), beyond, type_3}) {
    auto client = client_of("NTLM");
    answer(client, "");
    CHECK(failure(client, challenge) == text);
  }
}

TEST_CASE("step: GSSAPI without a ticket") {
  ::setenv("KRB5CCNAME", "FILE:/nonexistent", 1);
  auto client = client_of("GSSAPI");
  CHECK(failure(client, "") ==
        "AUTH GSSAPI: there is no Kerberos ticket for this server (see klist and kinit); login "
        "given up");
}
