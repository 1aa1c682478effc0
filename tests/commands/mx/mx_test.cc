#include <doctest/doctest.h>

#include "commands/app.h"
#include "commands/world.h"

namespace {

class Mx : public test::World {
 public:
  Mx() {
    dns.mx("example.com", 10, "a.example.com").mx("example.com", 20, "b.example.com");
    dns.address("a.example.com", "8.8.8.8").address("a.example.com", "2a00::8");
    dns.address("b.example.com", "9.9.9.9");
    dns.ptr("8.8.8.8.in-addr.arpa", "a.example.com").ptr("9.9.9.9.in-addr.arpa", "c.example.com");
    dns.mx("null.example", 0, "");
  }

  int run(std::vector<std::string> words) {
    words.insert(words.begin(), "mx");
    return commands::run_app(std::move(words), env);
  }
};

}  // namespace

TEST_CASE("a domain's mail hosts are shown as a table, and what is wrong below it") {
  Mx mx;
  CHECK(mx.run({"Example.com", "--only", "mx,ptr"}) == 0);
  CHECK(mx.out.str() == R"(example.com
   PREF  HOST           ADDRESS  TTL  REVERSE NAME
     10  a.example.com  8.8.8.8    0  a.example.com
                        2a00::8    0  no reverse name
     20  b.example.com  9.9.9.9    0  c.example.com (does not lead back)

  pass     mx            2 hosts, 3 addresses
  warn     ptr           2a00::8 (a.example.com) has no reverse name
                         publish: 8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.a.2.ip6.arpa. IN PTR a.example.com.
                         and 1 more: see --all
)");
}

TEST_CASE("every finding is shown when all are wanted, and what a row is for") {
  Mx mx;
  CHECK(mx.run({"example.com", "--only", "ptr", "--all", "--explain"}) == 0);
  CHECK(mx.out.str().find("the reverse name c.example.com of 9.9.9.9") != std::string::npos);
  CHECK(mx.out.str().find("  the reverse names of the mail hosts: receivers distrust") !=
        std::string::npos);
}

TEST_CASE("the short form is a line for each host") {
  Mx mx;
  CHECK(mx.run({"example.com", "--short"}) == 0);
  CHECK(mx.out.str() == "10 a.example.com 8.8.8.8 2a00::8\n20 b.example.com 9.9.9.9\n");
  CHECK(mx.dns.asked.size() == 5);
}

TEST_CASE("the short form of several domains names each") {
  Mx mx;
  CHECK(mx.run({"example.com", "null.example", "--short", "--only", "mx"}) == 68);
  CHECK(mx.out.str() ==
        "example.com 10 a.example.com 8.8.8.8 2a00::8\nexample.com 20 b.example.com 9.9.9.9\n"
        "null.example 0 .\n");
}

TEST_CASE("the short form of another row is its verdict") {
  Mx mx;
  CHECK(mx.run({"example.com", "--short", "--only", "ptr"}) == 0);
  CHECK(mx.out.str() == "ptr warn 2a00::8 (a.example.com) has no reverse name\n");
}

TEST_CASE("a domain is one JSON object") {
  Mx mx;
  CHECK(mx.run({"null.example", "--json", "--only", "mx"}) == 68);
  CHECK(mx.out.str() ==
        R"({"domain":"null.example","verdict":"pass","rule":"null-mx","authentic":false,)"
        R"("hosts":[],"rows":[{"name":"mx","verdict":"pass","summary":)"
        R"J("accepts no mail, and says so (null MX, RFC 7505)","findings":[]}]})J"
        "\n");
}

TEST_CASE("an international domain is shown both ways") {
  Mx mx;
  mx.dns.mx("xn--bcher-kva.example", 0, "");
  CHECK(mx.run({"bücher.example", "--only", "mx"}) == 68);
  CHECK(mx.out.str().starts_with("xn--bcher-kva.example (bücher.example)\n"));
}

TEST_CASE("the provider is known by its hosts") {
  Mx mx;
  mx.dns.mx("g.example", 1, "aspmx.l.google.com").address("aspmx.l.google.com", "8.8.4.4");
  CHECK(mx.run({"g.example", "--only", "mx"}) == 0);
  CHECK(mx.out.str().starts_with("g.example (Google Workspace)\n"));
}

TEST_CASE("--fail-on decides from which verdict on the status is 1") {
  CHECK(Mx().run({"example.com", "--only", "ptr"}) == 0);
  CHECK(Mx().run({"example.com", "--only", "ptr", "--fail-on", "warn"}) == 1);
}

TEST_CASE("the status tells nowhere to deliver from a DNS that does not tell") {
  Mx mx;
  mx.dns.fails("dark.example", dns::Type::mx, dns::Status::timeout);
  CHECK(mx.run({"no.example"}) == 68);
  CHECK(mx.run({"null.example"}) == 68);
  CHECK(mx.run({"dark.example"}) == 75);
  CHECK(mx.run({"dark.example", "no.example"}) == 68);
}

TEST_CASE("a list is JSON, a line for each domain") {
  Mx mx;
  mx.in.str("example.com\n\n# a comment\n null.example \r\na..b\n");
  CHECK(mx.run({"-", "--only", "mx", "-j", "1"}) == 65);
  const std::string text = mx.out.str();
  CHECK(std::count(text.begin(), text.end(), '\n') == 3);
  CHECK(text.find(R"({"domain":"a..b","error":"a..b is not a domain name: a label is empty"})") !=
        std::string::npos);
}

TEST_CASE("a list in a file may be short, and stand beside names") {
  Mx mx;
  const test::File list("null.example\n");
  CHECK(mx.run({"@" + list.path, "example.com", "--short", "-j", "1"}) == 68);
  CHECK(mx.out.str() ==
        "null.example 0 .\nexample.com 10 a.example.com 8.8.8.8 2a00::8\nexample.com 20 "
        "b.example.com 9.9.9.9\n");
}

TEST_CASE("a route is what send would try") {
  Mx mx;
  CHECK(mx.run({"--route", "bob@example.com"}) == 0);
  CHECK(mx.out.str() ==
        "  1. a.example.com:25\n     [2a00::8]:25\n     8.8.8.8:25\n"
        "  2. b.example.com:25\n     9.9.9.9:25\n");
}

TEST_CASE("a route in short and as JSON") {
  Mx mx;
  CHECK(mx.run({"--route", "bob@example.com", "--short"}) == 0);
  CHECK(mx.out.str() ==
        "a.example.com:25 [2a00::8]:25\na.example.com:25 8.8.8.8:25\nb.example.com:25 "
        "9.9.9.9:25\n");
  mx.out.str("");
  CHECK(mx.run({"--route", "bob@[8.8.8.8]", "--json"}) == 0);
  CHECK(
      mx.out.str() ==
      R"({"recipient":"bob@[8.8.8.8]","route":[{"host":"8.8.8.8:25","addresses":["8.8.8.8:25"]}]})"
      "\n");
}

TEST_CASE("a host without address is passed over on the route") {
  Mx mx;
  mx.dns.mx("half.example", 10, "gone.example").mx("half.example", 20, "b.example.com");
  CHECK(mx.run({"--route", "bob@half.example"}) == 0);
  CHECK(mx.out.str() ==
        "  1. gone.example:25\n     passed over: no such domain: gone.example\n"
        "  2. b.example.com:25\n     9.9.9.9:25\n");
}

TEST_CASE("an SPF check tells the result, the mechanism and the way there") {
  Mx mx;
  mx.dns.txt("example.com", "v=spf1 include:other.example -all");
  mx.dns.txt("other.example", "v=spf1 ip4:192.0.2.0/24 -all");
  CHECK(mx.run({"--spf-check", "192.0.2.1,bob@example.com"}) == 0);
  CHECK(mx.out.str().starts_with(
      "pass: example.com lets send 192.0.2.1, by include:other.example (1 of 10 lookups)\n"
      "  example.com: v=spf1 include:other.example -all\n    include:other.example: match"));
  CHECK(mx.out.str().find("\n      other.example: v=spf1 ip4:192.0.2.0/24 -all\n") !=
        std::string::npos);
}

TEST_CASE("an SPF check has the status of its result") {
  const auto status = [](const std::string& record, std::vector<std::string> words = {}) {
    Mx mx;
    mx.dns.txt("example.com", record);
    words.insert(words.begin(), {"--spf-check", "192.0.2.1", "example.com", "--short"});
    const int exit = mx.run(words);
    return std::to_string(exit) + " " + mx.out.str();
  };
  CHECK(status("v=spf1 +all") == "0 pass +all\n");
  CHECK(status("v=spf1 ?all") == "0 neutral ?all\n");
  CHECK(status("hello") == "0 none -\n");
  CHECK(status("v=spf1 -all") == "1 fail -all\n");
  CHECK(status("v=spf1 ~all") == "0 softfail ~all\n");
  CHECK(status("v=spf1 ~all", {"--fail-on", "warn"}) == "1 softfail ~all\n");
  CHECK(status("v=spf1 nonsense") == "1 permerror -\n");
  Mx mx;
  mx.dns.fails("example.com", dns::Type::txt, dns::Status::timeout);
  CHECK(mx.run({"--spf-check", "192.0.2.1", "example.com", "--short"}) == 75);
}

TEST_CASE("an SPF check is one JSON object") {
  Mx mx;
  mx.dns.txt("example.com", "v=spf1 -all");
  CHECK(mx.run({"--spf-check", "192.0.2.1,,example.com", "--json"}) == 1);
  CHECK(mx.out.str().starts_with(
      R"({"domain":"example.com","ip":"192.0.2.1","sender":"postmaster@example.com",)"
      R"("helo":"example.com","result":"fail","mechanism":"-all")"));
}

TEST_CASE("the rows of one topic stand alone, or with what they are judged by") {
  Mx mx;
  CHECK(mx.run({"example.com", "--only", "tls-rpt", "--short"}) == 0);
  CHECK(mx.out.str() ==
        "tls-rpt hint not published: nobody tells when TLS to the mail hosts fails\n");
  mx.out.str("");
  CHECK(mx.run({"example.com", "--short", "--sender-check"}) == 1);
  CHECK(mx.out.str().find("\nsender-check fail SPF must be published and hold: ") !=
        std::string::npos);
}

TEST_CASE("a policy is fetched over TLS that must be verified") {
  Mx mx;
  mx.dns.txt("_mta-sts.example.com", "v=STSv1; id=1;");
  mx.dns.address("mta-sts.example.com", "8.8.4.4");
  const test::ScriptedPeer peer(
      {test::tls(), test::expect_anything(),
       test::reply("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nversion: STSv1\nmode: "
                   "enforce\nmx: *.example.com\nmax_age: 604800\n"),
       test::end()});
  mx.dialer.add(peer);
  CHECK(mx.run({"example.com", "--only", "mta-sts", "--short"}) == 0);
  CHECK(mx.out.str() == "mta-sts pass enforce, 604800 s\n");
  CHECK(mx.dialer.dialled == std::vector<std::string>{"8.8.4.4:443"});
  REQUIRE(peer.tls_asked().size() == 1);
  CHECK(peer.tls_asked()[0].verify == net::Verify::full);
  CHECK(peer.tls_asked()[0].verify_name == "mta-sts.example.com");
}

TEST_CASE("a policy's host that nobody reaches is named") {
  Mx mx;
  mx.dns.txt("_mta-sts.example.com", "v=STSv1; id=1;");
  mx.dns.address("mta-sts.example.com", "8.8.4.4");
  CHECK(mx.run({"example.com", "--only", "mta-sts", "--short"}) == 1);
  CHECK(mx.out.str() ==
        "mta-sts fail the policy cannot be fetched: cannot connect to 8.8.4.4:443: connection "
        "refused\n");
}

// All error paths of mx follow.

TEST_CASE("options that cannot be are refused before anything is asked") {
  const auto error = [](std::vector<std::string> words, int status) {
    Mx mx;
    CHECK(mx.run(std::move(words)) == status);
    CHECK(mx.dns.asked.empty());
    return mx.err.str();
  };
  CHECK(error({}, 64) == "ehlo: mx: no domain is given; see 'ehlo mx --help'\n");
  CHECK(error({"a", "--only", "mz"}, 65) ==
        "ehlo: mx: --only: there is no row mz, did you mean mx?\n");
  CHECK(error({"a", "--dns-timeout", "soon"}, 65).starts_with("ehlo: mx: --dns-timeout: "));
  CHECK(error({"a", "--dns-timeout", "0"}, 65) ==
        "ehlo: mx: --dns-timeout: it must be longer than nothing\n");
  CHECK(error({"a", "--json", "--short"}, 64) ==
        "ehlo: mx: --json and --short exclude each other\n");
  CHECK(error({"a", "--route", "b@c"}, 64) ==
        "ehlo: mx: --route takes an address in place of domains\n");
  CHECK(error({"--route", "bob"}, 65) == "ehlo: mx: --route: an address with a domain is needed\n");
  CHECK(error({"a", "--only", "dnsbl"}, 64) ==
        "ehlo: mx: --only dnsbl: name a list with --dnsbl\n");
  CHECK(error({"--spf-check", "192.0.2.1"}, 64) ==
        "ehlo: mx: --spf-check needs one domain: in SENDER, in HELO, or as the only DOMAIN\n");
  CHECK(error({"--spf-check", "here", "a"}, 65) ==
        "ehlo: mx: --spf-check: IP[,SENDER[,HELO]] is needed, not here\n");
  CHECK(error({"--route", "b@c", "--spf-check", "192.0.2.1"}, 64) ==
        "ehlo: mx: --route, --spf-check and --tlsa-for exclude each other\n");
  CHECK(error({"--tlsa-for", "x"}, 64) == "ehlo: mx: --tlsa-for: name the mail hosts behind it\n");
  CHECK(error({"--tlsa-for", "/no/such/file", "a"}, 66) ==
        "ehlo: mx: --tlsa-for: /no/such/file cannot be read\n");
  CHECK(error({"a..b"}, 65) == "ehlo: mx: a..b is not a domain name: a label is empty\n");
  CHECK(error({"@/no/such/list"}, 66) == "ehlo: mx: /no/such/list cannot be read\n");
}

TEST_CASE("a route that leads nowhere has the status that send would have") {
  Mx mx;
  mx.dns.mx("gone.example", 10, "x.gone.example");
  CHECK(mx.run({"--route", "bob@null.example"}) == 68);
  CHECK(mx.err.str() == "ehlo: mx: null.example accepts no mail (null MX, RFC 7505)\n");
  CHECK(mx.run({"--route", "bob@gone.example"}) == 68);
  mx.dns.fails("x.gone.example", dns::Type::a, dns::Status::timeout);
  CHECK(mx.run({"--route", "bob@gone.example"}) == 75);
}
