#include "session/recorded_message.h"

#include <doctest/doctest.h>

using session::RecordedMessage;

TEST_CASE("the date of a message and its Message-ID become variables") {
  RecordedMessage message;
  CHECK(message.line("date: Sun, 22 Nov 2026 11:33:59 +0000") == "C: Date: {{date}}");
  CHECK(message.line("Message-Id: <1@x>") == "C: Message-ID: {{message_id}}");
  CHECK(message.line("Subject: test Sun, 22 Nov 2026 11:33:59 +0000") ==
        "C: Subject: test {{date}}");
  CHECK(message.line("X-A: {{b}}") == "C: X-A: {{{{b}}");
}

TEST_CASE("the body stays as it is") {
  RecordedMessage message;
  (void)message.line("Date: x");
  CHECK(message.line("") == "C:");
  CHECK(message.line("Date: x") == "C: Date: x");
  CHECK(message.line("it is x") == "C: it is x");
}

TEST_CASE("without a date nothing stands for one") {
  RecordedMessage message;
  CHECK(message.line("Subject: x") == "C: Subject: x");
  (void)message.line("Date:");
  CHECK(message.line("Subject: x") == "C: Subject: x");
}

TEST_CASE("a date behind bytes that no C: line can hold stays, as its line is an @send") {
  RecordedMessage message;
  CHECK(message.line("Date: today") == "C: Date: {{date}}");
  CHECK(message.line("X: \xff today") == "@send \"X: \\xFF today\\r\\n\"");
}

TEST_CASE("what a signature covers, and a field that goes on in the next line, stay as they are") {
  RecordedMessage folded;
  CHECK(folded.line("Message-ID:") == "C: Message-ID:");
  CHECK(folded.line("Message-ID: <a@b>") == "C: Message-ID: {{message_id}}");
  CHECK(folded.line("DKIM-Signature: v=1") == "C: DKIM-Signature: v=1");
  CHECK(folded.line("Date: today") == "C: Date: today");
}

TEST_CASE(
    "the word that makes the boundaries of a message unique becomes a variable in all of it") {
  RecordedMessage message;
  CHECK(message.line("Message-ID: <20261122204839.31d8e47cec43fda1@x>") ==
        "C: Message-ID: {{message_id}}");
  CHECK(message.line(" boundary=\"=_1_20261122204839.31d8e47cec43fda1\"") ==
        "C:  boundary=\"=_1_{{unique}}\"");
  CHECK(message.line("") == "C:");
  CHECK(message.line("--=_1_20261122204839.31d8e47cec43fda1--") == "C: --=_1_{{unique}}--");
  CHECK(message.line("--=_1_20261122204839.31d8e47cec43fda2--") ==
        "C: --=_1_20261122204839.31d8e47cec43fda2--");
}

TEST_CASE("where bytes are counted a variable stands only for what always has its length") {
  RecordedMessage message(RecordedMessage::Form::counted);
  CHECK(message.line("Date:  today") == "C: Date:  today");
  CHECK(message.line("Date: Sun, 22 Nov 2026 11:33:59 +0000") == "C: Date: {{date}}");
  CHECK(message.line("Message-ID: <1@x>") == "C: Message-ID: <1@x>");
  CHECK(message.line("Message-ID: <20261122204839.31d8e47cec43fda1@x>") ==
        "C: Message-ID: <{{unique}}@x>");
}

TEST_CASE("a message that is cut into chunks stays as it is: a cut may go through any word") {
  RecordedMessage message(RecordedMessage::Form::cut);
  CHECK(message.line("Date: Sun, 22 Nov 2026 11:33:59 +0000") ==
        "C: Date: Sun, 22 Nov 2026 11:33:59 +0000");
  CHECK(message.line(" boundary=20261122204839.31d8e47cec43fda1") ==
        "C:  boundary=20261122204839.31d8e47cec43fda1");
}

TEST_CASE("the words of a mail that is answered or quoted stay") {
  RecordedMessage message;
  CHECK(message.line("References: <20261122204839.31d8e47cec43fda1@x>") ==
        "C: References: <20261122204839.31d8e47cec43fda1@x>");
  CHECK(message.line(" boundary=20261122204839.aaaaaaaaaaaaaaaa") == "C:  boundary={{unique}}");
  (void)message.line("");
  CHECK(message.line("> 20261122204839.aaaaaaaaaaaaaaaa") ==
        "C: > 20261122204839.aaaaaaaaaaaaaaaa");
}

TEST_CASE("boundaries below a signature stay as they are") {
  RecordedMessage message;
  (void)message.line("DKIM-Signature: v=1");
  CHECK(message.line("Content-Type: a/b; boundary=20261122204839.31d8e47cec43fda1") ==
        "C: Content-Type: a/b; boundary=20261122204839.31d8e47cec43fda1");
  (void)message.line("");
  CHECK(message.line("--20261122204839.31d8e47cec43fda1") ==
        "C: --20261122204839.31d8e47cec43fda1");
}
