#include "probe/relay_judges.h"

#include <doctest/doctest.h>

#include "probe/judged.h"
#include "probe/scenes.h"

using namespace probe;
using test::fix_in;
using test::reply_of;
using test::said;

namespace {

constexpr const char* kListed = "550 5.7.1 Client host [192.0.2.9] blocked using zen.spamhaus.org";
constexpr const char* kDenied = "554 5.7.1 relay access denied";

Judgements relayed(std::string_view reply, bool takes_anybody = false) {
  return judge_relay("<a@x> to <b@y>", reply_of(reply), takes_anybody);
}

Judgements tallied(std::initializer_list<const char*> replies, std::size_t forms = 2,
                   bool takes_anybody = false) {
  RelayTally tally;
  for (const char* reply : replies) tally.add("<> to <b@y>", reply_of(reply));
  return tally.judge(forms, takes_anybody, "mx.test", "connection closed");
}

}  // namespace

TEST_CASE("mail that is relayed is a failure, and refused mail none") {
  CHECK(said(relayed("250 ok")) == "fail: taken: <a@x> to <b@y>: 250 ok");
  CHECK(said(relayed(kDenied)) == "pass: refused: <a@x> to <b@y>: 554 5.7.1 relay access denied");
  CHECK(said(relayed("530 5.7.0 Authentication required")).starts_with("pass: refused"));
  CHECK(said(relayed("550 5.7.1 <b@y>... Relaying denied. IP name lookup failed [192.0.2.1]"))
            .starts_with("pass: refused"));
}

TEST_CASE("a refusal of the client or of the sender tells nothing of relaying") {
  CHECK(said(relayed(kListed)) ==
        "unknown: cannot tell, as the server refuses this client: <a@x> to <b@y>: 550 5.7.1 Client "
        "host [192.0.2.9] blocked using zen.spamhaus.org");
  CHECK(fix_in(relayed(kListed)) ==
        "find the list in the text and ask for removal there; look for abuse first "
        "(zen.spamhaus.org)");
  CHECK(said(relayed("553 5.1.8 Sender address rejected: Domain not found"))
            .starts_with("unknown: cannot tell, as the server refuses the sender: "));
}

TEST_CASE("a recipient whose domain takes no mail tells nothing of relaying") {
  const auto judged = relayed("556 5.1.10 Domain example.com does not accept mail (nullMX)");
  CHECK(said(judged) ==
        "unknown: cannot tell, as the server says that the domain takes no mail: <a@x> to <b@y>: "
        "556 5.1.10 Domain example.com does not accept mail (nullMX)");
  CHECK(fix_in(judged) == "name a recipient of your own that is elsewhere: --relay-test FROM TO");
}

TEST_CASE("a refusal for now, and a server that takes anybody, tell nothing either") {
  CHECK(said(relayed("451 later")) == "unknown: refused for now: <a@x> to <b@y>: 451 later");
  CHECK(said(relayed("250 ok", true)) ==
        "unknown: cannot tell, as the server takes any recipient: <a@x> to <b@y>: 250 ok");
}

TEST_CASE("all forms are refused only when each was refused for being foreign") {
  CHECK(said(tallied({kDenied, kDenied})) == "pass: all 2 forms are refused");
  CHECK(said(tallied({kDenied, kListed})) ==
        "unknown: 1 of 2 forms: cannot tell, as the server refuses this client: <> to <b@y>: 550 "
        "5.7.1 Client host [192.0.2.9] blocked using zen.spamhaus.org");
  CHECK(said(tallied({kDenied, "451 later"})) == "unknown: 1 of 2 forms were refused for now only");
  CHECK(said(tallied({kDenied})) ==
        "unknown: 1 of 2 forms were refused, then the server ended it: connection closed");
}

TEST_CASE("a form that assumes a domain of the server's own tells nothing where it has none") {
  RelayTally tally;
  tally.add("<> to <b@y>", reply_of(kDenied));
  tally.add("<> to <b%y@mx.test>", reply_of(kDenied), true);
  const auto judged = tally.judge(2, false, "mx.test", "");
  CHECK(
      said(judged) ==
      "unknown: 1 of 2 forms tell nothing: they assume a domain of the server's own, and it takes "
      "no mail for mx.test; the others are refused");
  CHECK(fix_in(judged) ==
        "name a domain that it takes mail for: --rcpt postmaster@DOMAIN beside --open-relay");
}

TEST_CASE("a domain is the server's own when nobody there is refused for another reason") {
  CHECK(owns_domain(reply_of("250 ok")));
  CHECK(owns_domain(reply_of("550 5.1.1 no such user")));
  CHECK(owns_domain(reply_of("450 4.7.1 later")));
  CHECK(owns_domain(reply_of(kListed)));
  CHECK_FALSE(owns_domain(reply_of(kDenied)));
  CHECK_FALSE(owns_domain(reply_of("550 5.1.2 domain does not exist")));
}

TEST_CASE("one form that is taken is a failure, whatever became of the others") {
  CHECK(said(tallied({kListed, "250 ok"})) ==
        "fail: 1 of 2 forms are taken, as <> to <b@y>: 250 ok");
  CHECK(said(tallied({"250 ok", "250 ok"}, 2, true)) ==
        "unknown: cannot tell: the server takes any recipient, those of its own name that cannot "
        "be there too");
}
