#include "smtp/server.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "net/scripted_stream.h"

using smtp::Server;
using smtp::ServerSettings;

namespace {

// Keeps messages in memory, or fails where it is told to.
struct Memory : smtp::Mailbox {
  enum class Fail { never, begin, write, commit };
  Fail fail = Fail::never;
  std::vector<std::string> kept;
  std::vector<std::string> senders;

  static tl::unexpected<base::Error> full() {
    return base::fail(base::ErrorKind::io, "the disk is full");
  }
  struct One : smtp::Delivery {
    explicit One(Memory& of) : memory(of) {}
    base::Result<void> write(std::string_view bytes) override {
      if (memory.fail == Fail::write) return full();
      content += bytes;
      return {};
    }
    base::Result<std::string> commit() override {
      if (memory.fail == Fail::commit) return full();
      memory.kept.push_back(content);
      return std::string("kept");
    }
    Memory& memory;
    std::string content;
  };
  base::Result<std::unique_ptr<smtp::Delivery>> begin(const smtp::Envelope& envelope) override {
    if (fail == Fail::begin) return full();
    senders.push_back(envelope.sender.address());
    return std::make_unique<One>(*this);
  }
};

struct Sink {
  Sink() {
    settings.name = "mx";
    settings.timeout = std::chrono::milliseconds(20);
  }

  // What the server answers to all of this, without its greeting. Queue ids are cut off.
  std::string answers(std::string bytes) {
    test::ScriptedPeer peer({test::reply(std::move(bytes)), test::end()});
    return serve(peer);
  }
  std::string serve(test::ScriptedPeer& peer) {
    transcript.clear();
    smtp::Transcript events;
    events.listen([this](const smtp::Event& event) { tell(event); });
    Server(settings, mailbox).serve(*peer.stream(), events, stop.get_token());
    std::string out = peer.written();
    const std::string greeting = "220 mx ESMTP ehlo, a test server\r\n";
    if (out.starts_with(greeting)) out.erase(0, greeting.size());
    for (std::size_t at = 0; (at = out.find(": queued as ", at)) != std::string::npos;)
      out.erase(at, out.find('\r', at) - at);
    return out;
  }
  void tell(const smtp::Event& event) {
    if (const auto* command = std::get_if<smtp::event::Command>(&event))
      transcript += "C: " + command->line + "\n";
    if (const auto* line = std::get_if<smtp::event::AuthLine>(&event))
      transcript += "A: " + line->line + "\n";
    if (const auto* note = std::get_if<smtp::event::Note>(&event))
      transcript += "# " + note->text + "\n";
    if (const auto* closed = std::get_if<smtp::event::Closed>(&event); closed && closed->error)
      transcript += "! " + closed->error->text + "\n";
  }
  void rule(std::string_view pattern, std::string_view reply) {
    settings.rules.push_back(*smtp::parse_reply_rule(pattern, reply));
  }

  ServerSettings settings;
  Memory mailbox;
  std::stop_source stop;
  std::string transcript;
};

const std::string kBegin = "HELO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n";
const std::string kBegun = "250 mx\r\n250 2.1.0 ok\r\n250 2.1.5 ok\r\n";

}  // namespace

TEST_CASE("a message is received, kept byte for byte, and acknowledged") {
  Sink sink;
  CHECK(sink.answers(kBegin + "DATA\r\na: b\r\n\r\n..x\r\n.\r\nQUIT\r\n") ==
        kBegun + "354 end with <CRLF>.<CRLF>\r\n250 2.0.0 ok\r\n221 2.0.0 bye\r\n");
  CHECK(sink.mailbox.kept == std::vector<std::string>{"a: b\r\n\r\n.x\r\n"});
}

TEST_CASE("replies to a group of commands go out in one write") {
  Sink sink;
  test::ScriptedPeer peer({test::reply(kBegin + "DATA\r\n", "x\r\n.\r\nQUIT\r\n"), test::end()});
  sink.serve(peer);
  CHECK(peer.writes().size() == 3);
}

TEST_CASE("EHLO tells what is offered") {
  Sink sink;
  CHECK(sink.answers("EHLO c\r\n") ==
        "250-mx\r\n250-SIZE 0\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n"
        "250-CHUNKING\r\n250-BINARYMIME\r\n250-ENHANCEDSTATUSCODES\r\n250-AUTH PLAIN LOGIN\r\n"
        "250 HELP\r\n");
}

TEST_CASE("small verbs are answered") {
  Sink sink;
  CHECK(sink.answers("NOOP\r\nRSET\r\nVRFY x\r\nFOO\r\n") ==
        "250 2.0.0 ok\r\n250 2.0.0 ok\r\n252 2.5.2 send it a message and see\r\n"
        "500 5.5.1 unknown command\r\n");
}

TEST_CASE("chunks are one message, and their bytes are theirs") {
  Sink sink;
  CHECK(sink.answers(kBegin + "BDAT 5\r\na\r\n.\rBDAT 4 LAST\r\n\nQUI") ==
        kBegun + "250 2.0.0 5 bytes\r\n250 2.0.0 ok\r\n");
  CHECK(sink.mailbox.kept == std::vector<std::string>{"a\r\n.\r\nQUI"});
}

TEST_CASE("a chunk that is refused is swallowed all the same") {
  Sink sink;
  CHECK(sink.answers("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n") ==
        "503 5.5.1 say MAIL first\r\n250 2.0.0 ok\r\n");
}

TEST_CASE("BDAT without a size ends the session") {
  Sink sink;
  CHECK(sink.answers("BDAT x\r\nNOOP\r\n") ==
        "421 4.5.4 BDAT without a size: what follows cannot be told apart\r\n");
}

TEST_CASE("BINARYMIME cannot come by DATA") {
  Sink sink;
  CHECK(sink.answers("HELO c\r\nMAIL FROM:<a@b> BODY=BINARYMIME\r\nRCPT TO:<c@d>\r\nDATA\r\n") ==
        kBegun + "503 5.5.1 BINARYMIME needs BDAT\r\n");
}

TEST_CASE("commands out of order are refused") {
  Sink sink;
  CHECK(sink.answers("MAIL FROM:<a@b>\r\nRCPT TO:<a@b>\r\nDATA\r\nHELO\r\n") ==
        "503 5.5.1 say EHLO first\r\n503 5.5.1 say MAIL first\r\n503 5.5.1 say MAIL first\r\n"
        "501 5.5.4 say who you are\r\n");
  CHECK(sink.answers("HELO c\r\nMAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\nDATA\r\n") ==
        "250 mx\r\n250 2.1.0 ok\r\n503 5.5.1 a message is under way already\r\n"
        "503 5.5.1 there is no recipient\r\n");
}

TEST_CASE("an address outside ASCII needs SMTPUTF8") {
  Sink sink;
  CHECK(sink.answers("HELO c\r\nMAIL FROM:<\xC3\xA9@b>\r\nMAIL FROM:<\xC3\xA9@b> SMTPUTF8\r\n") ==
        "250 mx\r\n553 5.6.7 such an address needs SMTPUTF8\r\n250 2.1.0 ok\r\n");
}

TEST_CASE("a message that is too large is refused at MAIL or at its end") {
  Sink sink;
  sink.settings.max_size = 10;
  CHECK(sink.answers("HELO c\r\nMAIL FROM:<a@b> SIZE=11\r\n") ==
        "250 mx\r\n552 5.3.4 more than 10 bytes\r\n");
  CHECK(sink.answers(kBegin + "DATA\r\n123456789\r\n.\r\n") ==
        kBegun + "354 end with <CRLF>.<CRLF>\r\n552 5.3.4 more than 10 bytes\r\n");
  CHECK(sink.mailbox.kept.empty());
}

TEST_CASE("a message that cannot be kept is never acknowledged") {
  for (const auto fail : {Memory::Fail::begin, Memory::Fail::write, Memory::Fail::commit}) {
    Sink sink;
    sink.mailbox.fail = fail;
    CHECK(sink.answers(kBegin + "DATA\r\nx\r\n.\r\n") ==
          kBegun + "354 end with <CRLF>.<CRLF>\r\n452 4.3.1 the message cannot be kept\r\n");
    CHECK(sink.transcript.find("# the disk is full\n") != std::string::npos);
  }
}

TEST_CASE("recipient 1001 must wait") {
  Sink sink;
  std::string bytes = "HELO c\r\nMAIL FROM:<a@b>\r\n";
  for (int i = 0; i < 1001; ++i) bytes += "RCPT TO:<a@b>\r\n";
  CHECK(sink.answers(bytes).ends_with("250 2.1.5 ok\r\n452 4.5.3 too many recipients\r\n"));
}

TEST_CASE("the twenty-first error ends the session") {
  Sink sink;
  std::string bytes;
  for (int i = 0; i < 30; ++i) bytes += "FOO\r\n";
  const std::string out = sink.answers(bytes);
  CHECK(out.ends_with("500 5.5.1 unknown command\r\n421 4.7.0 too many errors\r\n"));
  CHECK(std::ranges::count(out, '\n') == 21);
}

TEST_CASE("a line that is too long is refused, and the next one is read") {
  Sink sink;
  CHECK(sink.answers("NOOP " + std::string(5000, 'x') + "\r\nNOOP\r\n") ==
        "500 5.5.2 the line is too long\r\n250 2.0.0 ok\r\n");
}

TEST_CASE("LF alone ends a command and is told") {
  Sink sink;
  CHECK(sink.answers("NOOP\nNOOP\n") == "250 2.0.0 ok\r\n250 2.0.0 ok\r\n");
  CHECK(sink.transcript.starts_with(
      "# the client ends lines with LF alone (RFC 5321 wants CRLF)\nC: NOOP\n"));
}

TEST_CASE("a control byte inside a command is refused") {
  Sink sink;
  CHECK(sink.answers(std::string("NOOP a\0b\r\n", 10)) ==
        "500 5.5.2 CR or NUL inside a command\r\n");
}

TEST_CASE("a browser is sent away at its first line") {
  Sink sink;
  CHECK(sink.answers("POST / HTTP/1.1\r\nMAIL FROM:<a@b>\r\n") ==
        "421 4.7.0 this is SMTP, not HTTP\r\n");
}

TEST_CASE("LMTP answers once for each recipient") {
  Sink sink;
  sink.settings.lmtp = true;
  const std::string out = sink.answers(
      "EHLO c\r\nLHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\n"
      "DATA\r\nx\r\n.\r\n");
  CHECK(out.find("500 5.5.1 LMTP starts with LHLO\r\n") != std::string::npos);
  CHECK(out.ends_with("354 end with <CRLF>.<CRLF>\r\n250 2.0.0 ok\r\n250 2.0.0 ok\r\n"));
}

TEST_CASE("a rule takes the place of the action") {
  Sink sink;
  sink.rule("RCPT TO:<c@*>", "550 5.1.1 no such user");
  CHECK(sink.answers(kBegin + "RCPT TO:<c@e> NOTIFY=NEVER\r\nRCPT TO:<x@y>\r\n") ==
        "250 mx\r\n250 2.1.0 ok\r\n550 5.1.1 no such user\r\n550 5.1.1 no such user\r\n"
        "250 2.1.5 ok\r\n");
}

TEST_CASE("a rule of the same class changes the reply only") {
  Sink sink;
  sink.rule("RCPT*", "251 elsewhere");
  sink.rule(".", "250 2.0.0 thanks");
  CHECK(sink.answers(kBegin + "DATA\r\nx\r\n.\r\n") ==
        "250 mx\r\n250 2.1.0 ok\r\n251 elsewhere\r\n354 end with <CRLF>.<CRLF>\r\n"
        "250 2.0.0 thanks\r\n");
  CHECK(sink.mailbox.kept.size() == 1);
}

TEST_CASE("a rule for the dot refuses what was received") {
  Sink sink;
  sink.rule(".", "554 5.6.0 spam");
  CHECK(sink.answers(kBegin + "DATA\r\nx\r\n.\r\n").ends_with("554 5.6.0 spam\r\n"));
  CHECK(sink.mailbox.kept.empty());
}

TEST_CASE("a rule for BDAT leaves its bytes unread by the dialogue") {
  Sink sink;
  sink.rule("BDAT*", "450 4.0.0 later");
  CHECK(sink.answers(kBegin + "BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n") ==
        kBegun + "450 4.0.0 later\r\n250 2.0.0 ok\r\n");
}

TEST_CASE("a rule may close the connection, at the greeting too") {
  Sink sink;
  sink.rule("DATA", "drop");
  CHECK(sink.answers(kBegin + "DATA\r\nx\r\n") == "");
  sink.settings.rules.clear();
  sink.rule("CONNECT", "421 4.3.2 not now");
  CHECK(sink.answers("NOOP\r\n") == "421 4.3.2 not now\r\n");
}

TEST_CASE("everybody may log in who shows a password, and it is not shown again") {
  Sink sink;
  CHECK(sink.answers("EHLO c\r\nAUTH PLAIN AGJvYgBzM2NyZXQ=\r\n")
            .ends_with("250 HELP\r\n235 2.7.0 welcome\r\n"));
  CHECK(sink.transcript.find("A: AUTH PLAIN ***\n") != std::string::npos);
  CHECK(sink.transcript.find("AGJv") == std::string::npos);
}

TEST_CASE("LOGIN asks for both") {
  Sink sink;
  CHECK(sink.answers("HELO c\r\nAUTH LOGIN\r\nYm9i\r\neA==\r\n") ==
        "250 mx\r\n334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235 2.7.0 welcome\r\n");
}

TEST_CASE("a login that fails says so") {
  Sink sink;
  sink.settings.password_of = [](const std::string&) { return base::Secret("right"); };
  CHECK(sink.answers("HELO c\r\nAUTH PLAIN AGJvYgBzM2NyZXQ=\r\n") ==
        "250 mx\r\n535 5.7.8 refused\r\n");
  CHECK(sink.transcript.find("# AUTH PLAIN: wrong password for bob\n") != std::string::npos);
}

TEST_CASE("a login can be cancelled, malformed, or not offered") {
  Sink sink;
  CHECK(sink.answers("HELO c\r\nAUTH LOGIN\r\n*\r\nAUTH LOGIN\r\n!\r\nAUTH CRAM-MD5\r\n") ==
        "250 mx\r\n334 VXNlcm5hbWU6\r\n501 5.0.0 cancelled\r\n334 VXNlcm5hbWU6\r\n"
        "501 5.5.2 this is not base64\r\n504 5.5.4 this mechanism is not offered\r\n");
}

TEST_CASE("what a client sends behind a refused AUTH may be its password, and is not shown") {
  Sink sink;
  sink.answers(
      "EHLO c\r\nAUTH NOSUCH\r\nc2VjcmV0\r\nc2VjcmV0\r\nNOOP\r\nFOO\r\n AUTH PLAIN c2VjcmV0\r\n");
  CHECK(sink.transcript ==
        "C: EHLO c\nC: AUTH NOSUCH\nC: ***\nC: ***\nC: NOOP\nC: FOO\nC:  AUTH PLAIN ***\n"
        "! the client closed the connection\n");
}

TEST_CASE("what is behind STARTTLS is dropped, and TLS refused") {
  Sink sink;
  sink.settings.identity.emplace();
  CHECK(sink.answers("STARTTLS\r\nRSET\r\n") ==
        "503 5.5.1 nothing may follow STARTTLS before its reply\r\n");
}

TEST_CASE("TLS starts, and what was said before is forgotten") {
  Sink sink;
  sink.settings.identity.emplace();
  test::ScriptedPeer peer({test::reply("HELO c\r\nSTARTTLS\r\n"),
                           test::expect("220 mx ESMTP ehlo, a test server\r\n250 mx\r\n"
                                        "220 2.0.0 go ahead\r\n"),
                           test::tls(), test::reply("MAIL FROM:<a@b>\r\nSTARTTLS\r\n"),
                           test::end()});
  CHECK(sink.serve(peer).ends_with("503 5.5.1 say EHLO first\r\n503 5.5.1 TLS is on already\r\n"));
}

TEST_CASE("STARTTLS without TLS is refused") {
  Sink sink;
  CHECK(sink.answers("STARTTLS\r\n") == "502 5.5.1 TLS is not offered\r\n");
}

TEST_CASE("a client that goes away without QUIT is told") {
  Sink sink;
  CHECK(sink.answers("NOOP\r\n") == "250 2.0.0 ok\r\n");
  CHECK(sink.transcript == "C: NOOP\n! the client closed the connection\n");
}

TEST_CASE("a stop is told where the next command would be read, however much the client talks") {
  Sink sink;
  sink.stop.request_stop();
  CHECK(sink.answers("NOOP\r\nNOOP\r\n") == "421 4.3.2 the server is stopping\r\n");
  CHECK(sink.transcript == "! the server was stopped\n");
}
