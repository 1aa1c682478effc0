#include "commands/codes/pasted_session.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "commands/codes/pasted_reply.h"

namespace {

using Told = std::vector<std::string>;

// "rcpt: 550 no" of each reply of a session.
Told told_of(std::string_view session) {
  commands::PastedLines pasted(commands::is_letter(session));
  Told told;
  const auto add = [&](const std::vector<commands::PastedText>& given) {
    for (const auto& [text, stage] : given)
      told.push_back(std::string(base::stage_name(stage)) + ": " + text);
  };
  for (std::string_view line : base::split(session, '\n')) add(pasted.take(line));
  add(pasted.finish());
  return told;
}

const std::string kNone(base::stage_name(base::Stage::none));

}  // namespace

TEST_CASE("each reply of a session has the stage of its command, as ehlo prints it") {
  CHECK(told_of("@connect mx.b.example:25\n"
                "# connected to 192.0.2.1:25 in 12 ms\n"
                "S: 220 mx.b.example ESMTP\n"
                "C: EHLO our.example\n"
                "S: 250-mx.b.example\n"
                "S: 250 AUTH PLAIN\n"
                "@auth PLAIN user=alice password={{password}}\n"
                "# S: 334\n"
                "S: 235 ok\n"
                "C: MAIL FROM:<alice@our.example>\n"
                "S: 550 5.7.1 denied\n"
                "# onhold: nobody knows why\n"
                "C: QUIT\n"
                "S: 221 bye\n"
                "ehlo: send: MAIL FROM refused: 550 5.7.1 denied\n") ==
        Told{"greeting: 220 mx.b.example ESMTP", "ehlo: 250-mx.b.example\n250 AUTH PLAIN",
             "auth: 235 ok", "mail: 550 5.7.1 denied", "quit: 221 bye"});
}

TEST_CASE("the end of data is refused, and what was sent as data is no text") {
  const Told refused{"data: 354 go on", "dot: 550 5.7.1 denied", "quit: 221 bye"};
  CHECK(told_of("MAIL FROM:<a@b.example>\n.\nDATA\n354 go on\nSubject: hi\n\nRSET\n.\n"
                "550 5.7.1 denied\nQUIT\n221 bye\nConnection closed by foreign host.\n") ==
        refused);
  CHECK(told_of(" -> RCPT TO:<a@b.example>\n -> DATA\n<-  354 go on\n -> Subject: hi\n -> \n"
                " -> RSET\n -> .\n<** 550 5.7.1 denied\n -> QUIT\n<-  221 bye\n"
                "=== Connection closed with remote host.\n") == refused);
}

TEST_CASE("how a session ends is a text only where no reply tells it") {
  for (const std::string end :
       {"ehlo: send: TLS handshake failed", "Connection closed by foreign host."}) {
    CHECK(told_of("C: STARTTLS\n" + end + "\n").back() == kNone + ": " + end);
    CHECK(told_of("C: QUIT\nS: 221 bye\n" + end + "\n").back() == "quit: 221 bye");
  }
}

TEST_CASE("sessions of telnet, swaks, curl, sendmail, PHPMailer and msmtp are read") {
  for (const char* session :
       {"rcpt to:<b@b.example>\n550 no\n", " -> RCPT TO:<b@b.example>\n<** 550 no\n",
        " ~> RCPT TO:<b@b.example>\n<~* 550 no\n", "> RCPT TO:<b@b.example>\n< 550 no\n",
        ">>> RCPT To:<b@b.example>\n<<< 550 no\n", "> C: RCPT TO:<b@b.example>\n> S: 550 no\n",
        "CLIENT -> SERVER: RCPT TO:<b@b.example>\nSERVER -> CLIENT: 550 no\n",
        "--> RCPT TO:<b@b.example>\n<-- 550 no\n", " In:  RCPT TO:<b@b.example>\n Out: 550 no\n",
        "posttls-finger: > RCPT TO:<b@b.example>\nposttls-finger: < 550 no\n"})
    CHECK(told_of(session) == Told{"rcpt: 550 no"});
}

TEST_CASE("replies follow their commands in order only where the server pipelines") {
  const std::string commands = " -> MAIL FROM:<a@our.example>\n -> RCPT TO:<b@b.example>\n";
  CHECK(told_of(commands + "<** 550 no\n") == Told{"rcpt: 550 no"});
  CHECK(told_of(" -> EHLO our.example\n<-  250 PIPELINING\n" + commands +
                "<** 550 no\n<** 503 first MAIL\n") ==
        Told{"ehlo: 250 PIPELINING", "mail: 550 no", "rcpt: 503 first MAIL"});
}

TEST_CASE("a reply has no stage without a command, or behind other words") {
  CHECK(told_of("550 no\n") == Told{kNone + ": 550 no"});
  CHECK(told_of("Data\n\n550 no\n") == Told{kNone + ": Data", kNone + ": 550 no"});
  CHECK(told_of("RCPT TO:<b@b.example>\nand today:\n550 no\n") ==
        Told{kNone + ": and today:", kNone + ": 550 no"});
  CHECK(told_of("RCPT TO:<b@b.example>: 550 no\n") ==
        Told{kNone + ": RCPT TO:<b@b.example>: 550 no"});
}

TEST_CASE("a refused session is told from one in which all was accepted") {
  CHECK(commands::is_refused_session("220 hi\nMAIL FROM:<>\n550 no\n"));
  CHECK_FALSE(commands::is_refused_session("MAIL FROM:<>\n250 ok\n"));
  CHECK_FALSE(commands::is_refused_session("550 no\n"));
}
