#include "codes/verdict_page.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "codes/embedded.h"

using codes::Classifier;
using codes::CodePage;

namespace {

std::string reason(std::string_view text) {
  return std::string(Classifier::builtin().classify(text).reason);
}

std::string todo(std::string_view text) {
  return std::string(codes::page_of(Classifier::builtin().classify(text)).todo);
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

TEST_CASE("who is only told to wait needs nobody's help") {
  for (const char* text :
       {"450 4.7.1 try again later", "451 4.7.1 Please try again later",
        "450 4.7.1 <b@example.net>: Recipient address rejected: Please try again in 300 seconds",
        "450 4.1.1 <b@example.net>: Recipient address rejected: unverified address: Address "
        "verification in progress"}) {
    CAPTURE(text);
    const CodePage& page = codes::page_of(Classifier::builtin().classify(text));
    CHECK(page.todo.starts_with("Wait: "));
    CHECK(page.who == codes::Actor::nobody);
    CHECK(page.retry_for(4) == codes::Retry::later);
  }
  CHECK(reason("450 4.7.1 try again later") == "policyviolation");
  CHECK(reason("451 4.7.1 Service unavailable - try again later") == "systemerror");
}

TEST_CASE("no page says to wait, and to try again only after a change") {
  const auto check = [](const codes::CodeTable& table) {
    for (const CodePage& page : table.pages()) {
      CAPTURE(page.code);
      const bool waits = page.todo.starts_with("Wait") || page.todo.starts_with("Try again later");
      if (waits && page.code[0] != '4') CHECK(page.retry_for(5) == codes::Retry::later);
    }
  };
  codes::CodeTable rule_pages;
  REQUIRE(rule_pages.add(codes::embedded("rule-pages.txt"), "rule-pages.txt"));
  check(rule_pages);
  check(codes::CodeTable::reasons());
  check(codes::CodeTable::builtin());
}

TEST_CASE("a code for a missing reverse name says more than the words beside it") {
  CHECK(reason("450 4.7.25 Client host rejected") == "requireptr");
  CHECK(reason("554 5.7.25 blocked by list") == "requireptr");
}

TEST_CASE("who may not send as somebody is told so, whatever else the store says") {
  for (const char* text :
       {"550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        "554 5.2.252 SendAsDenied",
        "554 5.2.252 SendAsDenied; a@example.com not allowed to send as b@example.com; "
        "STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to "
        "process message due to a permanent exception with message Cannot submit message."}) {
    CAPTURE(text);
    CHECK(reason(text) == "rejected");
    CHECK(todo(text) ==
          "Send with an address of the account, or have its admin grant the right to this one.");
  }
}

TEST_CASE("the code of one provider's own tells what to do where it tells the reason") {
  const std::string_view tenant = "550 5.7.705 Access denied, tenant has exceeded threshold";
  CHECK(reason(tenant) == "blocked");
  CHECK(todo(tenant) ==
        "Find the account or connector that was broken into, secure it, then ask "
        "Microsoft's support.");
  CHECK(todo("550 5.7.750 Service unavailable. Client blocked from sending from unregistered "
             "domains") ==
        "Add the sender's domain to the accepted domains, look for broken-in accounts, then ask "
        "Microsoft's support.");
  CHECK(todo("550 5.7.520 Access denied, Your organization does not allow external forwarding. "
             "AS(7555)") == "Ask the own admin to change the outbound policy.");
  CHECK(todo("550 5.4.1 too many hops").starts_with("Look in its Received headers"));
}

TEST_CASE("an account that its own provider has stopped is not told to mend its address") {
  CHECK(reason("550 5.1.8 Access denied, bad outbound sender. AS(42004)") == "rejected");
  CHECK(todo("550 5.1.8 Access denied, bad outbound sender. AS(42004)") ==
        "Secure the account, then have its admin take it off the restricted entities (Restricted "
        "users).");
}

TEST_CASE("5.1.351 does not tell an unknown mailbox from one that refuses; the next server may") {
  const std::string code =
      "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable";
  CHECK(reason(code) == "filtered");
  CHECK(reason(code + " -> 550 5.7.1 Message refused") == "filtered");
  CHECK(reason(code + " -> 550 : User unknown") == "filtered");
  CHECK(reason(code + " -> 550 Unknown user bob@example.net") == "userunknown");
  CHECK(reason(code + " -> 550 5.1.1 User unknown") == "userunknown");
}

TEST_CASE("a handshake of TLS that fails is no trouble of the network") {
  CHECK(reason("SSL_connect error to mx.example.com[192.0.2.1]:25: -1") == "failedstarttls");
}

TEST_CASE("a code of one provider knows more than the reason that it gives") {
  CHECK(todo("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for "
             "the Tenant") == "Use OAuth, or have the admin allow SMTP login for the mailbox.");
  CHECK(todo("550 5.7.703 Your message was blocked by your organization using Tenant Allow Block "
             "List") == "Have the own admin take the address out of the Tenant Allow/Block List.");
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
            .ends_with("take it off the restricted entities (Restricted users)."));
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
  CHECK(codes::page_of(verdict).means ==
        "The message was handed to a system that reports no deliveries; it may still be lost.");
  verdict.decided_by = "action/delivered";
  CHECK(codes::page_of(verdict).means == "The message was delivered.");
}

TEST_CASE("every other verdict has the page of its reason") {
  const codes::Verdict verdict = Classifier::builtin().classify("550 5.1.1 User unknown");
  CHECK(codes::own_page_of(verdict) == nullptr);
  CHECK(codes::page_of(verdict).code == "userunknown");
  CHECK(codes::page_of(codes::Verdict{}).code == "undefined");
}
