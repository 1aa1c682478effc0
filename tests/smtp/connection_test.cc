#include "smtp/connection.h"

#include <doctest/doctest.h>

#include "smtp/talk.h"

using namespace smtp;
using namespace test;
using namespace std::chrono_literals;
using namespace std::string_literals;
using base::ErrorKind;
using base::Stage;

namespace {

template <typename T>
std::string error_of(const base::Result<T>& result) {
  REQUIRE_FALSE(result);
  return result.error().text;
}

// The Error of the reply to `stage`, in a conversation whose greeting came.
std::string failure(Stage stage, Step step, base::Duration limit = 30s) {
  Talking talking({reply("220 mx\r\n"), expect("X\r\n"), std::move(step)}, limit);
  REQUIRE(talking.connection.receive(Stage::greeting));
  REQUIRE(talking.connection.send(stage, "X"));
  return error_of(talking.connection.receive(stage));
}

Lines kept_of(Talking& talking) {
  talking.connection.close();
  return talking.told.lines;
}

}  // namespace

TEST_CASE("a command goes out and its reply comes in, and both are told") {
  Talking talking({reply("220 mx\r\n"), expect("NOOP\r\n"), reply("250-a\r\n", "250 b\r\n")});
  CHECK(talking.connection.receive(Stage::greeting)->code == 220);
  CHECK(talking.connection.send(Stage::other, "NOOP"));
  CHECK(talking.connection.receive(Stage::other)->text() == "a\nb");
  CHECK(kept_of(talking) == Lines{"S: 220 mx", "C: NOOP", "S: 250 a b", "closed"});
}

TEST_CASE("a group of commands is one write, and its replies are taken in order") {
  Talking talking({reply("220 mx\r\n"), expect("A\r\nB\r\n"), reply("250 a\r\n250 b\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.queue(Stage::mail, "A"));
  CHECK(talking.connection.queue(Stage::rcpt, "B"));
  CHECK(talking.connection.flush());
  CHECK(talking.connection.receive(Stage::mail)->text() == "a");
  CHECK(talking.connection.receive(Stage::rcpt)->text() == "b");
  CHECK(talking.peer.writes() == Lines{"A\r\nB\r\n"});
}

TEST_CASE("an empty group writes nothing") {
  Talking talking({reply("220 mx\r\n")});
  CHECK(talking.connection.flush());
  CHECK(talking.peer.writes().empty());
}

TEST_CASE("raw bytes are told only when they are wanted") {
  Talking talking({reply("220 mx\r\n"), expect("NOOP\r\n"), reply("250 ok\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK_FALSE(talking.told.has("raw"));
  talking.transcript.wants_raw = true;
  CHECK(talking.connection.send(Stage::other, "NOOP"));
  CHECK(talking.connection.receive(Stage::other));
  CHECK(talking.told.only("raw") == Lines{"raw C: NOOP\\r\\n", "raw S: 250 ok\\r\\n"});
}

TEST_CASE("a secret line stands in no event but as it is to be shown, and never in raw bytes") {
  Talking talking(
      {reply("220 mx\r\n"), expect("AUTH PLAIN AGJvYgBwZW5jaWw=\r\n"), reply("235 ok\r\n")});
  talking.transcript.wants_raw = true;
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.exchange_secret("AUTH PLAIN AGJvYgBwZW5jaWw=", "AUTH PLAIN ***"));
  CHECK(talking.told.lines == Lines{"raw S: 220 mx\\r\\n", "S: 220 mx", "auth C: AUTH PLAIN ***"});
}

TEST_CASE("what a child writes to its standard error is a note, printable") {
  Talking talking({reply("220 mx\r\n"), note("exim: \x1b[31mno spool")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.told.lines == Lines{"note: exim: \\x1B[31mno spool", "S: 220 mx"});
}

TEST_CASE("content is written as it is, and its end is told before the reply") {
  Talking talking({reply("220 mx\r\n"), expect("Hi\r\n.\r\n"), reply("250 queued\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.write_content("Hi\r\n"));
  CHECK(talking.connection.end_content(".\r\n", {"mail.eml", 1, 4}, 1));
  CHECK(talking.connection.receive(Stage::dot)->code == 250);
  CHECK(talking.told.lines == Lines{"S: 220 mx", "content: Hi\\r\\n", "content: .\\r\\n",
                                    "content end: 'mail.eml', 1 lines, 4 bytes", "S: 250 queued"});
}

TEST_CASE("a limit of zero is none, and any other holds as it was given") {
  CHECK(failure(Stage::mail, hang(), 0s) ==
        "timeout after 0 ms waiting for the reply to MAIL FROM; the message was not delivered");
  CHECK(failure(Stage::data, hang(), 15min) ==
        "timeout after 15 min waiting for the reply to DATA; the message was not delivered");
  CHECK(failure(Stage::dot, hang(), 15min) ==
        "timeout after 15 min waiting for the reply to end of data; the message may have been "
        "delivered");
}

TEST_CASE("the reply to the dot has a limit of its own") {
  Talking talking({reply("220 mx\r\n"), expect("Hi\r\n.\r\n"), hang()}, Patience{30s, 10min});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.write_content("Hi\r\n"));
  CHECK(talking.connection.end_content(".\r\n", {}, 1));
  CHECK(error_of(talking.connection.receive(Stage::dot)) ==
        "timeout after 10 min waiting for the reply to end of data; the message may have been "
        "delivered");
}

TEST_CASE("quit says QUIT, takes the answer and closes") {
  Talking talking({reply("220 mx\r\n"), expect("QUIT\r\n"), reply("221 bye\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  talking.connection.quit();
  talking.connection.quit();
  CHECK(talking.told.lines == Lines{"S: 220 mx", "C: QUIT", "S: 221 bye", "closed"});
  CHECK(talking.peer.closed());
}

TEST_CASE("drop_after_send closes without a word behind the command that was named") {
  Talking talking({reply("220 mx\r\n"), expect("EHLO me\r\n"), reply("250 mx\r\n"),
                   expect("MAIL FROM:<>\r\n")});
  talking.connection.drop_after_send(Stage::mail);
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.send(Stage::ehlo, "EHLO me"));
  CHECK(talking.connection.receive(Stage::ehlo));
  CHECK_FALSE(talking.connection.dropped());
  CHECK(error_of(talking.connection.send(Stage::mail, "MAIL FROM:<>")) ==
        "dropped, as asked, behind MAIL FROM");
  CHECK(talking.connection.dropped());
  talking.connection.quit();
  CHECK(talking.peer.written() == "EHLO me\r\nMAIL FROM:<>\r\n");
  CHECK(talking.told.lines.back() == "closed");
}

TEST_CASE("drop_after_send in a group writes the whole group first") {
  Talking talking({reply("220 mx\r\n"), expect("A\r\nB\r\n")});
  talking.connection.drop_after_send(Stage::mail);
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.queue(Stage::mail, "A"));
  CHECK(talking.connection.queue(Stage::rcpt, "B"));
  CHECK(error_of(talking.connection.flush()) == "dropped, as asked, behind MAIL FROM");
  CHECK(talking.peer.written() == "A\r\nB\r\n");
}

TEST_CASE("drop_after_send works behind a SASL line and behind the dot too") {
  Talking login({reply("220 mx\r\n"), expect("AUTH PLAIN x\r\n")});
  login.connection.drop_after_send(Stage::auth);
  (void)login.connection.receive(Stage::greeting);
  CHECK(error_of(login.connection.exchange_secret("AUTH PLAIN x", "AUTH PLAIN ***")) ==
        "dropped, as asked, behind AUTH");
  Talking dot({reply("220 mx\r\n"), expect(".\r\n")});
  dot.connection.drop_after_send(Stage::dot);
  (void)dot.connection.receive(Stage::greeting);
  CHECK(error_of(dot.connection.end_content(".\r\n", {}, 1)) ==
        "dropped, as asked, behind end of data");
}

// All error paths of Connection follow.

TEST_CASE("CR, LF and NUL in a command are refused and nothing is sent") {
  for (const std::string& line : {"RCPT TO:<a>\r\nRSET"s, "a\nb"s, "a\rb"s, "a\0b"s}) {
    Talking talking({reply("220 mx\r\n")});
    (void)talking.connection.receive(Stage::greeting);
    const auto sent = talking.connection.send(Stage::rcpt, line);
    CHECK(error_of(sent) ==
          "a command cannot hold CR, LF or NUL: \"" + base::printable(line) + "\"");
    CHECK(sent.error().kind == ErrorKind::usage);
    CHECK(talking.peer.written().empty());
  }
}

TEST_CASE("CR, LF and NUL in a SASL line are refused, and the line is not shown") {
  Talking talking({reply("220 mx\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  const auto sent = talking.connection.exchange_secret("pen\r\ncil", "***");
  CHECK(error_of(sent) == "a SASL response cannot hold CR, LF or NUL");
  CHECK(sent.error().kind == ErrorKind::usage);
  CHECK(talking.peer.written().empty());
}

TEST_CASE("a closed connection names the stage, and what is to be feared only behind the dot") {
  const std::string closed = "connection closed by the peer waiting for the reply to ";
  CHECK(failure(Stage::ehlo, end()) == closed + "EHLO");
  CHECK(failure(Stage::helo, end()) == closed + "HELO");
  CHECK(failure(Stage::lhlo, end()) == closed + "LHLO");
  CHECK(failure(Stage::starttls, end()) == closed + "STARTTLS");
  CHECK(failure(Stage::auth, end()) == closed + "AUTH");
  CHECK(failure(Stage::mail, end()) == closed + "MAIL FROM; the message was not delivered");
  CHECK(failure(Stage::rcpt, end()) == closed + "RCPT TO; the message was not delivered");
  CHECK(failure(Stage::data, end()) == closed + "DATA; the message was not delivered");
  CHECK(failure(Stage::dot, end()) == closed + "end of data; the message may have been delivered");
  CHECK(failure(Stage::rset, end()) == closed + "RSET");
  CHECK(failure(Stage::quit, end()) == closed + "QUIT");
  CHECK(failure(Stage::other, end()) == closed + "command");
}

TEST_CASE("a greeting that does not come has its own words") {
  Talking silent({hang()});
  CHECK(error_of(silent.connection.receive(Stage::greeting)) ==
        "timeout after 30 s waiting for the greeting");
  Talking gone({end()});
  CHECK(error_of(gone.connection.receive(Stage::greeting)) ==
        "connection closed by the peer waiting for the greeting");
}

TEST_CASE("a reset and a timeout keep their kind and gain a stage") {
  Talking talking({reply("220 mx\r\n"), expect("DATA\r\n"), test::reset()});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.send(Stage::data, "DATA"));
  const auto reply = talking.connection.receive(Stage::data);
  CHECK(error_of(reply) ==
        "connection reset by the peer waiting for the reply to DATA; the "
        "message was not delivered");
  CHECK(reply.error().kind == ErrorKind::lost);
  CHECK(reply.error().stage == Stage::data);
}

TEST_CASE("once lost, each later call gives the Error that lost it, and nothing is written") {
  Talking talking({reply("220 mx\r\n"), expect("A\r\n"), end()});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.send(Stage::mail, "A"));
  const std::string first = error_of(talking.connection.receive(Stage::mail));
  CHECK(talking.connection.lost());
  CHECK(error_of(talking.connection.queue(Stage::rcpt, "B")) == first);
  CHECK(error_of(talking.connection.flush()) == first);
  CHECK(error_of(talking.connection.receive(Stage::rcpt)) == first);
  CHECK(error_of(talking.connection.exchange_secret("x", "x")) == first);
  CHECK(error_of(talking.connection.write_content("x")) == first);
  CHECK(error_of(talking.connection.end_content(".\r\n", {}, 1)) == first);
  CHECK(error_of(talking.connection.start_tls({})) == first);
  CHECK(talking.peer.written() == "A\r\n");
}

TEST_CASE("an unasked reply is refused before it could be taken for the answer") {
  Talking talking({reply("220 mx\r\n250 2.1.0 sender ok\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  const auto sent = talking.connection.send(Stage::mail, "MAIL FROM:<>");
  CHECK(error_of(sent) ==
        "unasked reply \"250 2.1.0 sender ok\" before MAIL FROM: the server is out of step, so no "
        "later reply could be trusted; the message was not delivered");
  CHECK(sent.error().kind == ErrorKind::protocol);
  CHECK(talking.peer.written().empty());
}

TEST_CASE("an unasked reply is found in the socket too, and an unfinished one is shown") {
  Talking late({reply("220 mx\r\n", "250 late\r\n")});
  (void)late.connection.receive(Stage::greeting);
  CHECK(error_of(late.connection.send(Stage::ehlo, "EHLO me")) ==
        "unasked reply \"250 late\" before EHLO: the server is out of step, so no later reply "
        "could be trusted");
  Talking half({reply("220 mx\r\n25\x07")});
  (void)half.connection.receive(Stage::greeting);
  CHECK(error_of(half.connection.send(Stage::ehlo, "EHLO me")) ==
        "unasked reply \"25\\x07\" before EHLO: the server is out of step, so no later reply could "
        "be trusted");
}

TEST_CASE("an unasked reply is refused in the middle of a login too") {
  Talking talking(
      {reply("220 mx\r\n"), expect("AUTH LOGIN\r\n"), reply("334 VXNlcg==\r\n235 ok\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.exchange_secret("AUTH LOGIN", "AUTH LOGIN"));
  CHECK(error_of(talking.connection.exchange_secret("Ym9i", "***")) ==
        "unasked reply \"235 ok\" before AUTH: the server is out of step, so no later reply could "
        "be trusted");
  CHECK(talking.peer.written() == "AUTH LOGIN\r\n");
}

// What was said in a login, and must not come back out of the server's mouth.

namespace {

Connection::Mask pencil() {
  return [](std::string text) {
    const std::size_t at = text.find("pencil");
    return at == std::string::npos ? text : text.replace(at, 6, "***");
  };
}

// A login that was answered, and what the server says then.
struct AfterLogin : Talking {
  explicit AfterLogin(Step step, Step end = test::end())
      : Talking({reply("220 mx\r\n"), expect("AUTH X\r\n"), std::move(step), std::move(end)}) {
    (void)connection.receive(Stage::greeting);
    connection.conceal(pencil());
    answer = connection.exchange_secret("AUTH X", "AUTH ***");
  }
  base::Result<Reply> answer = base::fail(ErrorKind::io, "");
};

}  // namespace

TEST_CASE("an answer to AUTH that is no reply is not quoted, nor is what stands around it") {
  const AfterLogin echo(reply("AUTH PLAIN AGJvYgBwZW5jaWw=\r\nand pencil"));
  CHECK(error_of(echo.answer) ==
        "not an SMTP reply (not shown: it may hold the password) waiting for the reply to AUTH");
  CHECK(echo.told.only("note") ==
        Lines{"note: what else the server said is not shown: it may hold the password"});
  const AfterLogin cut(reply("535-pencil\r\n535 pen"));
  CHECK(error_of(cut.answer) == "connection closed by the peer waiting for the reply to AUTH");
  CHECK(cut.told.only("note") ==
        Lines{"note: what else the server said is not shown: it may hold the password"});
}

TEST_CASE("an unasked reply behind a login is quoted without the secret, half a one not at all") {
  AfterLogin whole(reply("235 ok\r\n550 pencil\r\n"));
  CHECK(error_of(whole.connection.send(Stage::mail, "MAIL FROM:<>")) ==
        "unasked reply \"550 ***\" before MAIL FROM: the server is out of step, so no later reply "
        "could be trusted; the message was not delivered");
  AfterLogin half(reply("235 ok\r\n550 pen"));
  CHECK(error_of(half.connection.send(Stage::mail, "MAIL FROM:<>")) ==
        "unasked reply (not shown: it may hold the password) before MAIL FROM: the server is out "
        "of step, so no later reply could be trusted; the message was not delivered");
}

TEST_CASE("later replies, raw bytes and a child's notes are masked, a challenge is not") {
  AfterLogin later(reply("334 pencil\r\n"), expect("MAIL FROM:<>\r\n"));
  CHECK(later.answer->text() == "pencil");
  Talking talking({reply("220 mx\r\n"), expect("MAIL FROM:<>\r\n"), reply("550 your pencil\r\n"),
                   note("a pencil")});
  (void)talking.connection.receive(Stage::greeting);
  talking.transcript.wants_raw = true;
  talking.connection.conceal(pencil());
  CHECK(talking.connection.send(Stage::mail, "MAIL FROM:<>"));
  CHECK(talking.connection.receive(Stage::mail)->text() == "your ***");
  CHECK(talking.told.lines == Lines{"S: 220 mx", "C: MAIL FROM:<>", "raw C: MAIL FROM:<>\\r\\n",
                                    "raw S: 550 your ***\\r\\n", "note: a ***", "S: 550 your ***"});
}

TEST_CASE("raw bytes are told in whole lines once something is concealed: half a secret is none") {
  Talking talking({reply("220 mx\r\n"), expect("X\r\n"), reply("250 your pen", "cil\r\n250 x")});
  (void)talking.connection.receive(Stage::greeting);
  talking.transcript.wants_raw = true;
  talking.connection.conceal(pencil());
  CHECK(talking.connection.send(Stage::other, "X"));
  CHECK(talking.connection.receive(Stage::other));
  CHECK(talking.told.only("raw S") == Lines{"raw S: 250 your ***\\r\\n"});
}

TEST_CASE("a last word that could still be read is masked too") {
  Talking talking(
      {reply("220 mx\r\n"), deaf(), expect("MAIL FROM:<>\r\n"), reply("554 pencil\r\n"), end()});
  (void)talking.connection.receive(Stage::greeting);
  talking.connection.conceal(pencil());
  CHECK(error_of(talking.connection.send(Stage::mail, "MAIL FROM:<>")) ==
        "connection reset by the peer sending MAIL FROM, after \"554 ***\"; the message was not "
        "delivered");
  CHECK(talking.told.lines.back() == "S: 554 ***");
}

TEST_CASE("an unasked 421 is a server that closes, not one that is out of step") {
  Talking talking({reply("220 mx\r\n"), reply("421 4.4.2 idle too long\r\n"), end()});
  (void)talking.connection.receive(Stage::greeting);
  const auto sent = talking.connection.send(Stage::mail, "MAIL FROM:<>");
  CHECK(error_of(sent) ==
        "the server closed with \"421 4.4.2 idle too long\" before MAIL FROM; the message was not "
        "delivered");
  CHECK(sent.error().kind == ErrorKind::lost);
}

TEST_CASE("a server that is gone is noticed before the next command") {
  Talking closed({reply("220 mx\r\n"), end()});
  (void)closed.connection.receive(Stage::greeting);
  CHECK(error_of(closed.connection.send(Stage::rcpt, "RCPT TO:<a>")) ==
        "connection closed by the peer before RCPT TO; the message was not delivered");
  Talking broken({reply("220 mx\r\n"), test::reset()});
  (void)broken.connection.receive(Stage::greeting);
  CHECK(error_of(broken.connection.send(Stage::ehlo, "EHLO me")) ==
        "connection reset by the peer before EHLO");
}

// Content of this size is written at once, and not with what follows it.
const std::string kLarge(Connection::kHeld, 'x');

TEST_CASE("a write that fails says what the server said before it closed") {
  Talking talking(
      {reply("220 mx\r\n"), expect(kLarge), deaf(), reply("552 5.3.4 too big\r\n"), end()});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.write_content(kLarge));
  const auto written = talking.connection.write_content(kLarge);
  CHECK(error_of(written) ==
        "connection reset by the peer sending message content, after \"552 "
        "5.3.4 too big\"; the message was not delivered");
  CHECK(written.error().kind == ErrorKind::lost);
  CHECK(talking.told.lines.back() == "S: 552 5.3.4 too big");
  CHECK(talking.connection.final_word()->code == 552);
}

TEST_CASE("a refusal that is there before the dot is the server's final word") {
  Talking talking({reply("220 mx\r\n"), expect(kLarge), reply("552 5.3.4 too big\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.write_content(kLarge));
  const auto ended = talking.connection.end_content(".\r\n", {}, 1);
  CHECK(error_of(ended) ==
        "the server refused with \"552 5.3.4 too big\" before end of data; the message was not "
        "delivered");
  CHECK(ended.error().kind == ErrorKind::lost);
  CHECK(talking.connection.final_word()->text() == "5.3.4 too big");
  CHECK(talking.told.lines.back() == "S: 552 5.3.4 too big");
  CHECK(talking.peer.written() == kLarge);
}

TEST_CASE("an acceptance is never a final word, wherever it came too early") {
  Talking talking({reply("220 mx\r\n"), expect(kLarge), deaf(), reply("250 ok\r\n"), end()});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.write_content(kLarge));
  CHECK(error_of(talking.connection.write_content(kLarge)) ==
        "connection reset by the peer sending message content, after \"250 ok\"; the message was "
        "not delivered");
  CHECK_FALSE(talking.connection.final_word());
}

TEST_CASE("raw content may have been delivered from its first byte on, for it brings its own dot") {
  Talking talking({reply("220 mx\r\n"), expect(kLarge), deaf(), end()});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.write_content(kLarge, Connection::Flow::raw));
  CHECK(error_of(talking.connection.write_content(kLarge, Connection::Flow::raw)) ==
        "connection reset by the peer sending end of data; the message may have been delivered");
}

TEST_CASE("raw content that was taken before the connection broke is delivered") {
  Talking talking({reply("220 mx\r\n"), expect(kLarge), deaf(), reply("250 queued\r\n"), end()});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.write_content(kLarge, Connection::Flow::raw));
  CHECK(error_of(talking.connection.write_content(kLarge, Connection::Flow::raw)) ==
        "connection reset by the peer sending end of data, after \"250 queued\"");
  CHECK(talking.connection.final_word()->code == 250);
}

TEST_CASE("what comes behind the 354 unasked would be taken for the reply to the dot") {
  Talking talking({reply("220 mx\r\n250 2.0.0 queued\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(
      error_of(talking.connection.write_content(kLarge)) ==
      "unasked reply \"250 2.0.0 queued\" before message content: the server is out of step, so no "
      "later reply could be trusted; the message was not delivered");
  CHECK(talking.peer.written().empty());
}

TEST_CASE("what comes between the content and its dot would be taken for the reply to the dot") {
  Talking talking({reply("220 mx\r\n"), expect(kLarge), reply("250 2.0.0 early\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.write_content(kLarge));
  CHECK(error_of(talking.connection.end_content(".\r\n", {}, 1)) ==
        "unasked reply \"250 2.0.0 early\" before end of data: the server is out of step, so no "
        "later reply could be trusted; the message was not delivered");
  CHECK(talking.peer.written() == kLarge);
  talking.connection.quit();
  CHECK(talking.peer.written() == kLarge);
}

TEST_CASE("content that brings its own dot may have its reply before we are done") {
  Talking talking({reply("220 mx\r\n"), expect("Hi\r\n.\r\n"), reply("250 queued\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.write_content("Hi\r\n.\r\n"));
  CHECK(talking.connection.end_content("", {}, 1));
  CHECK(talking.connection.receive(Stage::dot)->text() == "queued");
}

TEST_CASE("a write that fails in silence says where, and a lost dot may have been delivered") {
  Talking content({reply("220 mx\r\n"), expect(kLarge), deaf(), end()});
  (void)content.connection.receive(Stage::greeting);
  CHECK(content.connection.write_content(kLarge));
  CHECK(error_of(content.connection.write_content(kLarge)) ==
        "connection reset by the peer sending message content; the message was not delivered");
  Talking dot({reply("220 mx\r\n"), expect(kLarge), deaf(), expect(".\r\n"), end()});
  (void)dot.connection.receive(Stage::greeting);
  CHECK(dot.connection.write_content(kLarge));
  CHECK(error_of(dot.connection.end_content(".\r\n", {}, 1)) ==
        "connection reset by the peer sending end of data; the message may have been delivered");
}

TEST_CASE("a write that takes too long says what was sent") {
  Talking talking({reply("220 mx\r\n"), hang()});
  (void)talking.connection.receive(Stage::greeting);
  const auto sent = talking.connection.send(Stage::mail, "MAIL FROM:<>");
  CHECK(error_of(sent) == "timeout after 30 s sending MAIL FROM; the message was not delivered");
  CHECK(sent.error().kind == ErrorKind::timeout);
}

TEST_CASE("of a broken reply every line is shown as a note") {
  Talking talking(
      {reply("220 mx\r\n"), expect("EHLO me\r\n"), reply("250-mx\r\n250-A\x1b\r\n251 b\r\nmore")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.send(Stage::ehlo, "EHLO me"));
  const auto reply = talking.connection.receive(Stage::ehlo);
  CHECK(error_of(reply) == "one reply with two codes, 250 and 251 waiting for the reply to EHLO");
  CHECK(reply.error().kind == ErrorKind::protocol);
  CHECK(talking.told.only("note") == Lines{"note: unfinished reply to EHLO: 250 mx",
                                           "note: unfinished reply to EHLO: 250 A\\x1B",
                                           "note: unread: more"});
}

TEST_CASE("of a reply that was cut off the part that came is shown as a note") {
  Talking talking({reply("220-mx\r\n220 wel"), end()});
  CHECK(error_of(talking.connection.receive(Stage::greeting)) ==
        "connection closed by the peer waiting for the greeting");
  CHECK(talking.told.lines ==
        Lines{"note: unfinished reply to greeting: 220 mx", "note: unread: 220 wel"});
}

TEST_CASE("at most 200 bytes that were not read are shown") {
  Talking talking({reply("220 " + std::string(500, 'x')), end()});
  CHECK_FALSE(talking.connection.receive(Stage::greeting));
  CHECK(talking.told.lines == Lines{"note: unread: 220 " + std::string(196, 'x')});
}

TEST_CASE("plaintext behind the 220 to STARTTLS ends the session before the handshake") {
  Talking talking({reply("220 mx\r\n"), expect("STARTTLS\r\n"),
                   reply("220 go ahead\r\n250-evil\r\n250 AUTH PLAIN\r\n"), tls()});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.send(Stage::starttls, "STARTTLS"));
  CHECK(talking.connection.receive(Stage::starttls)->code == 220);
  const auto up = talking.connection.start_tls({});
  CHECK(error_of(up) ==
        "plaintext arrived behind the reply to STARTTLS (STARTTLS injection, CVE-2011-0411): "
        "whoever sent it may not be the server; the session was ended and no credential was sent");
  CHECK(up.error().kind == ErrorKind::protocol);
  CHECK(talking.told.only("note") == Lines{"note: unread: 250-evil\\r\\n250 AUTH PLAIN\\r\\n"});
  CHECK(talking.peer.tls_asked().empty());
  talking.connection.quit();
  CHECK(talking.peer.written() == "STARTTLS\r\n");
}

TEST_CASE("plaintext behind the 220 is injection in a packet of its own too") {
  Talking talking({reply("220 mx\r\n", "250 injected\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(
      error_of(talking.connection.start_tls({})) ==
      "plaintext arrived behind the reply to STARTTLS (STARTTLS injection, CVE-2011-0411): whoever "
      "sent it may not be the server; the session was ended and no credential was sent");
  CHECK(talking.peer.tls_asked().empty());
}

TEST_CASE("a handshake that fails loses the conversation, with the stage's words") {
  Talking talking({no_tls("the certificate has expired")});
  const auto up = talking.connection.start_tls({});
  CHECK(error_of(up) == "TLS handshake failed: the certificate has expired");
  CHECK(up.error().kind == ErrorKind::tls);
  CHECK(up.error().stage == Stage::tls);
  talking.connection.quit();
  CHECK(talking.peer.written().empty());
  CHECK(talking.told.lines ==
        Lines{"no tls", "closed: TLS handshake failed: the certificate has expired"});
}

TEST_CASE("after a timeout quit still says QUIT, behind the reason, and the first Error stays") {
  Talking talking({reply("220 mx\r\n"), expect("RCPT TO:<a>\r\n"),
                   lose(ErrorKind::timeout, "timeout after 30 s")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.send(Stage::rcpt, "RCPT TO:<a>"));
  const std::string first = error_of(talking.connection.receive(Stage::rcpt));
  talking.connection.quit();
  CHECK(talking.told.lines ==
        Lines{"S: 220 mx", "C: RCPT TO:<a>", "closed: " + first, "C: QUIT", "closed"});
  CHECK(error_of(talking.connection.send(Stage::other, "X")) == first);
}

TEST_CASE("a server that still owes the reply to the dot is told nothing more") {
  Talking talking({reply("220 mx\r\n"), expect("Hi\r\n.\r\n"), hang()});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.write_content("Hi\r\n"));
  CHECK(talking.connection.end_content(".\r\n", {}, 1));
  const std::string first = error_of(talking.connection.receive(Stage::dot));
  talking.connection.quit();
  CHECK_FALSE(talking.told.has("C:"));
  CHECK(talking.told.lines.back() == "closed: " + first);
}

TEST_CASE("quit never says QUIT where it would be a line of the message") {
  Talking talking({reply("220 mx\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.write_content(kLarge));
  talking.connection.quit();
  CHECK(talking.peer.written() == kLarge);
  CHECK(talking.peer.closed());
}

TEST_CASE("quit only closes when the stream is gone or the server cannot be trusted") {
  Talking gone({reply("220 mx\r\n"), end()});
  (void)gone.connection.receive(Stage::greeting);
  CHECK_FALSE(gone.connection.send(Stage::ehlo, "EHLO me"));
  gone.connection.quit();
  CHECK(gone.peer.written().empty());
  Talking strange({reply("HTTP/1.1 400 Bad Request\r\n")});
  CHECK(error_of(strange.connection.receive(Stage::greeting)) ==
        "not an SMTP reply: \"HTTP/1.1 400 Bad Request\" waiting for the greeting");
  strange.connection.quit();
  CHECK(strange.peer.written().empty());
}

TEST_CASE("quit does not say QUIT between DATA and the end of the message, whatever went wrong") {
  Talking unread({reply("220 mx\r\n"), expect("DATA\r\n"), reply("354 go on\r\n")});
  (void)unread.connection.receive(Stage::greeting);
  CHECK(unread.connection.send(Stage::data, "DATA"));
  CHECK(unread.connection.receive(Stage::data));
  unread.connection.quit();
  CHECK(unread.peer.written() == "DATA\r\n");
  Talking late({reply("220 mx\r\n"), expect("DATA\r\n")});
  (void)late.connection.receive(Stage::greeting);
  CHECK(late.connection.send(Stage::data, "DATA"));
  CHECK_FALSE(late.connection.receive(Stage::data));
  late.connection.quit();
  CHECK(late.told.only("C:") == Lines{"C: DATA"});
}

TEST_CASE("quit says QUIT again once DATA was refused") {
  Talking talking({reply("220 mx\r\n"), expect("DATA\r\n"), reply("503 no\r\n"), expect("QUIT\r\n"),
                   reply("221 bye\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.send(Stage::data, "DATA"));
  CHECK(talking.connection.receive(Stage::data));
  talking.connection.quit();
  CHECK(talking.peer.finished());
}

TEST_CASE("content that brings its own end, and may lack it, is over only when a reply came") {
  Talking endless({reply("220 mx\r\n"), expect("Hi\r\n")});
  (void)endless.connection.receive(Stage::greeting);
  CHECK(endless.connection.write_content("Hi\r\n"));
  CHECK(endless.connection.end_content("", {}, 1));
  CHECK_FALSE(endless.connection.receive(Stage::dot));
  endless.connection.quit();
  CHECK_FALSE(endless.told.has("C:"));
  Talking ended({reply("220 mx\r\n"), expect(".\r\n"), reply("250 ok\r\n"), expect("QUIT\r\n"),
                 reply("221 bye\r\n")});
  (void)ended.connection.receive(Stage::greeting);
  CHECK(ended.connection.write_content(".\r\n"));
  CHECK(ended.connection.end_content("", {}, 1));
  CHECK(ended.connection.receive(Stage::dot));
  ended.connection.quit();
  CHECK(ended.peer.finished());
}

TEST_CASE("a QUIT that gets no answer is worth a note, and changes nothing that was decided") {
  Talking talking({reply("220 mx\r\n"), expect("QUIT\r\n"), end()});
  (void)talking.connection.receive(Stage::greeting);
  talking.connection.quit();
  CHECK_FALSE(talking.connection.lost());
  CHECK(talking.told.lines ==
        Lines{"S: 220 mx", "C: QUIT",
              "note: connection closed by the peer waiting for the reply to QUIT", "closed"});
}

TEST_CASE("an answer to QUIT is waited for 2 s and no longer, whatever the limit is") {
  for (const base::Duration limit : {0s, 30s}) {
    Talking talking({reply("220 mx\r\n"), expect("QUIT\r\n"), hang()}, limit);
    (void)talking.connection.receive(Stage::greeting);
    talking.connection.quit();
    CHECK(talking.told.only("note") ==
          Lines{"note: timeout after 2 s waiting for the reply to QUIT"});
  }
}

TEST_CASE("a reply too many before QUIT is told, in the same segment as the last one too") {
  Talking talking(
      {reply("220 mx\r\n"), expect("Hi\r\n.\r\n"), reply("250 queued\r\n554 no, sorry\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.write_content("Hi\r\n"));
  CHECK(talking.connection.end_content(".\r\n", {}, 1));
  CHECK(talking.connection.receive(Stage::dot)->code == 250);
  talking.connection.quit();
  CHECK(talking.told.only("note") ==
        Lines{"note: unasked reply \"554 no, sorry\" before QUIT: the server is out of step, so no "
              "later reply could be trusted"});
  CHECK_FALSE(talking.connection.lost());
}

TEST_CASE("of a group with a refused line nothing is sent, not even ahead of QUIT") {
  Talking talking({reply("220 mx\r\n"), expect("QUIT\r\n"), reply("221 bye\r\n")});
  (void)talking.connection.receive(Stage::greeting);
  CHECK(talking.connection.queue(Stage::mail, "MAIL FROM:<>"));
  CHECK_FALSE(talking.connection.queue(Stage::rcpt, "RCPT TO:<a>\r\nDATA"));
  talking.connection.quit();
  CHECK(talking.peer.written() == "QUIT\r\n");
}
