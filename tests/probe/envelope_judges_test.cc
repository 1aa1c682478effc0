#include "probe/envelope_judges.h"

#include <doctest/doctest.h>

#include "probe/judged.h"
#include "probe/relay_forms.h"
#include "probe/scenes.h"
#include "probe/starttls_judges.h"

using namespace probe;
using test::fix_in;
using test::reply_of;
using test::said;

TEST_CASE("nobody is somebody else each time") { CHECK(nobody() != nobody()); }

TEST_CASE("an address that is not ASCII is asked for only where SMTPUTF8 is offered") {
  const smtp::Path wide{"jos\xc3\xa9", "example.com"}, plain{"bob", "example.com"};
  CHECK_FALSE(judge_unwritable({}, {plain}));
  CHECK_FALSE(judge_unwritable(smtp::Extensions::parse({250, {"mx", "SMTPUTF8"}}), {wide}));
  const auto judged = judge_unwritable({}, {plain, wide});
  REQUIRE(judged);
  CHECK(judged->verdict == Verdict::unknown);
  CHECK(judged->reason ==
        "not asked: jos\xc3\xa9@example.com is not ASCII, and the server does not offer SMTPUTF8 "
        "(RFC 6531)");
  CHECK(judged->fix ==
        "let the server offer SMTPUTF8 (Postfix: smtputf8_enable = yes), or name an address in "
        "ASCII");
}

TEST_CASE("greylisting is a refusal for now that says so") {
  CHECK(is_greylisting(reply_of("450 4.2.0 Greylisted, see http://postgrey.example")));
  CHECK(is_greylisting(reply_of("451 4.7.1 please wait")));
  CHECK(is_greylisting(reply_of("451 Try again later")));
  CHECK_FALSE(is_greylisting(reply_of("452 4.2.2 mailbox full")));
  for (const char* other :
       {"452 4.2.2 mailbox full, try again later", "452 mailbox full, please try again later",
        "451 quota exceeded, try again later", "452 4.3.1 Insufficient storage, try again later",
        "452 try again later", "450 mailbox locked, try again later",
        "450 4.1.1 user unknown, try again later", "452 4.5.3 Too many recipients, try again later",
        "450 4.2.1 The user receives mail too quickly, try again later",
        "451 4.4.1 cannot reach the backend; try again later"}) {
    CAPTURE(other);
    CHECK_FALSE(is_greylisting(reply_of(other)));
  }
  CHECK_FALSE(is_greylisting(reply_of("550 5.7.1 greylisting is off")));
  CHECK_FALSE(is_greylisting(reply_of("451 4.3.0 lookup failure, try again later")));
  CHECK_FALSE(is_greylisting(reply_of("450 4.7.1 cannot find your reverse hostname")));
}

TEST_CASE("a recipient is taken only where a stranger is not") {
  const auto no = reply_of("550 5.1.1 no such user"), yes = reply_of("250 ok");
  CHECK(said(judge_recipient("b@x", yes, no)) == "pass: b@x: 250 ok");
  CHECK(said(judge_recipient("b@x", yes, yes)) ==
        "unknown: cannot tell whether b@x exists: the server takes any recipient of that domain");
  CHECK(said(judge_recipient("b@x", no, no)) == "fail: refused: b@x: 550 5.1.1 no such user");
  CHECK(said(judge_recipient("b@x", reply_of("452 4.2.2 full"), no)) ==
        "unknown: refused for now: b@x: 452 4.2.2 full");
  CHECK(said(judge_recipient("b@x", reply_of("450 greylisted"), no)) ==
        "unknown: greylisted: b@x: 450 greylisted");
}

TEST_CASE("a refusal that is about who asks tells nothing of a recipient") {
  const auto told = [](const char* reply) {
    return said(judge_recipient("b@x", reply_of(reply), std::nullopt));
  };
  CHECK(told("550 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org") ==
        "unknown: cannot tell, as the server refuses this client: b@x: 550 5.7.1 Client host "
        "[192.0.2.1] blocked using zen.spamhaus.org");
  CHECK(told("530 5.7.0 Authentication required") ==
        "unknown: cannot tell, as the server wants a login, or TLS, first: b@x: 530 5.7.0 "
        "Authentication required");
  CHECK(told("554 5.7.1 Relay access denied") ==
        "fail: refused: b@x: 554 5.7.1 Relay access denied");
}

TEST_CASE("a recipient that is refused has the advice of the tables") {
  const auto fix = [](const char* reply) {
    return fix_in(judge_recipient("b@x", reply_of(reply), std::nullopt));
  };
  CHECK(fix("550 5.1.1 no such user") == "correct the address, or take it off the list");
  CHECK(fix("452 4.2.2 mailbox full") ==
        "tell the recipient by other means, and try again in some days");
  CHECK(fix("450 4.2.0 Greylisted") == "ask again some minutes later: --retry-greylist 5m");
}

TEST_CASE("a refusal of something else tells nothing of postmaster") {
  const auto judged = judge_role("<abuse@x>", reply_of("550 5.7.1 Client host [192.0.2.9] blocked "
                                                       "using zen.spamhaus.org"));
  CHECK(said(judged) ==
        "unknown: cannot tell, as the server refuses this client: <abuse@x>: 550 5.7.1 Client host "
        "[192.0.2.9] blocked using zen.spamhaus.org");
  CHECK(fix_in(judged).starts_with("find the list in the text and ask for removal there"));
  const auto why = [](const char* shown, const char* reply) {
    return said(judge_role(shown, reply_of(reply)));
  };
  CHECK(why("<postmaster@x>", "554 5.7.1 relay access denied") ==
        "unknown: cannot tell, as mail for that domain is not this server's to take: "
        "<postmaster@x>: 554 5.7.1 relay access denied");
  CHECK(why("<postmaster@x>", "530 5.7.0 Authentication required") ==
        "unknown: cannot tell, as the server wants a login, or TLS, first: <postmaster@x>: 530 "
        "5.7.0 Authentication required");
  CHECK(why("<postmaster>", "554 5.7.1 relay access denied") ==
        "fail: refused: <postmaster>: 554 5.7.1 relay access denied");
}

TEST_CASE("the null sender must be taken, but where it is the client that is refused") {
  const auto judged = [](const char* reply, bool submission = false) {
    return said(judge_null_sender(submission, reply_of(reply)));
  };
  CHECK(judged("250 ok") == "pass: 250 ok");
  CHECK(judged("550 5.1.0 no bounces here") ==
        "fail: MAIL FROM:<> is refused: 550 5.1.0 no bounces here");
  CHECK(judged("451 later") == "unknown: MAIL FROM:<> is refused: 451 later");
  CHECK(judged("550 no", true) == "unknown: MAIL FROM:<> is refused: 550 no");
  CHECK(judged("530 5.7.0 Authentication required").starts_with("unknown"));
  CHECK(judged("550 5.7.1 Client host [192.0.2.9] blocked using bl.spamcop.net")
            .starts_with("unknown"));
}

TEST_CASE("postmaster must be there") {
  CHECK(said(judge_role("<postmaster>", reply_of("250 ok"))) == "pass: <postmaster>: 250 ok");
  CHECK(said(judge_role("<postmaster>", reply_of("550 no"))) ==
        "fail: refused: <postmaster>: 550 no");
  CHECK(said(judge_role("<postmaster>", reply_of("450 no"))) ==
        "unknown: refused for now: <postmaster>: 450 no");
}

TEST_CASE("VRFY that tells nobody from somebody is open") {
  const auto closed = reply_of("252 cannot tell"), unknown_user = reply_of("550 5.1.1 unknown");
  CHECK(said(judge_disclosure("VRFY", closed, closed)) == "pass: 252 cannot tell");
  CHECK(said(judge_disclosure("VRFY", closed, unknown_user)) ==
        "fail: VRFY tells who is there: 252 cannot tell, and for nobody: 550 5.1.1 unknown");
  CHECK(said(judge_disclosure("VRFY", reply_of("250 <a@x>"), unknown_user)) ==
        "fail: VRFY tells who is there: 250 <a@x>");
  CHECK(said(judge_disclosure("VRFY", reply_of("553 ambiguous"), unknown_user)) ==
        "fail: VRFY tells who is there: 553 ambiguous, and for nobody: 550 5.1.1 unknown");
  CHECK(said(judge_disclosure("EXPN", reply_of("550 5.7.1 no"), unknown_user)) ==
        "pass: 550 5.7.1 no");
}

TEST_CASE("the sixteen forms name the server and the stranger") {
  const auto forms =
      relay_forms({"mx.example.com", "[192.0.2.1]"}, {"f", "s.example"}, {"t", "d.example"});
  CHECK(forms[0].sender == "<>");
  CHECK(forms[2].sender == "<f@mx.example.com>");
  CHECK(forms[3].sender == "<f@[192.0.2.1]>");
  CHECK(forms[5].recipient == "<t%d.example@mx.example.com>");
  CHECK(forms[9].recipient == "<\"t@d.example\"@[192.0.2.1]>");
  CHECK(forms[12].recipient == "<@mx.example.com:t@d.example>");
  CHECK(forms[15].recipient == "<d.example!t@mx.example.com>");
}

TEST_CASE("mail before STARTTLS is an MX's duty and a submission port's fault") {
  const auto yes = reply_of("250 ok"), no = reply_of("530 5.7.0 STARTTLS first");
  CHECK(said(judge_mail_in_clear(true, yes)) == "fail: MAIL is taken before STARTTLS: 250 ok");
  CHECK(said(judge_mail_in_clear(true, no)).starts_with("pass: MAIL before STARTTLS is refused"));
  CHECK(said(judge_mail_in_clear(false, yes)) ==
        "pass: mail is taken without TLS too, as an MX must");
  CHECK(said(judge_mail_in_clear(false, no)).starts_with("hint: MAIL before STARTTLS is refused"));
}

TEST_CASE("a command behind STARTTLS is obeyed when TLS has one reply too many") {
  InjectionReplies seen;
  CHECK(said(judge_injection(seen)) == "pass: the server hangs up");
  seen.starttls = reply_of("503 no");
  CHECK(said(judge_injection(seen)) == "pass: refused: 503 no");
  seen.starttls = reply_of("220 go");
  CHECK(said(judge_injection(seen)) == "pass: the server ends it: closed");
  seen.secured = true;
  CHECK(said(judge_injection(seen)) == "pass: the server hangs up inside TLS");
  seen.hello = reply_of("250 noop");
  CHECK(said(judge_injection(seen)) == "unknown: the conversation was lost behind EHLO in TLS");
  seen.quit = reply_of("250 mx.example.com");
  CHECK(said(judge_injection(seen)) ==
        "fail: obeyed: inside TLS EHLO got \"250 noop\", and QUIT \"250 mx.example.com\"");
  seen.quit = reply_of("221 bye");
  CHECK(said(judge_injection(seen)) == "pass: dropped");
}

TEST_CASE("a command that is answered in clear behind the 220 is a failure") {
  InjectionReplies seen;
  seen.starttls = reply_of("220 go");
  seen.error = base::Error{base::ErrorKind::protocol, base::Stage::starttls, "plaintext came"};
  CHECK(said(judge_injection(seen)) ==
        "fail: it is answered in clear, behind the 220: plaintext came");
}
