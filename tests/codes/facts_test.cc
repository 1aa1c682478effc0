#include "codes/facts.h"

#include <doctest/doctest.h>

using namespace codes;

namespace {

std::string facts(std::string_view text) {
  std::string out;
  for (const Fact& fact : find_facts(text))
    out += (out.empty() ? "" : ", ") + std::string(fact.kind) + " " + fact.value;
  return out;
}

std::string contradictions(std::string_view text) {
  std::string out;
  for (const std::string& note : find_contradictions(find_reply(text), text)) out += note + "\n";
  return out;
}

}  // namespace

TEST_CASE("addresses, hosts and links are quoted bare") {
  CHECK(facts("550 <bob@b.example>: [192.0.2.1] is listed at zen.spamhaus.org, see "
              "https://x.example/q.") ==
        "address bob@b.example, ip 192.0.2.1, list zen.spamhaus.org, url https://x.example/q");
  CHECK(facts("mx.b.example (2001:db8::1) refused") == "domain mx.b.example, ip 2001:db8::1");
}

TEST_CASE("sizes and rates have their words with them") {
  CHECK(facts("message of 52,428,800 bytes, limit 10 MB") == "size 52,428,800 bytes, size 10 MB");
  CHECK(facts("at most 100 per hour") == "rate 100 per hour");
}

TEST_CASE("a fact is told once, and numbers, versions and words are none") {
  CHECK(facts("a@b.example a@b.example") == "address a@b.example");
  CHECK(facts("550 5.1.1 version 3.2 at 10:30:00 e.g. this") == "");
}

TEST_CASE("an address is told without what stands around it") {
  CHECK(facts("RCPT TO:<bob@b.example>:") == "address bob@b.example");
  CHECK(facts("to=bob@b.example:blocked") == "address bob@b.example");
  CHECK(facts("smtp;550 <bounce+bob=b.example@list.example>...") ==
        "address bounce+bob=b.example@list.example");
  CHECK(facts("root@localhost and bob@B.Example.") ==
        "address root@localhost, address bob@B.Example");
  CHECK(facts(R"({"x":"a","emailAddress":"bob@b.example","action":"failed"})") ==
        "address bob@b.example");
  CHECK(facts("@ a@ @b x@; 12@@34 smtp;<@b.example") == "");
}

TEST_CASE("a link is told without the word that it hangs on") {
  CHECK(facts("(see:https://b.example/q?x=a@b) ://x") == "url https://b.example/q?x=a@b");
}

TEST_CASE("names of programs, files and sentences that touch are no domains") {
  CHECK(facts("STOREDRV.ClientSubmit 5322.From 5321.mailfrom QUEUE.Expired accepted.SMTP "
              "Microsoft.Exchange.Data.Storage RESOLVER.ADR.RECIPNOTFOUND refused.Please "
              "invoice.exe terms.html failed..twice") == "");
  CHECK(facts("MX.B.COM mx_1.b.example b\xC3\xBC"
              "cher.example a.xn--p1ai c.d.co.uk") ==
        "domain MX.B.COM, domain mx_1.b.example, domain b\xC3\xBC"
        "cher.example, "
        "domain a.xn--p1ai, domain c.d.co.uk");
}

TEST_CASE("at most twenty facts are told") {
  std::string text;
  for (int i = 0; i < 30; ++i) text += "a" + std::to_string(i) + "@b.example ";
  CHECK(find_facts(text).size() == 20);
}

TEST_CASE("a reply that contradicts itself is told so") {
  CHECK(contradictions("550 4.2.2 full") ==
        "The enhanced code 4.2.2 is of another class than the reply code 550; mailers believe the "
        "reply code.\n");
  CHECK(
      contradictions("550 try again later") ==
      "The text speaks of a later attempt, but the code is permanent: no mailer will make one.\n");
  CHECK(contradictions("450 permanent failure") ==
        "The text says for good, but the code is temporary: mailers will try again.\n");
  CHECK(contradictions("450 Greylisted") ==
        "Greylisting: the next attempt, some minutes later, mostly goes through.\n");
  CHECK(contradictions("554 Greylisted") ==
        "Greylisting with a permanent code: no mailer makes the next attempt by itself; send the "
        "message again.\n");
  CHECK(contradictions("550 5.1.1 no such user").empty());
}
