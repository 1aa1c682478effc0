#include "report/probe_text.h"

#include <doctest/doctest.h>

#include "probe/scenes.h"
#include "report/json_probe.h"

using report::ProbeStyle;
using test::Probed;

namespace {

// Two addresses of one host, both with an expired certificate.
Probed expired_twice() {
  Probed probed;
  test::Wish wish;
  wish.from_days = -100;
  wish.to_days = -3;
  probed.shows_certificate(wish);
  probed.facts().times.total = base::Duration(12);
  probe::AddressResult second = probed.host().addresses.front();
  second.facts.shown = "2a00::8";
  probed.host().addresses.push_back(std::move(second));
  probed.alarms();
  return probed;
}

}  // namespace

TEST_CASE("what is wrong at several addresses is told once, with all of them") {
  const Probed probed = expired_twice();
  const std::string text = report::probe_text(probed.result, {.columns = 100});
  CHECK(text.starts_with("mx.example.com:25: fail\n  cause: certificate expired 3 days ago ("));
  CHECK(text.find("\n  fix:   renew it\n\n") != std::string::npos);
  CHECK(text.find("at mx.example.com:25 [8.8.8.8], mx.example.com:25 [2a00::8]\n") !=
        std::string::npos);
  CHECK(text.find("certificate-expired") == text.rfind("certificate-expired"));
}

TEST_CASE("the matrix has a line for each address, in words or in marks") {
  const Probed probed = expired_twice();
  CHECK(report::probe_matrix(probed.result, {}) ==
        "                dns  tcp  greet ehlo starttls tls  cert\n"
        "  mx.example.com:25\n"
        "    8.8.8.8     ok   ok   ok    ok   ok       ok   FAIL 12 ms\n"
        "    2a00::8     ok   ok   ok    ok   ok       ok   FAIL 12 ms\n");
  const std::string marks = report::probe_matrix(probed.result, {.utf8 = true});
  CHECK(marks.find("    8.8.8.8     ✓    ✓    ✓     ✓    ✓        ✓    ✗    12 ms\n") !=
        std::string::npos);
}

TEST_CASE("on a narrow terminal the marks stand below the address") {
  const Probed probed = expired_twice();
  const std::string text = report::probe_matrix(probed.result, {.columns = 50});
  CHECK(
      text.starts_with("    dns  tcp  greet ehlo starttls tls  cert\n  mx.example.com:25\n"
                       "    8.8.8.8\n    ok   ok   ok    ok   ok       ok   FAIL 12 ms\n"));
}

TEST_CASE("all that was seen is shown when it is asked for, keywords with their meaning") {
  Probed probed;
  probed.alarms();
  const std::string text = report::probe_text(probed.result, {.columns = 100, .all = true});
  for (const std::string_view line :
       {"  pass     greeting: 220 mx.example.com ESMTP (2 ms)\n",
        "      both  PIPELINING                   several commands may be sent in one go (RFC "
        "2920)\n",
        "      both  SIZE 50000000                messages of up to 50.0 MB (RFC 1870)\n",
        "      clear STARTTLS                     the session can be encrypted (RFC 3207)\n",
        "    names       mx.example.com\n"})
    CHECK(text.find(line) != std::string::npos);
}

TEST_CASE("where nothing applies that is said") {
  Probed probed;
  probed.wish.only = {"dane"};
  probed.alarms();
  CHECK(report::probe_text(probed.result, {}) ==
        "mx.example.com:25: unknown\n  none of the checks that were asked for applies here\n");
}

TEST_CASE("a server's words are escaped wherever they are shown") {
  Probed probed;
  probed.facts().greeting = test::reply_of("554 \x1b[2J");
  probed.alarms();
  CHECK(report::probe_text(probed.result, {.all = true}).find('\x1b') == std::string::npos);
}

TEST_CASE("JSON has each finding where it was made, and a verdict for each stage") {
  Probed probed;
  probed.facts().greeting = test::reply_of("554 no");
  probed.wish.only = {"greeting-refused"};
  probed.alarms();
  const std::string json = report::json_of(probed.result, {});
  CHECK(json.starts_with(R"({"target":"mx.example.com:25","verdict":"fail","exit":0,"findings":[],)"
                         R"("hosts":[{"host":"mx.example.com:25","findings":[],"addresses":[)"
                         R"({"address":"8.8.8.8","stages":{"greeting":"fail"},)"));
  CHECK(json.find(R"("findings":[{"check":"greeting-refused","stage":"greeting","verdict":"fail",)"
                  R"("reason":"the greeting turns everybody away: 554 no","fix":)") !=
        std::string::npos);
}
