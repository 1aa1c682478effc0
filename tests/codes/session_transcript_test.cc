#include "codes/session_transcript.h"

#include <doctest/doctest.h>

using namespace codes;

TEST_CASE("the transcript of a session is quoted without what we said") {
  CHECK(
      session_transcript(
          "   ----- Transcript of session follows -----\n... while talking to mx.b.example.:\n"
          ">>> RCPT To:<bob@b.example>\n<<< 550 5.1.1 unknown\n550 5.1.1 User unknown\n\nrest\n") ==
      "<<< 550 5.1.1 unknown\n550 5.1.1 User unknown");
  CHECK(session_transcript("bob@b.example\n    (reason: 550 5.1.1 no such user here)\n") ==
        "550 5.1.1 no such user here");
  CHECK(session_transcript("nothing of the kind\n").empty());
}

TEST_CASE("each of several recipients has its lines of a transcript") {
  const std::string transcript =
      "----- Transcript of session follows -----\n<<< 550 no such user here\n"
      "550 <val@b.example>... User unknown\nsh: vacation: not found\n"
      "554 <AL@b.example>... Internal error\n"
      "554 \"|/usr/bin/vacation -a\"... unknown mailer error 1\n";
  std::vector<FailedAddress> failed{{"val@b.example", ""},
                                    {"al@B.example", ""},
                                    {"c@b.example", "\"|/usr/bin/vacation -a\""},
                                    {"d@b.example", "else"}};
  CHECK(divide_transcript(transcript, failed));
  CHECK(failed[0].diagnostic == "<<< 550 no such user here\n550 <val@b.example>... User unknown");
  CHECK(failed[1].diagnostic == "554 <AL@b.example>... Internal error");
  CHECK(failed[2].diagnostic == "554 \"|/usr/bin/vacation -a\"... unknown mailer error 1");
  CHECK(failed[3].diagnostic == "else");
}

TEST_CASE("of a transcript that names nobody, or of one recipient alone, nothing is divided") {
  std::vector<FailedAddress> alone{{"a@b.example", "else"}};
  CHECK_FALSE(divide_transcript(
      "----- Transcript of session follows -----\n550 <a@b.example>... User unknown\n", alone));
  CHECK(alone[0].diagnostic == "else");
  std::vector<FailedAddress> two{{"a@b.example", ""}, {"c@b.example", ""}};
  CHECK_FALSE(divide_transcript("----- Transcript of session follows -----\n550 no\n", two));
}

TEST_CASE("the last recipient of a long transcript has its own lines") {
  std::string transcript = "----- Transcript of session follows -----\n";
  std::vector<FailedAddress> failed;
  for (int i = 0; i < 500; ++i) {
    failed.push_back({"user" + std::to_string(i) + "@b.example", ""});
    transcript += "550 5.1.1 <" + failed.back().address + ">... User unknown\n";
  }
  failed.push_back({"full@b.example", ""});
  transcript += "552 5.2.2 <full@b.example>... Mailbox full\n";
  CHECK(divide_transcript(transcript, failed));
  CHECK(failed.back().diagnostic == "552 5.2.2 <full@b.example>... Mailbox full");
}

TEST_CASE("one refusal, and that behind DATA, is one of the message") {
  CHECK(refused_after_data(">>> DATA\n<<< 550-Unknown\n<<< 550 user\n554 Service unavailable\n"));
  CHECK(!refused_after_data(">>> DATA\n<<< 550 Unknown user\n<<< 503 Need RCPT\n"));
  CHECK(!refused_after_data(">>> RCPT To:<a@b>\n<<< 550 no\n>>> DATA\n<<< 554 no recipients\n"));
  CHECK(!refused_after_data("<<< 550 Unknown user\n"));
}
