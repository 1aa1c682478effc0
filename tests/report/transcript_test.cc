#include "report/transcript.h"

#include <doctest/doctest.h>

#include <sstream>

using namespace report;
using namespace smtp;
using namespace std::string_literals;
using base::Duration;
using base::Stage;

namespace {

// What the events look like.
template <typename... Events>
std::string shown(TranscriptOptions options, const Events&... events) {
  std::ostringstream out;
  TranscriptText text(out, std::move(options));
  (text.tell(events), ...);
  return out.str();
}

std::string shown(const Event& event) { return shown(TranscriptOptions{}, event); }

Reply reply(int code, std::vector<std::string> lines) { return {code, std::move(lines)}; }

// A message of `count` lines and the dot, as it crosses.
std::string message(int count) {
  std::string bytes;
  for (int i = 1; i <= count; ++i) bytes += "line " + std::to_string(i) + "\r\n";
  return bytes + ".\r\n";
}

std::string message_lines(int count) {
  std::string lines;
  for (int i = 1; i <= count; ++i) lines += "C: line " + std::to_string(i) + "\n";
  return lines;
}

TranscriptOptions with(bool TranscriptOptions::*option) {
  TranscriptOptions options;
  options.*option = true;
  return options;
}

event::ContentEnd ending(std::uint64_t lines, const std::string& file = "") {
  return {file, lines, lines * 8};
}

}  // namespace

TEST_CASE("a connection is its directive, and the address reached a comment") {
  CHECK(shown(event::Connecting{"mx.example.com:25"}) == "@connect mx.example.com:25\n");
  CHECK(shown(event::Connecting{"mx:25", "192.0.2.7"}) == "@connect mx:25 from=192.0.2.7\n");
  CHECK(shown(event::Connecting{"exec:exim4 -bs"}) == "@connect \"exec:exim4 -bs\"\n");
  CHECK(shown(event::Connected{"192.0.2.1:25", Duration(12)}) ==
        "# connected to 192.0.2.1:25 in 12 ms\n");
}

TEST_CASE("commands and replies stand as in an RFC, and server text is printable") {
  CHECK(shown(event::Command{Stage::ehlo, "EHLO me"}) == "C: EHLO me\n");
  CHECK(shown(event::Heard{Stage::ehlo, reply(250, {"mx", "", "A\x1b[1m"}), {}}) ==
        "S: 250-mx\nS: 250-\nS: 250 A\\x1B[1m\n");
  CHECK(shown(event::Heard{Stage::mail, reply(250, {""}), {}}) == "S: 250\n");
}

TEST_CASE("a line end that is not CRLF is a warning") {
  Reply bare = reply(250, {"ok"});
  bare.bare_lf = true;
  CHECK(shown(event::Heard{Stage::mail, bare, {}}) ==
        "S: 250 ok\n# the server ended a line with LF alone (RFC 5321 wants CRLF)\n");
}

TEST_CASE("a refusal is explained behind it, an acceptance is not") {
  TranscriptOptions options;
  options.explain = [](const Reply& refused) {
    return refused.code == 550 ? "no such mailbox"s : ""s;
  };
  CHECK(shown(options, event::Heard{Stage::rcpt, reply(550, {"no"}), {}}) ==
        "S: 550 no\n# no such mailbox\n");
  CHECK(shown(options, event::Heard{Stage::rcpt, reply(450, {"no"}), {}}) == "S: 450 no\n");
}

TEST_CASE("what we brought about ourselves is not explained") {
  TranscriptOptions options;
  options.explain = [](const Reply&) { return "fix this"s; };
  CHECK(shown(options, event::Heard{Stage::ehlo, reply(500, {"what?"}), {}}) == "S: 500 what?\n");
  CHECK(shown(options, event::AuthLine{Side::client, "*"},
              event::Heard{Stage::auth, reply(501, {"cancelled"}), {}}) ==
        "# C: *\nS: 501 cancelled\n");
  CHECK(shown(options, event::AuthLine{Side::client, "***"},
              event::Heard{Stage::auth, reply(535, {"no"}), {}}) ==
        "# C: ***\nS: 535 no\n# fix this\n");
}

TEST_CASE("a login is its directive, and what crossed stands below as comments") {
  CHECK(shown({}, event::AuthBegun{"LOGIN", "bob"}, event::AuthLine{Side::client, "AUTH LOGIN"},
              event::AuthLine{Side::server, "334 VXNlcg=="}, event::AuthLine{Side::client, "***"},
              event::Heard{Stage::auth, reply(235, {"ok"}), {}}) ==
        "@auth LOGIN user=bob password={{password}}\n# C: AUTH LOGIN\n# S: 334 VXNlcg==\n"
        "# C: ***\nS: 235 ok\n");
  CHECK(shown(event::AuthLine{Side::client, ""}) == "# C:\n");
  CHECK(shown(event::AuthBegun{"XOAUTH2", "bob b", "token"}) ==
        "@auth XOAUTH2 user=\"bob b\" token={{token}}\n");
  CHECK(shown(event::AuthBegun{"DIGEST-MD5", "bob", "password", "eve", "a b", ""}) ==
        "@auth DIGEST-MD5 user=bob password={{password}} authorization=eve realm=\"a b\"\n");
  CHECK(shown(event::AuthBegun{"EXTERNAL", "", ""}) == "@auth EXTERNAL\n");
}

TEST_CASE("a handshake is its directive with what was asked, and what came out a comment") {
  net::TlsFacts facts;
  facts.version = "TLSv1.3";
  facts.cipher = "TLS_AES_256_GCM_SHA384";
  net::TlsOptions options;
  CHECK(shown(event::TlsUp{facts, options}) == "@tls verify=off\n# " + net::summary(facts) + "\n");
  options.verify = net::Verify::ca;
  CHECK(shown(event::TlsUp{facts, options}).starts_with("@tls verify=ca\n"));
  options.verify = net::Verify::name;
  options.verify_name = options.sni = "mx";
  CHECK(shown(event::TlsUp{facts, options}).starts_with("@tls verify=name name=mx\n"));
  options.verify = net::Verify::full;
  options.certificate_file = "my cert.pem";
  options.key_file = "key.pem";
  CHECK(shown(event::TlsUp{facts, options})
            .starts_with("@tls verify=on name=mx cert=\"my cert.pem\" key=key.pem\n"));
}

TEST_CASE("a handshake that failed is expected to fail again") {
  net::TlsOptions options;
  options.verify = net::Verify::full;
  options.verify_name = options.sni = "mx";
  options.protocols = {"TLSv1", "TLSv1.1"};
  options.ciphers = "ALL:@SECLEVEL=0";
  CHECK(shown(event::TlsFailed{options}) ==
        "@tls verify=on name=mx min=TLSv1 max=TLSv1.1 ciphers=\"ALL:@SECLEVEL=0\" expect=fail\n");
}

TEST_CASE("what a server showed is told also when it was refused for that") {
  const net::TlsOptions options;
  net::TlsFacts facts;
  facts.version = "TLSv1.3";
  facts.cipher = "X";
  facts.trouble = "certificate expired";
  CHECK(shown(event::TlsFailed{options, &facts}) ==
        "@tls verify=off expect=fail\n# TLSv1.3, X, not verified: certificate expired\n");
}

TEST_CASE("notes are comments, and the end is silent unless it was not meant to be") {
  CHECK(shown(event::Note{"a note", false}) == "# a note\n");
  CHECK(shown(event::Closed{nullptr}).empty());
  const base::Error error{base::ErrorKind::lost, Stage::mail, "connection closed"};
  CHECK(shown(event::Closed{&error}) == "# connection closed\n");
}

TEST_CASE("no comment can break out of its line") {
  CHECK(shown(event::Note{"a\nC: QUIT\x1b[2J", false}) == "# a\\nC: QUIT\\x1B[2J\n");
  CHECK(shown(event::AuthLine{Side::server, "334 a\r\nS: 235"}) == "# S: 334 a\\r\\nS: 235\n");
}

TEST_CASE("a message of forty lines is shown whole") {
  CHECK(shown({}, event::Content{message(40)}, ending(40)) == message_lines(40) + "C: .\n");
  CHECK(shown({}, event::Content{message(40)}, ending(40, "mail.eml")) ==
        message_lines(40) + "C: .\n");
}

TEST_CASE("a longer message is cut, or is its file when it has one") {
  CHECK(shown({}, event::Content{message(41)}, ending(41)) ==
        message_lines(40) + "# ... 41 lines, 328 bytes\nC: .\n");
  CHECK(shown({}, event::Content{message(41)}, ending(41, "my mail.eml")) ==
        "@message \"my mail.eml\"\n# 41 lines, 328 bytes\n");
  CHECK(shown({}, event::Content{message(41)}, ending(41, "-")) ==
        message_lines(40) + "# ... 41 lines, 328 bytes\nC: .\n");
}

TEST_CASE("a message is the same wherever its pieces are cut") {
  const std::string bytes = "A: b\r\n\r\n..dot\r\n.\r\n";
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut)
    CHECK(shown({}, event::Content{std::string_view(bytes).substr(0, cut)},
                event::Content{std::string_view(bytes).substr(cut)},
                ending(3)) == "C: A: b\nC:\nC: ..dot\nC: .\n");
}

TEST_CASE("message lines that a file cannot hold are sent byte by byte, braces are doubled") {
  CHECK(shown({}, event::Content{"caf\xe9\r\n{{x}}\r\n.\r\n"}, ending(2)) ==
        "@send \"caf\\xE9\\r\\n\"\nC: {{{{x}}\nC: .\n");
}

TEST_CASE("all of a message is shown, or none, when that is asked for") {
  CHECK(shown(with(&TranscriptOptions::whole_content), event::Content{message(60)},
              ending(60, "f")) == message_lines(60) + "C: .\n");
  CHECK(shown(with(&TranscriptOptions::hide_content), event::Content{message(2)}, ending(2)) ==
        "# ... 2 lines, 16 bytes\nC: .\n");
  CHECK(shown(with(&TranscriptOptions::hide_content), event::Content{message(1)}, ending(1, "f")) ==
        "@message f\n# 1 line, 8 bytes\n");
}

TEST_CASE("a record holds the whole message, with variables for what must be new each time") {
  const std::string bytes =
      "date: Sun, 22 Nov 2026 01:34:36 +0000\r\nMessage-ID: <1@me>\r\nSubject: x\r\n\r\n"
      "Date: in the body\r\n" +
      message(50);
  CHECK(shown(with(&TranscriptOptions::replayable), event::Content{bytes}, ending(55, "f")) ==
        "C: Date: {{date}}\nC: Message-ID: {{message_id}}\nC: Subject: x\nC:\n"
        "C: Date: in the body\n" +
            message_lines(50) + "C: .\n");
}

TEST_CASE("each message of a conversation is shown by itself") {
  std::ostringstream out;
  TranscriptText text(out, with(&TranscriptOptions::replayable));
  for (int i = 0; i < 2; ++i) {
    text.tell(event::Content{"Date: x\r\n\r\nHi\r\n.\r\n"});
    text.tell(ending(3));
  }
  CHECK(out.str() == "C: Date: {{date}}\nC:\nC: Hi\nC: .\nC: Date: {{date}}\nC:\nC: Hi\nC: .\n");
}

TEST_CASE("what is hidden is not shown, but warnings are") {
  const auto all = [](TranscriptOptions options) {
    return shown(std::move(options), event::Command{Stage::mail, "MAIL"},
                 event::Heard{Stage::mail, reply(250, {"ok"}), {}},
                 event::AuthLine{Side::client, "***"}, event::AuthLine{Side::server, "334 x"},
                 event::Content{message(1)}, ending(1), event::Note{"a note", false},
                 event::Note{"a warning", true});
  };
  CHECK(all(with(&TranscriptOptions::hide_client)) ==
        "S: 250 ok\n# S: 334 x\n# a note\n# a warning\n");
  CHECK(all(with(&TranscriptOptions::hide_server)) ==
        "C: MAIL\n# C: ***\nC: line 1\nC: .\n# a note\n# a warning\n");
  CHECK(all(with(&TranscriptOptions::hide_notes)) ==
        "C: MAIL\nS: 250 ok\nC: line 1\nC: .\n# a warning\n");
  TranscriptOptions explaining = with(&TranscriptOptions::hide_notes);
  explaining.explain = [](const Reply&) { return "no such mailbox"s; };
  CHECK(shown(explaining, event::Heard{Stage::rcpt, reply(550, {"no"}), {}}) == "S: 550 no\n");
}

TEST_CASE("timing is a comment behind each reply") {
  CHECK(shown(with(&TranscriptOptions::timing),
              event::Heard{Stage::mail, reply(250, {"ok"}), Duration(1500)}) ==
        "S: 250 ok\n# +1.5 s\n");
}

TEST_CASE("raw bytes are hexadecimal comments, sixteen a line, when they are asked for") {
  const event::Raw raw{Side::client, "EHLO me.example.org\r\n"};
  CHECK(shown(raw).empty());
  CHECK(shown(with(&TranscriptOptions::raw), raw, event::Raw{Side::server, "2"}) ==
        "# > 45 48 4c 4f 20 6d 65 2e 65 78 61 6d 70 6c 65 2e  EHLO me.example.\n"
        "# > 6f 72 67 0d 0a                                   org..\n"
        "# < 32                                               2\n");
}

TEST_CASE("colours stand around whole lines") {
  const auto options = with(&TranscriptOptions::coloured);
  CHECK(shown(options, event::Command{Stage::mail, "MAIL"}) == "\x1b[36mC: MAIL\x1b[0m\n");
  CHECK(shown(options, event::Heard{Stage::mail, reply(250, {"ok"}), {}}) ==
        "\x1b[32mS: 250 ok\x1b[0m\n");
  CHECK(shown(options, event::Heard{Stage::mail, reply(550, {"no"}), {}}) ==
        "\x1b[31mS: 550 no\x1b[0m\n");
  CHECK(shown(options, event::Note{"a warning", true}) == "\x1b[33m# a warning\x1b[0m\n");
}

TEST_CASE("raw content is shown so that the same bytes are sent again") {
  CHECK(shown({}, event::Content{"a\nb\r\r\n.\n.\r\nMAIL\r\n.\r\n"}, ending(6)) ==
        "@send \"a\\n\"\n@send \"b\\r\\r\\n\"\n@send \".\\n\"\nC: .\nC: MAIL\nC: .\n");
  CHECK(shown({}, event::Content{"no end"}, ending(0)) == "@send \"no end\"\n");
}

TEST_CASE("a line of more than 16 KiB is shown in pieces that make the same bytes") {
  const std::string piece(ContentText::kMostOfALine, 'x');
  CHECK(shown({}, event::Content{piece + piece}, event::Content{"x\r"}, event::Content{"\n.\r\n"},
              ending(1)) ==
        "@send \"" + piece + "\"\n@send \"" + piece + "\"\n@send \"x\\r\\n\"\nC: .\n");
  CHECK(shown({}, event::Content{piece + ".\r\n"}, ending(1)) ==
        "@send \"" + piece + "\"\n@send \".\\r\\n\"\n");
}

TEST_CASE("what is held of a message without line ends is bounded") {
  const std::string bytes(100 * ContentText::kMostOfALine, 'x');
  CHECK(shown({}, event::Content{bytes}, ending(1)).size() < 41 * (ContentText::kMostOfALine + 10));
}
