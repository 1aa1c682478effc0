#include "codes/verdict_page.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "codes/embedded.h"

using codes::Classifier;
using codes::CodePage;

namespace {

std::string todo(std::string_view text) {
  const codes::ReplyText reply = codes::find_reply(text);
  return std::string(
      codes::page_of(Classifier::builtin().classify(reply, text), reply.status).todo);
}

}  // namespace

TEST_CASE("every page of a rule is the page of a rule that is there, or of what a report says") {
  std::set<std::string> rules = {"action/relayed", "action/expanded", "log/own-trouble"};
  for (const codes::Rule& rule : Classifier::builtin().rules()) rules.insert(rule.id());
  codes::CodeTable pages;
  REQUIRE(pages.add(codes::embedded("rule-pages.txt"), "rule-pages.txt"));
  for (const CodePage& page : pages.pages()) CHECK(rules.contains(std::string(page.code)));
}

TEST_CASE("a rule that knows more than its reason has its own advice") {
  CHECK(todo("504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname") ==
        "Give a full host name that the DNS knows: ehlo send --helo NAME, in Postfix myhostname.");
  CHECK(todo("451 4.7.1 Greylisting in action, please come back later").starts_with("Wait: "));
  CHECK(todo("550 5.7.1 Greylisted, try again in 5 minutes") ==
        "Send the message again some minutes later: no mail server does it by itself after this "
        "code.");
  CHECK(todo("454 4.7.0 TLS not available due to local problem").starts_with("Try again later; "));
  CHECK(
      todo("534 5.7.9 Application-specific password required").starts_with("Make an app password"));
  CHECK(todo("421 4.7.1 mx1.lab.test Error: No client certificate presented") ==
        "Give the one it knows: ehlo send --tls-cert FILE --tls-key FILE.");
  CHECK(todo("554 5.7.1 <b@x>: Recipient address rejected: Access denied")
            .starts_with("On a submission port (587, 465) log in first"));
  CHECK(todo("503 5.5.1 Error: need RCPT command").starts_with("Look further up"));
  CHECK(
      todo("554 SMTP synchronization error").starts_with("Let the client wait for the whole 220"));
}

TEST_CASE("a code of one provider knows more than the reason that it gives") {
  CHECK(todo("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for "
             "the Tenant") == "Use OAuth, or have the admin allow SMTP login for the mailbox.");
  CHECK(todo("550 5.7.703 Your message was blocked by your organization using Tenant Allow Block "
             "List") == "Ask the own admin to take it off the Tenant Allow/Block List.");
  CHECK(todo("550 5.7.64 TenantAttribution; Relay Access Denied") ==
        "Check address and certificate of the connector.");
  CHECK(todo("450 4.7.320 Certificate validation failed: UntrustedRoot") ==
        "The destination's admin must give it a certificate of a public authority.");
  CHECK(todo("550 5.7.508 Mailbox full") == codes::CodeTable::reasons().named("mailboxfull")->todo);
}

TEST_CASE("whoever must act on one's own side is named, not the recipient's admin") {
  CHECK(todo("550 Outgoing mail from \"alice@our.example\" has been suspended.")
            .starts_with("Secure the account"));
  CHECK(todo("550 5.1.8 Access denied, bad outbound sender AS(42003)")
            .ends_with("take it off the Restricted entities of the tenant."));
  CHECK(todo("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded") ==
        "Let the client send over fewer connections at a time.");
  CHECK(todo("454 4.7.0 Temporary authentication failure").starts_with("Try again later; "));
  CHECK(todo("554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using "
             "zen.spamhaus.org; Error: open resolver; "
             "https://www.spamhaus.org/returnc/pub/192.0.2.53")
            .starts_with("Tell the recipient's admin: the list must be asked"));
}

TEST_CASE("what was handed on is not told as delivered") {
  codes::Verdict verdict;
  verdict.reason = "delivered";
  verdict.decided_by = "action/relayed";
  CHECK(codes::page_of(verdict, {}).means ==
        "The message was handed to a system that reports no deliveries; it may still be lost.");
  verdict.decided_by = "action/delivered";
  CHECK(codes::page_of(verdict, {}).means == "The message was delivered.");
}

TEST_CASE("every other verdict has the page of its reason") {
  const codes::Verdict verdict = Classifier::builtin().classify("550 5.1.1 User unknown");
  CHECK(codes::own_page_of(verdict) == nullptr);
  CHECK(codes::page_of(verdict, {}).code == "userunknown");
  CHECK(codes::page_of(codes::Verdict{}, {}).code == "undefined");
}
