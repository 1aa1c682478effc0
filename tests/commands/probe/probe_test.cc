#include <doctest/doctest.h>

#include "commands/app.h"
#include "commands/world.h"
#include "net/certificates.h"

namespace {

using test::expect;
using test::reply;

const std::string kHello =
    "250-mx.example.com\r\n250-PIPELINING\r\n250-SIZE 20000000\r\n"
    "250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n";

test::ScriptedPeer in_clear() {
  return {reply("220 mx.example.com ESMTP\r\n"),
          expect("EHLO me.example\r\n"),
          reply(kHello),
          expect("QUIT\r\n"),
          reply("221 bye\r\n"),
          test::end()};
}

class Probe : public test::World {
 public:
  int run(std::vector<std::string> words) {
    words.insert(words.begin(), "probe");
    return commands::run_app(std::move(words), env);
  }
  std::string complaint(std::vector<std::string> words) {
    run(std::move(words));
    return err.str();
  }
};

}  // namespace

TEST_CASE("a server is shown with the worst first, a matrix and each finding") {
  Probe probe;
  probe.dns.address("mx.example.com", "127.0.0.1");
  probe.dialer.add(in_clear());
  CHECK(probe.run({"mx.example.com:25"}) == 0);
  CHECK(probe.dialer.dialled == std::vector<std::string>{"127.0.0.1:25"});
  const std::string shown = probe.out.str();
  CHECK(shown.starts_with(R"(mx.example.com:25: warn
  cause: STARTTLS is not offered: mail and passwords cross in clear
  fix:   switch TLS on (Postfix: smtpd_tls_security_level = may); when it is on,
         something on the way strips it

                dns  tcp  greet ehlo starttls
  mx.example.com:25
    127.0.0.1   ok   ok   ok    ok   warn     )"));
  CHECK(shown.ends_with(R"( ms

  warn     starttls-offered: STARTTLS is not offered: mail and passwords cross
           in clear
           fix: switch TLS on (Postfix: smtpd_tls_security_level = may); when it
           is on, something on the way strips it
)"));
}

TEST_CASE("a name with MX records is a domain, one without is a host") {
  Probe domain, host;
  domain.dns.mx("example.com", 10, "mx.example.com").address("mx.example.com", "127.0.0.1");
  domain.dialer.add(in_clear());
  CHECK(domain.run({"example.com", "--skip", "domain", "--json"}) == 0);
  CHECK(domain.out.str().find(R"("host":"mx.example.com:25","preference":10)") !=
        std::string::npos);
  host.dns.address("mx.example.com", "127.0.0.1");
  host.dialer.add(in_clear());
  CHECK(host.run({"mx.example.com", "--json"}) == 0);
  CHECK(host.out.str().find("\"domain\"") == std::string::npos);
}

TEST_CASE("what the domain publishes is judged with its hosts") {
  Probe probe;
  probe.dns.mx("example.com", 10, "mx.example.com").address("mx.example.com", "127.0.0.1");
  probe.dns.txt("example.com", "v=spf1 -all").txt("example.com", "v=spf1 mx -all");
  probe.dialer.add(in_clear());
  CHECK(probe.run({"example.com", "--only", "domain-spf"}) == 1);
  CHECK(probe.out.str().find("domain-spf: ") != std::string::npos);
}

TEST_CASE("nothing that could be looked at is 75, and no host 68") {
  Probe refused, none, null_mx;
  refused.dns.address("mx.example.com", "127.0.0.1");
  refused.dialer.refuse();
  CHECK(refused.run({"mx.example.com:25"}) == 75);
  CHECK(refused.out.str().find("cause: no connection: connection refused") != std::string::npos);
  CHECK(none.run({"nowhere.example:25"}) == 68);
  null_mx.dns.mx("null.example", 0, "");
  CHECK(null_mx.run({"null.example", "--skip", "domain"}) == 68);
  CHECK(null_mx.out.str() ==
        "null.example: fail\n  cause: null.example accepts no mail (null MX, RFC 7505)\n");
}

TEST_CASE("a handshake that fails at the first byte was looked at") {
  Probe probe;
  probe.dns.address("mx.example.com", "127.0.0.1");
  probe.dialer.add({test::no_tls("the server sent alert 40")});
  CHECK(probe.run({"smtps://mx.example.com"}) == 1);
  CHECK(probe.out.str().find("cause: TLS handshake failed: the server sent alert 40") !=
        std::string::npos);
}

TEST_CASE("a domain of which the DNS does not tell is 75") {
  Probe probe;
  probe.dns.fails("example.com", dns::Type::mx, dns::Status::server_failure);
  CHECK(probe.run({"example.com", "--skip", "domain"}) == 75);
  CHECK(probe.out.str() ==
        "example.com: unknown\n  cause: MX lookup for example.com: server failure (SERVFAIL)\n"
        "  fix:   look at the domain's name servers, and at the one that was asked\n"
        "         (--dns-server asks another)\n");
}

TEST_CASE("the table of checks is printed, and a page of it") {
  Probe list, page;
  CHECK(list.run({"--list-checks"}) == 0);
  CHECK(
      list.out.str().find("starttls     starttls-offered           warn  STARTTLS is offered\n") !=
      std::string::npos);
  CHECK(page.run({"--explain", "certificate-root-sent"}) == 0);
  CHECK(page.out.str() == R"(certificate-root-sent: the root itself is not sent
  stage:    certificate
  else:     hint
  source:   RFC 8446 section 4.4.2
  fix:      leave it out of the chain file
)");
}

// ---- all errors of the options follow

TEST_CASE("each option that makes no sense is told by its name") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{}, "no target is given; see 'ehlo probe --help'"},
      {{"a.example", "-4", "-6"}, "-4 and -6 exclude each other"},
      {{"a.example", "--cert-warn", "10", "--cert-fail", "20"},
       "--cert-fail 20 is more than --cert-warn 10: fewer days are worse"},
      {{"a.example", "-w", "5", "-c", "2"}, "--warning 5 is more than --critical 2"},
      {{"a.example", "--timeout", "0"}, "--timeout: it must be longer than nothing"},
      {{"a.example", "--max-time", "0"}, "--max-time: it must be longer than nothing"},
      {{"a.example", "--dns-timeout", "0"}, "--dns-timeout: it must be longer than nothing"},
      {{"a.example", "--only", "certificat"},
       "--only: there is no check or stage 'certificat', did you mean 'certificate'?"},
      {{"a.example", "--skip", "zzz"}, "--skip: there is no check or stage 'zzz'"},
      {{"a.example", "--pin-sha256", "abc"},
       "--pin-sha256: 'abc' is no SHA-256: write 64 hexadecimal digits"},
      {{"a.example:25", "--submission"}, "--submission takes a domain, not a.example:25"},
      {{"a.example", "--auth-user", "alice"},
       "a login is tried at one server: name it with its port, or as smtp://HOST"},
      {{"a.example", "--helo", "a\nb"}, "--helo cannot hold CR, LF or NUL"},
      {{"--explain", "zzz"}, "--explain: there is no check 'zzz'; --list-checks shows them"},
  };
  for (const auto& [words, text] : cases) {
    Probe probe;
    CHECK(probe.complaint(words) == "ehlo: probe: " + text + "\n");
  }
}

TEST_CASE("a duration, a file or a target that cannot be is told") {
  Probe duration, roots, target;
  CHECK(duration.run({"a.example", "--timeout", "5 parsecs"}) == 65);
  CHECK(roots.run({"a.example", "--tls-ca-path", "/nowhere"}) == 66);
  CHECK(roots.err.str().starts_with("ehlo: probe: --tls-ca-path: "));
  CHECK(target.run({"a b"}) == 65);
}

TEST_CASE("a monitor is told of a value that cannot be on its one line") {
  const auto line = [](std::vector<std::string> words) {
    Probe probe;
    words.insert(words.begin(), "--nagios");
    const int status = probe.run(std::move(words));
    CHECK(probe.err.str().empty());
    return std::to_string(status) + " " + probe.out.str();
  };
  CHECK(line({"-H", "192.0.2.1", "-p", "99999"}) ==
        "3 SMTP UNKNOWN - --port: Value 99999 not in range 1 to 65535\n");
  CHECK(line({"-H", ""}) == "3 SMTP UNKNOWN - --hostname: the value is empty\n");
  CHECK(line({"192.0.2.1:99999"}) == "3 SMTP UNKNOWN - port 99999 does not exist: 1 to 65535\n");
  Probe unknown;
  CHECK(unknown.run({"--nagios", "--no-such", "192.0.2.1"}) == 64);
  CHECK(unknown.out.str().empty());
}
