#include "codes/pasted_bounce.h"

#include <doctest/doctest.h>

#include <string>

using codes::find_pasted_bounce;
using codes::read_pasted_bounce;

namespace {

std::string told(std::string_view text) {
  const auto bounce = read_pasted_bounce(text, codes::Classifier::builtin());
  REQUIRE(bounce);
  std::string all(name(bounce->kind));
  for (const auto& recipient : bounce->recipients) {
    all += "; " + recipient.address + " " + std::to_string(recipient.reply) + " " +
           recipient.status + " " + std::string(recipient.verdict.reason);
  }
  return all;
}

constexpr std::string_view kOutlook =
    "Delivery has failed to these recipients or groups:\n\n"
    "bob@b.example (bob@b.example)<mailto:bob@b.example>\n"
    "The email address you entered couldn't be found. Please check the recipient's email address "
    "and try to resend the message.\n\n"
    "Diagnostic information for administrators:\n\n"
    "Generating server: AM0PR04MB1234.eurprd04.prod.outlook.com\n\n"
    "bob@b.example\n"
    "Remote server returned '550 5.1.1 <bob@b.example>: Recipient address rejected: User "
    "unknown'\n\n"
    "Original message headers:\n\nReceived: from x\nFrom: Alice <alice@our.example>\n"
    "To: bob@b.example\n";

constexpr std::string_view kExim =
    "This message was created automatically by mail delivery software.\n\n"
    "A message that you sent could not be delivered to one or more of its\n"
    "recipients. This is a permanent error. The following address(es) failed:\n\n"
    "  bob@b.example\n    host mx.b.example [192.0.2.1]\n"
    "    SMTP error from remote mail server after RCPT TO:<bob@b.example>:\n"
    "    552 5.2.2 <bob@b.example>: Mailbox full\n";

std::string quoted(std::string_view text) {
  std::string out = "> ";
  for (char c : text) {
    out += c;
    if (c == '\n') out += "> ";
  }
  return out;
}

}  // namespace

TEST_CASE("the text of a bounce is read without its mail") {
  CHECK(told(kOutlook) == "bounce; bob@b.example 550 5.1.1 userunknown");
  CHECK(told(kExim) == "bounce; bob@b.example 552 5.2.2 mailboxfull");
}

TEST_CASE("a customer's words and marks of quotation around it do not matter") {
  for (const std::string_view text : {kOutlook, kExim}) {
    CHECK(told("Hi,\r\n\r\nwhat is that?\r\n\r\n" + quoted(text)) == told(text));
    CHECK(told("\xEF\xBB\xBF" + std::string(text)) == told(text));
  }
}

TEST_CASE("a bounce under the headers of a mail program is of the recipient in its text") {
  const std::string forwarded =
      "Von: Mail Delivery System <MAILER-DAEMON@mx1.our.example>\nGesendet: Montag\n"
      "An: Alice <alice@our.example>\nBetreff: Undelivered Mail Returned to Sender\n\n";
  CHECK(told(forwarded + "I could not deliver your message to bob@b.example, sorry.\n"
                         "550 5.1.1 no such user\n") ==
        "bounce; bob@b.example 550 5.1.1 userunknown");
  CHECK(told(forwarded + std::string(kExim)) == "bounce; bob@b.example 552 5.2.2 mailboxfull");
}

TEST_CASE("the sender that Microsoft 365 names has not failed") {
  CHECK(told("Your message to bob@b.example couldn't be delivered.\n\nOriginal Message Details\n"
             "Sender Address: alice@our.example\nRecipient Address: bob@b.example\n\n"
             "Error: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found\n") ==
        "bounce; bob@b.example 550 5.1.10 userunknown");
}

TEST_CASE("a bounce begins at its opening, unless replies or a log stand before it") {
  CHECK(find_pasted_bounce(kExim) == 0);
  CHECK(find_pasted_bounce("Hi,\n> Delivery has failed to these recipients or groups:\n") == 4);
  CHECK(find_pasted_bounce("Your message to bob@b.example couldn't be delivered.") == 0);
  for (const char* text :
       {"", "550 5.1.1 no", "550 no\nDelivery has failed to these recipients:",
        "Nov 22 01:02:03 x\nThis is the mail system at host x",
        "we had delivery has failed to these",
        "Your message wasn't delivered to b@b.example because there is no such domain"})
    CHECK(find_pasted_bounce(text) == std::nullopt);
}
