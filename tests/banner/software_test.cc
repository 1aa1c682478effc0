#include "banner/software.h"

#include <doctest/doctest.h>

#include <set>

#include "codes/embedded.h"

using banner::Confidence;
using banner::parse_software;
using banner::read_greeting;
using banner::recognise;
using banner::software_table;

namespace {

banner::Software of(const std::string& greeting) {
  return recognise(read_greeting({220, {greeting}}), nullptr);
}

banner::Software of(const std::string& greeting, std::vector<std::string> hello) {
  const smtp::Reply reply{250, std::move(hello)};
  return recognise(read_greeting({220, {greeting}}), &reply);
}

}  // namespace

TEST_CASE("the table of software can be read") {
  const auto pages = parse_software(codes::embedded("software.txt"), "software.txt");
  REQUIRE(pages);
  CHECK(pages->size() > 60);
  std::set<std::string_view> ids;
  for (const auto& page : *pages) {
    CAPTURE(page.id);
    CHECK(ids.insert(page.id).second);
    CHECK_FALSE(page.name.empty());
    CHECK_FALSE(page.patterns.empty());
  }
}

TEST_CASE("each greeting in the table is recognised as what it stands for") {
  for (const auto& page : software_table())
    for (const std::string_view greeting : page.tests) {
      CAPTURE(greeting);
      CHECK(of(std::string(greeting)).id == page.id);
    }
}

TEST_CASE("a field that the table does not know is an error with its line") {
  const auto pages = parse_software("# x\nfoo Foo\n  smells: bad\n", "t");
  CHECK(pages.error().text == "t:2: foo: unknown field smells");
}

TEST_CASE("who says its name is certain, and tells its version") {
  const auto exim = of("mx.example.com ESMTP Exim 4.96 Sun, 22 Nov 2026 02:00:00 +0000");
  CHECK(exim.name == "Exim");
  CHECK(exim.version == "4.96");
  CHECK(exim.confidence == Confidence::certain);
  CHECK(of("mx.example.com ESMTP Postfix (Debian/GNU)").version.empty());
  CHECK(of("mx.example.com ESMTP Haraka/3.0.2 ready").version == "3.0.2");
}

TEST_CASE("a name is looked for behind the host's, not in it") {
  CHECK(of("postfix.example.com ESMTP").id.empty());
  CHECK(of("exim.example.com ESMTP Postfix").id == "postfix");
}

TEST_CASE("what the greeting hides the keywords may tell") {
  const std::vector<std::string> postfix{
      "mx.example.com",      "PIPELINING", "SIZE 10240000", "VRFY",     "ETRN",    "STARTTLS",
      "ENHANCEDSTATUSCODES", "8BITMIME",   "DSN",           "SMTPUTF8", "CHUNKING"};
  CHECK(of("mx.example.com ESMTP").id.empty());
  CHECK(of("mx.example.com ESMTP", postfix).id == "postfix");
  CHECK(of("mx.example.com ESMTP", postfix).confidence == Confidence::guess);
}

TEST_CASE("two kinds of signs make a guess likely") {
  const auto sendmail =
      of("mx.example.com ESMTP",
         {"mx.example.com Hello me.example [192.0.2.9], pleased to meet you", "ENHANCEDSTATUSCODES",
          "PIPELINING", "8BITMIME", "SIZE", "DSN", "ETRN", "DELIVERBY", "HELP"});
  CHECK(sendmail.id == "sendmail");
  CHECK(sendmail.confidence == Confidence::likely);
  const auto opensmtpd = of("mx.example.com ESMTP",
                            {"mx.example.com Hello me.example [192.0.2.9], pleased to meet you",
                             "8BITMIME", "ENHANCEDSTATUSCODES", "SIZE 36700160", "DSN", "HELP"});
  CHECK(opensmtpd.id == "opensmtpd");
  const auto exchange = of("mx.example.com ESMTP", {"mx.example.com Hello [192.0.2.9]", "SIZE",
                                                    "PIPELINING", "X-ANONYMOUSTLS", "XRDST"});
  CHECK(exchange.id == "exchange");
  CHECK(exchange.confidence == Confidence::likely);
}

TEST_CASE("keywords do not outdo a name") {
  CHECK(of("mx.example.com ESMTP Haraka/3.0.2 ready", {"mx.example.com", "PIPELINING", "8BITMIME"})
            .id == "haraka");
}

TEST_CASE("a version is bounded and printable") {
  const auto version = of("mx.example.com ESMTP Exim 4" + std::string(1000, '9')).version;
  CHECK(version.size() == 40);
  CHECK(of("mx.example.com ESMTP Exim \x1b[31m").version.empty());
}

TEST_CASE("a confidence has a name") {
  CHECK(confidence_name(Confidence::guess) == "guess");
  CHECK(confidence_name(Confidence::likely) == "likely");
  CHECK(confidence_name(Confidence::certain) == "certain");
}
