#include "codes/reply_text.h"

#include <doctest/doctest.h>

using codes::find_reply;
using codes::normalise;

TEST_CASE("a pasted reply is code, enhanced code and words") {
  const auto reply = find_reply("550 5.1.1 <a@b.example>... User unknown");
  CHECK(reply.code == 550);
  CHECK(reply.status == smtp::EnhancedStatus{5, 1, 1});
  CHECK(reply.words == "<a@b.example>... User unknown");
}

TEST_CASE("Postfix's wrapping tells the stage and is not part of the words") {
  const auto reply = find_reply(
      "host mx.b.example[192.0.2.250] said: 550-5.1.1 no 550 5.1.1 user (in reply to RCPT TO "
      "command)");
  CHECK(reply.code == 550);
  CHECK(reply.stage == base::Stage::rcpt);
  CHECK(reply.words == "no 550 5.1.1 user");
}

TEST_CASE("Exim's wrapping is seen through") {
  const auto reply = find_reply(
      "SMTP error from remote mail server after MAIL FROM:<a@b.example> SIZE=1024: host mx "
      "[192.0.2.1]: "
      "553 5.7.1 no");
  CHECK(reply.code == 553);
  CHECK(reply.stage == base::Stage::mail);
}

TEST_CASE("ports, octets, sizes and exit statuses are no reply codes") {
  for (const char* text :
       {"connect to mx port 587 failed", "message of 512 bytes", "from 192.0.2.250",
        "http://a.example/?answer=550", "X-Unix; 255", "tried 450 seconds"}) {
    CAPTURE(text);
    CHECK(find_reply(text).code == 0);
  }
}

TEST_CASE("a word that starts as a unit does is none: the number before it is a reply code") {
  CHECK(find_reply("550 MSG-EXT: forbidden file").code == 550);
  CHECK(find_reply("552 MS-Office file with macros").code == 552);
  CHECK(find_reply("550 Daysleeper is no user here").code == 550);
  CHECK(find_reply("answered in 450 ms").code == 0);
}

TEST_CASE("Exchange's number sign and SurfControl's bracket stand before reply codes") {
  CHECK(find_reply("Diagnostic information: #550 5.1.1 RecipNotFound ##").code == 550);
  CHECK(find_reply("a@b.example: [192.0.2.3], 550 No such user").code == 550);
}

TEST_CASE("an enhanced code alone is found, and the words behind it") {
  const auto reply = find_reply("host: mx.b.example 5.1.1 no such mailbox");
  CHECK(reply.code == 0);
  CHECK(reply.status == smtp::EnhancedStatus{5, 1, 1});
  CHECK(reply.words == "no such mailbox");
  CHECK(find_reply("no mailbox here (#5.1.1)").words == "no mailbox here (#5.1.1)");
}

TEST_CASE("texts that differ in addresses and ids only are the same text") {
  CHECK(normalise(
            "550-5.7.1 Mail from [192.0.2.1]\r\n550 5.7.1 to <A@b.example> refused. Id 1234567") ==
        "mail from [ip] to <@> refused\nid #");
}

TEST_CASE("words that run into an address stay words") {
  CHECK(normalise("550 This account is not allowed...carol@b.example") ==
        "this account is not allowed...@");
  CHECK(normalise("553 <a..b@b.example> no such user") == "<@> no such user");
}

TEST_CASE("capitals of other alphabets are small letters to the rules") {
  CHECK(
      normalise("from [2001:DB8::1]: IPv6:2001:db8:0:0:0:0:0:1 at 10:30:00 of 00:1b:44:11:3a:b7") ==
      "from [ip]: ipv6:ip at 10:30:00 of 00:1b:44:11:3a:b7");
  CHECK(normalise("Ящик ПЕРЕПОЛНЕН, Benutzer ÜBERALL × É") ==
        "ящик переполнен, benutzer überall × é");
}

TEST_CASE("hostile text ends") {
  CHECK(find_reply(std::string(1 << 20, '5')).code == 0);
  CHECK(normalise(std::string(1 << 20, '@')).size() < 3000);
  CHECK(normalise("").empty());
}
