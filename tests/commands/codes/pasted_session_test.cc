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
    for (const commands::PastedText& each : given)
      told.push_back(std::string(base::stage_name(each.stage)) + ": " + each.text);
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

TEST_CASE("replies follow the commands of a block in order where there is one for each") {
  const std::string block = "-> MAIL FROM:<a@our.example>\n -> RCPT TO:<b@b.example>\n -> DATA\n";
  CHECK(told_of(block + "<-  250 ok\n<** 550 no\n<** 503 no recipients\n") ==
        Told{"mail: 250 ok", "rcpt: 550 no", "data: 503 no recipients"});
  CHECK(told_of(block + "<** 550 no\n<** 503 first MAIL\n<** 503 first RCPT\n -> QUIT\n") ==
        Told{"mail: 550 no", "rcpt: 503 first MAIL", "data: 503 first RCPT"});
  CHECK(told_of(block + "<-  250-\n<-  250 ok\n<-  250 ok\n<-  354 go on\n -> .\n<** 550 no\n") ==
        Told{"mail: 250-\n250 ok", "rcpt: 250 ok", "data: 354 go on", "dot: 550 no"});
}

TEST_CASE("where replies of a block were cut out, they are those of its first commands") {
  const std::string block = "MAIL FROM:<a@our.example>\nRCPT TO:<b@b.example>\n";
  const Told told{"rcpt: 550 5.7.1 denied"};
  for (const char* end : {"", "QUIT\n", "=== Connected to b.example.\n"}) {
    CHECK(told_of(block + "550 5.7.1 denied\n" + end) == told);
    CHECK(
        told_of("EHLO our.example\n250 PIPELINING\n" + block + "550 5.7.1 denied\n" + end).back() ==
        told.back());
  }
  CHECK(told_of(block + "DATA\n550 no\n503 no recipients\nQUIT\n") ==
        Told{"rcpt: 550 no", "data: 503 no recipients"});
}

TEST_CASE("commands of a session that ended wait for no reply of the next") {
  const std::string next =
      "MAIL FROM:<a@our.example>\n250 ok\nRCPT TO:<b@b.example>\n550 5.1.1 no\n";
  const Told told{"mail: 250 ok", "rcpt: 550 5.1.1 no"};
  const auto ends_with_told = [&](const std::string& session) {
    const Told all = told_of(session + next);
    return all.size() >= 2 && Told(all.end() - 2, all.end()) == told;
  };
  const std::string ended = "MAIL FROM:<a@our.example>\n421 busy\nQUIT\nQUIT\n";
  CHECK(ends_with_told(ended + "220 b.example\nEHLO our.example\n250 PIPELINING\n"));
  CHECK(ends_with_told(ended + "HELO our.example\n250 b.example\n"));
  CHECK(told_of(ended + "220 b.example\n").back() == "greeting: 220 b.example");
  CHECK(told_of("C: STARTTLS\nS: 220 go on\n") == Told{"starttls: 220 go on"});
}

TEST_CASE("what a block seems to say of MAIL tells not where the status is about a recipient") {
  const std::string block = "MAIL FROM:<a@our.example>\nRCPT TO:<b@b.example>\n";
  for (const std::string reply : {"550 5.1.1 no", "550 5.1.2 no", "552 5.2.2 full"})
    CHECK(told_of(block + reply + "\n503 no\n") == Told{kNone + ": " + reply, "rcpt: 503 no"});
  for (const std::string reply : {"550 5.1.7 no", "550 5.1.8 no", "550 5.7.1 no", "550 no"})
    CHECK(told_of(block + reply + "\n503 no\n") == Told{"mail: " + reply, "rcpt: 503 no"});
  CHECK(told_of("MAIL FROM:<a@our.example>\n550 5.1.1 no\n") == Told{"mail: 550 5.1.1 no"});
}

TEST_CASE("content of a message is no reply, whatever it looks like") {
  const std::string data = "MAIL FROM:<a@our.example>\n250 ok\nDATA\n354 go on\n";
  const std::string content = "Subject: hi\n\n550 5.1.1 is what Bob's server had said\n421-\n";
  const Told begun{"mail: 250 ok", "data: 354 go on"};
  const auto behind = [&](const std::string& rest) {
    const Told all = told_of(data + rest);
    CHECK(Told(all.begin(), all.begin() + 2) == begun);
    return Told(all.begin() + 2, all.end());
  };
  CHECK(behind(content + ".\n554 spam\nQUIT\n221 bye\n") == Told{"dot: 554 spam", "quit: 221 bye"});
  CHECK(behind(content + "S: 554 spam\nC: QUIT\nS: 221 bye\n") ==
        Told{"dot: 554 spam", "quit: 221 bye"});
  CHECK(behind(".\n250 queued\n").back() == "dot: 250 queued");
}

TEST_CASE("where the content of a message was cut out with its end, what follows is read") {
  const std::string data = "MAIL FROM:<a@our.example>\nDATA\n354 go on\n";
  const Told told = told_of(data + "554 spam\nQUIT\n221 bye\n" + data + "Subject: hi\n452 full\n");
  CHECK(told == Told{"data: 354 go on", "dot: 554 spam", "quit: 221 bye", "data: 354 go on",
                     "dot: 452 full"});
}

TEST_CASE("the end of a message is not waited for without end") {
  const std::string data = "MAIL FROM:<a@our.example>\nDATA\n354 go on\n554 spam\n\n";
  CHECK(told_of(data + std::string(1000, 'x') + "\n.\n") == Told{"data: 354 go on"});
  const bool is_read = told_of(data + std::string(1 << 20, 'x') + "\n.\n").at(1) == "dot: 554 spam";
  CHECK(is_read);
}

TEST_CASE("the reply to RCPT has the recipient that the command names") {
  const auto recipient_in = [](std::string_view command) {
    commands::PastedLines pasted(false);
    pasted.take(command);
    return pasted.take("550 no").at(0).recipient;
  };
  CHECK(recipient_in("RCPT TO:<bob@b.example> NOTIFY=NEVER") == "bob@b.example");
  CHECK(recipient_in("rcpt to: bob@b.example NOTIFY=NEVER") == "bob@b.example");
  CHECK(recipient_in("RCPT TO:<bob@b.example") == "bob@b.example");
  CHECK(recipient_in("RCPT TO:<" + std::string(321, 'x') + ">").empty());
  CHECK(recipient_in("RCPT TO:").empty());
  CHECK(recipient_in("MAIL FROM:<alice@our.example>").empty());
}

TEST_CASE("a session that fails before MAIL is one") {
  CHECK((commands::session_in("> EHLO our.example\n< 250 AUTH PLAIN\n> AUTH PLAIN\n< 334 \n"
                              "> AGEAYg==\n< 535 5.7.8 no\n") == commands::SessionKind::refused));
  CHECK(told_of("> EHLO our.example\n< 250 AUTH PLAIN\n> AUTH PLAIN\n< 334 \n> AGEAYg==\n"
                "< 535 5.7.8 no\n") ==
        Told{"ehlo: 250 AUTH PLAIN", "auth: 334", "auth: 535 5.7.8 no"});
  CHECK_FALSE(commands::is_command("EHLO is what it says"));
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
  using commands::session_in;
  using commands::SessionKind;
  CHECK((session_in("220 hi\nMAIL FROM:<>\n550 no\n") == SessionKind::refused));
  CHECK((session_in("MAIL FROM:<>\n250 ok\n") == SessionKind::accepted));
  CHECK((session_in("550 no\n") == SessionKind::none));
  CHECK((session_in("MAIL FROM:<>\nand today:\n") == SessionKind::none));
  CHECK((session_in("MAIL FROM:<>\n354 go on\n550 is content\n.\n250 ok\n") ==
         SessionKind::accepted));
}
