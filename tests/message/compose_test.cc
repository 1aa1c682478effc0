#include "message/compose.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

using namespace message;

namespace {

Draft draft() {
  Draft draft;
  draft.from = "alice@a.example";
  draft.to = {"bob@b.example", "eve@b.example"};
  draft.subject = "test";
  draft.message_id = "1@me";
  draft.mailer = "ehlo";
  return draft;
}

// Without its Date, which has a test of its own.
std::string section(const Draft& draft) {
  std::string text = header_section(draft);
  if (text.starts_with("Date: ")) text.erase(0, text.find('\n') + 1);
  return text;
}

}  // namespace

TEST_CASE("a header section has the fields that a correct message has, and ends in an empty line") {
  CHECK(header_section(draft()).starts_with("Date: "));
  CHECK(section(draft()) ==
        "From: alice@a.example\r\nTo: bob@b.example, eve@b.example\r\nSubject: test\r\n"
        "Message-ID: <1@me>\r\nX-Mailer: ehlo\r\n\r\n");
}

TEST_CASE("what describes the body stands behind MIME-Version") {
  Draft other = draft();
  other.body = {{"Content-Type", "text/html; charset=utf-8"}};
  CHECK(
      section(other).ends_with("\r\nMIME-Version: 1.0\r\n"
                               "Content-Type: text/html; charset=utf-8\r\n\r\n"));
}

TEST_CASE("a body is the user's own where their fields say how it is encoded") {
  Draft other = draft();
  CHECK_FALSE(describes_body(other));
  other.replaced = {{"content-transfer-encoding", "8bit"}};
  CHECK(describes_body(other));
  other.replaced = {{"Content-Type", "Multipart/mixed; boundary=x"}};
  CHECK(describes_body(other));
  other.replaced = {{"Content-Type", "text/html"}};
  CHECK_FALSE(describes_body(other));
}

TEST_CASE("a long field is folded at its blanks") {
  Draft other = draft();
  other.subject =
      "a subject that goes on and on until it reaches well over the seventy-eight columns";
  CHECK(section(other).find(
            "Subject: a subject that goes on and on until it reaches well over the\r\n"
            " seventy-eight columns\r\n") != std::string::npos);
}

TEST_CASE("text outside ASCII becomes encoded-words, unless SMTPUTF8 is asked for") {
  Draft other = draft();
  other.subject = "Gr\u00fc\u00dfe";
  other.added = {{"From", "J\u00fcrgen <j@x>"}};
  CHECK(section(other).find("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n") != std::string::npos);
  CHECK(section(other).ends_with("From: =?utf-8?q?J=C3=BCrgen?= <j@x>\r\n\r\n"));
  other.utf8 = true;
  CHECK(section(other).find("Subject: Gr\u00fc\u00dfe\r\n") != std::string::npos);
}

TEST_CASE("a parenthesis in a subject is no comment, and an encoded-word does not touch it") {
  Draft other = draft();
  other.subject = "to (f\u00fcr M) 1";
  CHECK(section(other).find("Subject: to =?utf-8?q?=28f=C3=BCr?= M) 1\r\n") != std::string::npos);
}

TEST_CASE("a Content- field of one's own stands once, and with MIME-Version") {
  Draft other = draft();
  other.body.clear();
  other.replaced = {{"Content-Type", "text/html"}};
  CHECK(section(other).ends_with("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"));
  other.body = {{"Content-Type", "text/plain; charset=utf-8"}};
  other.replaced.clear();
  other.added = {{"Content-Type", "text/html"}};
  CHECK(section(other).ends_with("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"));
}

TEST_CASE("without a recipient in view To says so, and the null sender has a mailbox") {
  Draft hidden = draft();
  hidden.from = "";
  hidden.to.clear();
  CHECK(section(hidden).starts_with("From: MAILER-DAEMON@me\r\nTo: undisclosed-recipients:;\r\n"));
  hidden.cc = {"joe@b.example"};
  CHECK(section(hidden).starts_with("From: MAILER-DAEMON@me\r\nCc: joe@b.example\r\nSubject"));
}

TEST_CASE("a replacement takes the place of its field in any case, an empty one drops it") {
  Draft changed = draft();
  changed.replaced = {{"subject", "other"}, {"X-Mailer", ""}, {"X-New", "1"}, {"x-new", "2"}};
  CHECK(section(changed) ==
        "From: alice@a.example\r\nTo: bob@b.example, eve@b.example\r\nsubject: other\r\n"
        "Message-ID: <1@me>\r\nx-new: 2\r\n\r\n");
}

TEST_CASE("added fields stand behind all others, each by itself") {
  Draft more = draft();
  more.added = {{"Received", "a"}, {"Received", "b"}, {"Subject", "twice"}};
  CHECK(section(more).ends_with("Received: a\r\nReceived: b\r\nSubject: twice\r\n\r\n"));
}

TEST_CASE("a Message-ID has the time, chance and the host, and no two are the same") {
  const Moment moment = std::chrono::system_clock::from_time_t(1795311276);
  const std::string id = make_message_id(moment, "me");
  CHECK(id.starts_with("20261122013436."));
  CHECK(id.ends_with("@me"));
  CHECK(id.size() == 15 + 16 + 3);
  CHECK(make_message_id(moment, "me") != id);
}
