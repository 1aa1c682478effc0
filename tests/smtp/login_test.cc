#include "smtp/login.h"

#include <doctest/doctest.h>

#include "base/base64.h"
#include "smtp/sasl_peer.h"
#include "smtp/talk.h"

using namespace smtp;
using namespace test;
using base::ErrorKind;
using base::Stage;

namespace {

struct Login {
  Login(std::string_view mechanism, const Credentials& credentials,
        std::initializer_list<Step> steps)
      : talking(with_greeting(steps)) {
    (void)talking.connection.receive(Stage::greeting);
    talking.told.lines.clear();
    const auto reply =
        log_in(talking.connection, talking.transcript, mechanism, credentials, nullptr);
    said = reply ? one_line(*reply) : reply.error().text;
    CHECK(talking.peer.finished());
  }

  Talking talking;
  std::string said;  // the server's last word, or the error

 private:
  static std::vector<Step> with_greeting(std::initializer_list<Step> steps) {
    std::vector<Step> all{reply("220 mx\r\n")};
    all.insert(all.end(), steps);
    return all;
  }
};

Step line(const std::string& text) { return expect(text + "\r\n"); }
Step says(const std::string& text) { return reply(text + "\r\n"); }

}  // namespace

TEST_CASE("PLAIN goes out with its command, masked for everybody who listens") {
  const Login login("PLAIN", sasl_peer::bob(),
                    {line("AUTH PLAIN AGJvYgBwZW5jaWw="), says("235 ok")});
  CHECK(login.said == "235 ok");
  CHECK(login.talking.told.lines ==
        Lines{"auth PLAIN as bob", "auth C: AUTH PLAIN ***", "S: 235 ok"});
}

TEST_CASE("LOGIN waits for two questions, and they are shown decoded") {
  const Login login("LOGIN", sasl_peer::bob(),
                    {line("AUTH LOGIN"), says("334 VXNlcm5hbWU6"), line("Ym9i"),
                     says("334 UGFzc3dvcmQ6"), line("cGVuY2ls"), says("535 5.7.8 no")});
  CHECK(login.said == "535 5.7.8 no");
  CHECK(login.talking.told.lines == Lines{"auth LOGIN as bob", "auth C: AUTH LOGIN",
                                          "auth S: 334 VXNlcm5hbWU6 (\"Username:\")", "auth C: ***",
                                          "auth S: 334 UGFzc3dvcmQ6 (\"Password:\")", "auth C: ***",
                                          "S: 535 5.7.8 no"});
}

TEST_CASE("LOGIN-INITIAL says the user's name with the command") {
  const Login login(
      "LOGIN-INITIAL", sasl_peer::bob(),
      {line("AUTH LOGIN Ym9i"), says("334 UGFzc3dvcmQ6"), line("cGVuY2ls"), says("235 ok")});
  CHECK(login.said == "235 ok");
}

TEST_CASE("an initial response that is too long for a command waits for an empty challenge") {
  const std::string password(400, 'x');
  const Login login(
      "PLAIN", sasl_peer::bob(password),
      {line("AUTH PLAIN"), says("334 "),
       line(base::base64_encode(std::string("\0bob\0", 5) + password)), says("235 ok")});
  CHECK(login.said == "235 ok");
}

TEST_CASE("an empty initial response is =, or nothing would stand there") {
  const Login login("EXTERNAL", Credentials{}, {line("AUTH EXTERNAL ="), says("535 no")});
  CHECK(login.said == "535 no");
}

TEST_CASE("an invitation to NTLM may be in plain words") {
  const Login login(
      "NTLM", sasl_peer::bob(),
      {line("AUTH NTLM"), says("334 NTLM supported"), expect_anything(), says("535 no")});
  CHECK(login.said == "535 no");
}

// All error paths of log_in() follow.

TEST_CASE("an unknown mechanism sends nothing") {
  const Login login("X\x1bY", sasl_peer::bob(), {});
  CHECK(login.said == "AUTH: the mechanism X\\x1BY is not known here; nothing was sent");
  CHECK(login.talking.peer.written().empty());
}

TEST_CASE("a challenge that is not base64 is answered with *") {
  const Login login("LOGIN", sasl_peer::bob(),
                    {line("AUTH LOGIN"), says("334 User name?"), line("*"), says("501 cancelled")});
  CHECK(login.said == "AUTH LOGIN: the server's challenge is not base64: 334 User name?");
  CHECK(login.talking.told.lines == Lines{"auth LOGIN as bob", "auth C: AUTH LOGIN",
                                          "auth S: 334 User name?", "auth C: *",
                                          "S: 501 cancelled"});
}

TEST_CASE("a challenge too many is answered with *") {
  const Login login("PLAIN", sasl_peer::bob(),
                    {line("AUTH PLAIN AGJvYgBwZW5jaWw="), says("334 "), line("*"), says("501 no")});
  CHECK(login.said.starts_with("AUTH PLAIN: "));
  CHECK_FALSE(login.talking.connection.closed());
}

TEST_CASE("a connection lost in the exchange, or behind *, is what is told") {
  const std::string lost = "connection closed by the peer waiting for the reply to AUTH";
  CHECK(Login("PLAIN", sasl_peer::bob(), {line("AUTH PLAIN AGJvYgBwZW5jaWw="), end()}).said ==
        lost);
  CHECK(Login("LOGIN", sasl_peer::bob(), {line("AUTH LOGIN"), says("334 ?"), line("*"), end()})
            .said == lost);
}

TEST_CASE("a 235 without the server's proof is not believed, and closes") {
  const Login login("SCRAM-SHA-1", sasl_peer::bob(),
                    {expect_anything(), says("235 welcome"), hang()});
  CHECK(login.said ==
        "AUTH SCRAM-SHA-1: the server said 235 without proving that it knows the "
        "password: it may not be the server it says it is");
  CHECK(login.talking.connection.closed());
}

TEST_CASE("a server whose proof is wrong hears not another word, not even *") {
  const std::string challenge =
      R"(realm="x",nonce="n",qop="auth",charset=utf-8,algorithm=md5-sess)";
  for (const std::string proof : {"rspauth=00000000000000000000000000000000", "what proof?"}) {
    const Login login("DIGEST-MD5", sasl_peer::bob(),
                      {line("AUTH DIGEST-MD5"), says("334 " + base::base64_encode(challenge)),
                       expect_anything(), says("334 " + base::base64_encode(proof)), hang()});
    CHECK(login.said ==
          "AUTH DIGEST-MD5: the server's proof is wrong, so it does not know the password itself; "
          "login given up");
    CHECK(login.talking.connection.closed());
    CHECK_FALSE(login.talking.told.has("auth C: *\n"));
  }
}

TEST_CASE("what a server says of a token is told as a warning") {
  Credentials credentials = sasl_peer::bob();
  credentials.token = base::Secret("ya29");
  const Login login(
      "XOAUTH2", credentials,
      {expect_anything(), says("334 " + base::base64_encode(R"({"status":"401","scope":"mail"})")),
       line(""), says("535 no")});
  CHECK(login.said == "535 no");
  CHECK(login.talking.told.only("warning").size() == 1);
}
