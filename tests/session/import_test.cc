#include "session/import.h"

#include <doctest/doctest.h>

#include "session/parser.h"

using session::import_chat;

namespace {

std::string imported(std::string_view bytes) {
  const auto chat = import_chat(bytes, "chat.txt");
  REQUIRE(chat);
  return chat->text;
}

std::vector<std::string> unplaced(std::string_view bytes) {
  const auto chat = import_chat(bytes, "chat.txt");
  REQUIRE(chat);
  return chat->unplaced;
}

}  // namespace

TEST_CASE("a swaks transcript keeps what crossed, and neither its secrets nor its dates") {
  CHECK(imported("=== Trying 127.0.0.1:2600...\n"
                 "=== Connected to 127.0.0.1.\n"
                 "<-  220 mx ESMTP {{name}}\n"
                 " -> EHLO vm\n"
                 "<-  250-mx\n"
                 "<-  250 STARTTLS\n"
                 " -> STARTTLS\n"
                 "<-  220 2.0.0 go ahead\n"
                 "=== TLS started with cipher TLSv1.3:TLS_AES_256_GCM_SHA384:256\n"
                 " ~> EHLO vm\n"
                 "<~  250 AUTH LOGIN\n"
                 " ~> AUTH LOGIN\n"
                 "<~  334 VXNlcm5hbWU6\n"
                 " ~> dQ==\n"
                 "<~  334 UGFzc3dvcmQ6\n"
                 " ~> c2VjcmV0\n"
                 "<~  235 2.7.0 welcome\n"
                 " ~> MAIL FROM:<a@example.com>\n"
                 "<~  250 2.1.0 ok\n"
                 " ~> RCPT TO:<b@example.com>\n"
                 "<~* 550 5.1.1 no such user\n"
                 " ~> DATA\n"
                 "<~  354 go on\n"
                 " ~> Date: Sun, 22 Nov 2026 05:02:33 +0000\n"
                 " ~> Message-Id: <20261122050233.017945@vm>\n"
                 " ~> \n"
                 " ~> Date: of the body\n"
                 " ~> .\n"
                 "<~  250 2.0.0 ok: queued as 24a57870-1\n"
                 "=== Connection closed with remote host.\n") ==
        "# from chat.txt, printed by swaks\n"
        "@connect 127.0.0.1:2600\n"
        "S: 220 mx ESMTP {{{{name}}\n"
        "C: EHLO vm\n"
        "S: 250-mx\n"
        "S: 250 STARTTLS\n"
        "C: STARTTLS\n"
        "S: 220 2.0.0 go ahead\n"
        "@tls verify=off\n"
        "C: EHLO vm\n"
        "S: 250 AUTH LOGIN\n"
        "@auth LOGIN user=u password={{password}}\n"
        "S: 235 2.7.0 welcome\n"
        "C: MAIL FROM:<a@example.com>\n"
        "S: 250 2.1.0 ok\n"
        "C: RCPT TO:<b@example.com>\n"
        "S: 550 5.1.1 no such user\n"
        "C: DATA\n"
        "S: 354 go on\n"
        "C: Date: {{date}}\n"
        "C: Message-ID: {{message_id}}\n"
        "C:\n"
        "C: Date: of the body\n"
        "C: .\n"
        "S: 250 2.0.0 ok: queued as 24a57870-1\n");
}

TEST_CASE("swaks with TLS from the start shakes hands behind the connect") {
  CHECK(imported("=== Trying mx:465...\n=== TLS started with cipher x\n<~  220 mx\n") ==
        "# from chat.txt, printed by swaks\n@connect mx:465\n@tls verify=off\nS: 220 mx\n");
}

TEST_CASE("an RFC's example is joined where it was folded, and its stage directions are followed") {
  CHECK(imported("   S: <waits for connection on TCP port 25>\n"
                 "   C: <opens connection>\n"
                 "   S: 220 mail.example.org ESMTP service ready\n"
                 "   C: STARTTLS\n"
                 "   S: 220 Go ahead\n"
                 "   C: <starts TLS negotiation>\n"
                 "   C & S: <negotiate a TLS session>\n"
                 "   C: AUTH DIGEST-MD5\n"
                 "   S: 334 cmVhbG09ImVs\n"
                 "       d29vZC5pbm5v\n"
                 "\n"
                 "Siemborski               Standards Track                  [Page 8]\n"
                 "RFC 4954                      SMTP AUTH                July 2007\n"
                 "\n"
                 "   C: Y2hhcnNl\n"
                 "   S: 235 2.7.0 Authentication\n"
                 "        successful\n") ==
        "# from chat.txt, printed by an RFC\n"
        "@connect {{server}}\n"
        "S: 220 mail.example.org ESMTP service ready\n"
        "C: STARTTLS\n"
        "S: 220 Go ahead\n"
        "@tls verify=off\n"
        "@auth DIGEST-MD5 user={{user}} password={{password}}\n"
        "S: 235 2.7.0 Authentication successful\n");
}

TEST_CASE("an RFC of the sender and receiver kind has the server behind R:") {
  CHECK(imported("   R: <wait for connection on TCP port 25>\n"
                 "   S: <open connection to server>\n"
                 "   R: 220 cnri.reston.va.us SMTP service ready\n"
                 "   S: BDAT 18 LAST\n"
                 "   S: To: Susan@random<CR><LF>\n"
                 "   R: 250 Message OK, 18 octets received\n") ==
        "# from chat.txt, printed by an RFC of the sender and receiver kind\n"
        "@connect {{server}}\n"
        "S: 220 cnri.reston.va.us SMTP service ready\n"
        "C: BDAT 18 LAST\n"
        "C: To: Susan@random\n"
        "S: 250 Message OK, 18 octets received\n");
}

TEST_CASE("Postfix' transcript for the postmaster is found inside its mail") {
  const std::string mail =
      "From: MAILER-DAEMON@mx.example.com\n"
      "Subject: Postfix SMTP server: errors from unknown[192.0.2.1]\n"
      "\n"
      "Transcript of session follows.\n"
      "\n"
      " Out: 220 mx.example.com ESMTP Postfix\n"
      " In:  EHLO a\n"
      " Out: 250-mx.example.com\n"
      " Out: 250 PIPELINING\n"
      " In:  DATA\n"
      " Out: 354 End data with <CR><LF>.<CR><LF>\n"
      " Out: 451 4.3.0 Error: queue file write error\n"
      "\n"
      "Session aborted, reason: lost connection\n";
  CHECK(imported(mail) ==
        "# from chat.txt, printed by Postfix\n"
        "@connect {{server}}\n"
        "S: 220 mx.example.com ESMTP Postfix\n"
        "C: EHLO a\n"
        "S: 250-mx.example.com\n"
        "S: 250 PIPELINING\n"
        "C: DATA\n"
        "S: 354 End data with <CR><LF>.<CR><LF>\n"
        "# the message itself was not shown\n"
        "C: .\n"
        "S: 451 4.3.0 Error: queue file write error\n");
  CHECK(unplaced(mail) ==
        std::vector<std::string>{"chat.txt:12: the message was not shown before this reply; write "
                                 "it, or @message FILE, in its place",
                                 "chat.txt:14: Session aborted, reason: lost connection"});
}

TEST_CASE("posttls-finger tells where it connected to") {
  CHECK(imported("posttls-finger: Connected to mx.example.com[192.0.2.1]:25\n"
                 "posttls-finger: < 220 mx.example.com ESMTP\n"
                 "posttls-finger: > EHLO localhost\n"
                 "posttls-finger: < 250 SMTPUTF8\n") ==
        "# from chat.txt, printed by posttls-finger\n"
        "@connect mx.example.com:25\n"
        "S: 220 mx.example.com ESMTP\n"
        "C: EHLO localhost\n"
        "S: 250 SMTPUTF8\n");
}

TEST_CASE("curl -v hides the message, and its progress says nothing") {
  CHECK(
      imported("  % Total    % Received % Xferd  Average Speed\r\n"
               "  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0*   "
               "Trying 127.0.0.1:2600...\n"
               "* Connected to 127.0.0.1 (127.0.0.1) port 2600 (#0)\n"
               "< 220 mx\n"
               "> AUTH PLAIN AGFsaWNlAHNlY3JldA==\n"
               "< 535 5.7.8 no\n"
               "} [5 bytes data]\n") ==
      "# from chat.txt, printed by curl -v\n"
      "@connect 127.0.0.1:2600\n"
      "S: 220 mx\n"
      "@auth PLAIN user=alice password={{password}}\n"
      "S: 535 5.7.8 no\n");
}

TEST_CASE("what is imported parses, whatever the server said") {
  const std::string text = imported("<-  220 \x1b[31m{{x\n -> \xff\n<-  999 what\n<-  250-half\n");
  CHECK(session::parse(text, "again"));
  CHECK(text ==
        "# from chat.txt, printed by swaks\n"
        "@connect {{server}}\n"
        "S: 220 \\x1B[31m{{{{x\n"
        "@send \"\\xFF\\r\\n\"\n"
        "S: 250 half\n");
  CHECK(unplaced("<-  220 mx\n<-  999 what\n") ==
        std::vector<std::string>{"chat.txt:2: <-  999 what"});
}

TEST_CASE("nothing that was read becomes a command of this machine") {
  CHECK(imported("=== Trying exec:reboot...\n<-  220 mx\n -> AUTH \"x\n<-  504 no\n") ==
        "# from chat.txt, printed by swaks\n"
        "@connect {{server}}\n"
        "S: 220 mx\n"
        "@auth \"\\\"X\" user={{user}} password={{password}}\n"
        "S: 504 no\n");
}

TEST_CASE("a text without a conversation is refused, and what is known is named") {
  const auto chat = import_chat("Dear postmaster,\n", "mail.txt");
  REQUIRE(!chat);
  CHECK(chat.error().kind == base::ErrorKind::parse);
  CHECK(chat.error().text ==
        "mail.txt: no conversation is found in it; known are the lines of swaks (' -> ' and '<-  "
        "'), an RFC ('C: ' and 'S: '), an RFC of the sender and receiver kind ('S: ' and 'R: '), "
        "Postfix (' In:  ' and ' Out: '), posttls-finger ('posttls-finger: > ' and "
        "'posttls-finger: < '), curl -v ('> ' and '< ')");
}

TEST_CASE("without replies what follows DATA is the message, and the session checks nothing") {
  const auto chat = import_chat(
      " -> EHLO vm\n -> MAIL FROM:<a@x>\n -> RCPT TO:<b@y>\n -> DATA\n"
      " -> Date: Sun, 22 Nov 2026 11:37:55 +0000\n -> Subject: test Sun, 22 Nov 2026 11:37:55 "
      "+0000\n"
      " -> Message-Id: <1@vm>\n -> \n -> Hi\n -> .\n -> QUIT\n"
      "=== Connection closed with remote host.\n",
      "chat.txt");
  REQUIRE(chat);
  CHECK(
      chat->text.ends_with("C: DATA\nC: Date: {{date}}\nC: Subject: test {{date}}\n"
                           "C: Message-ID: {{message_id}}\nC:\nC: Hi\nC: .\nC: QUIT\n"));
  CHECK(chat->checks_nothing);
}

TEST_CASE("a session file is one already, and is not read as another program's lines") {
  const auto chat = import_chat("@connect mx:25\nS: 220\nC: QUIT\nS: 221\n", "t.smtp");
  REQUIRE_FALSE(chat);
  CHECK(chat.error().kind == base::ErrorKind::parse);
  CHECK(chat.error().text == "t.smtp: this is a session file already");
}
