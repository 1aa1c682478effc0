#include "codes/refusal.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using codes::About;

namespace {

// Of "550 5.1.1 no such user".
codes::Refusal refusal(std::string_view text) {
  return codes::read_refusal(
      {std::stoi(std::string(text.substr(0, 3))), {std::string(text.substr(4))}});
}
About about(std::string_view text) { return refusal(text).about; }
std::string todo(std::string_view text) { return refusal(text).todo; }

}  // namespace

TEST_CASE("a refusal may be about the client") {
  CHECK(about("550 5.7.1 Client host [127.0.0.1] blocked using zen.spamhaus.org") == About::client);
  CHECK(about("450 4.7.1 Client host rejected: cannot find your reverse hostname") ==
        About::client);
  CHECK(about("421 4.7.0 too many connections from your IP") == About::client);
}

TEST_CASE("a refusal may be about what stands around the question") {
  CHECK(about("554 5.5.1 Error: protocol error, client spoke before the greeting") ==
        About::early_talk);
  CHECK(about("450 4.2.0 Recipient address rejected: Greylisted") == About::patience);
  CHECK(about("550 5.7.1 Greylisted, try again in 5 minutes") == About::patience);
  CHECK(about("450 4.7.1 try again later") == About::patience);
  CHECK(about("451 4.7.1 Please come back in 300 seconds") == About::patience);
  CHECK(about("553 5.1.8 <a@b.c>: Sender address rejected: Domain not found") == About::sender);
  CHECK(about("550 5.7.23 SPF validation failed") == About::sender);
  CHECK(about("530 5.7.0 Authentication required") == About::login);
  CHECK(about("530 5.7.0 Must issue a STARTTLS command first") == About::login);
  CHECK(about("554 5.7.1 Relay access denied") == About::routing);
}

TEST_CASE("a recipient's domain may take no mail at all") {
  CHECK(about("556 5.1.10 Recipient address rejected: Domain example.com does not accept mail "
              "(nullMX)") == About::domain);
  CHECK(about("550 5.1.2 Bad destination system address") == About::domain);
}

TEST_CASE("a refusal of what was asked, and words that say little, blame nobody else") {
  CHECK(about("550 5.1.1 no such user") == About::other);
  CHECK(about("554 5.7.1 Access denied") == About::other);
  CHECK(about("550 no") == About::other);
}

TEST_CASE("the advice is that of the tables, as part of a sentence, with the list") {
  CHECK(todo("550 5.1.1 no such user") == "correct the address, or take it off the list");
  CHECK(todo("550 5.7.1 Client host [127.0.0.1] blocked using zen.spamhaus.org") ==
        "find the list in the text and ask for removal there; look for abuse first "
        "(zen.spamhaus.org)");
  CHECK(todo("550 5.7.23 SPF validation failed") ==
        "add the host to the SPF record, or send through a host that is in it");
}
