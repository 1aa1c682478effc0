#include "commands/codes/codes.h"

#include <doctest/doctest.h>

#include "commands/app.h"
#include "commands/world.h"

namespace {

struct Asked : test::World {
  explicit Asked(std::vector<std::string> words, const std::string& input = "") {
    in.str(input);
    words.insert(words.begin(), "codes");
    status = commands::run_app(std::move(words), env);
  }

  int status = 0;
};

const std::string kLog =
    "Nov 22 01:02:03 mail postfix/smtp[1]: 4F1: to=<a@b.example>, relay=mx[192.0.2.1]:25, delay=1, "
    "dsn=5.2.2, status=bounced (host mx[192.0.2.1] said: 552 5.2.2 mailbox full)\n";

}  // namespace

TEST_CASE("a code is answered with its page, a text with its reason") {
  CHECK(Asked({"550"}).out.str().starts_with("550  mailbox unavailable\n"));
  CHECK(Asked({"550 5.1.1 User unknown"})
            .out.str()
            .starts_with("userunknown: The mailbox does not exist.\n"));
}

TEST_CASE("what tells nothing at all is status 1") {
  for (const char* nothing : {"hello", "55", "999", "words of no meaning"})
    CHECK(Asked({nothing}).status == 1);
  CHECK(Asked({"550 words of no meaning"}).status == 0);
  CHECK(Asked({"--search", "no such words anywhere"}).status == 1);
}

TEST_CASE("a log without a delivery is status 1, and one with a single line is not") {
  CHECK(Asked({"--summary"}, "nothing\n").status == 1);
  CHECK(Asked({"--summary"}, "nothing\n").out.str().find("0 outcomes") != std::string::npos);
  CHECK(Asked({"--as", "log"}, "nothing\n").status == 1);
  CHECK(Asked({"--summary"}, kLog).status == 0);
}

TEST_CASE("what is for logs wants a log and takes no code for one") {
  const Asked asked({"--since", "1d", "550"});
  CHECK(asked.status == 66);
  CHECK(asked.err.str() == "ehlo: codes: 550 cannot be read\n");
}

TEST_CASE("a reason that does not exist has a near one") {
  const Asked asked({"--reason", "mailboxful"});
  CHECK(asked.status == 65);
  CHECK(asked.err.str() ==
        "ehlo: codes: --reason: no reason is called 'mailboxful', did you mean 'mailboxfull'?\n");
}
