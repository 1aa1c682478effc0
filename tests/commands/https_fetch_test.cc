#include "commands/https_fetch.h"

#include <doctest/doctest.h>

#include "commands/world.h"

using base::ErrorKind;
using commands::Reach;
using test::ScriptedPeer;

namespace {

struct Web : test::World {
  Web() {
    dns.address("mta-sts.example.com", "192.0.2.1").address("mta-sts.example.com", "192.0.2.2");
  }

  base::Result<net::HttpAnswer> get(Reach reach = Reach::everywhere) {
    return commands::https_fetch(dns, dialer, "roots.pem", reach, 8443)(
        "mta-sts.example.com", "/.well-known/x", base::Deadline::never());
  }
};

ScriptedPeer serving(const std::string& answer) {
  return ScriptedPeer{test::tls(), test::expect_anything(), test::reply(answer), test::end()};
}

}  // namespace

TEST_CASE("a file comes over TLS with a certificate that names the host and leads to our roots") {
  Web web;
  const auto peer = serving("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  web.dialer.add(peer);
  const auto answer = web.get();
  REQUIRE(answer);
  CHECK(answer->body == "hi");
  CHECK(web.dialer.dialled == std::vector<std::string>{"192.0.2.1:8443"});
  const net::TlsOptions& asked = peer.tls_asked().front();
  CHECK(asked.verify == net::Verify::full);
  CHECK(asked.verify_name == "mta-sts.example.com");
  CHECK(asked.ca_path == "roots.pem");
}

TEST_CASE("the next address is tried when one refuses") {
  Web web;
  web.dialer.refuse();
  web.dialer.add(serving("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
  CHECK(web.get()->status == 404);
  CHECK(web.dialer.dialled.size() == 2);
}

TEST_CASE("a host at an address for few is asked only with a name server of the user's own") {
  Web web;
  web.dialer.add(serving("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  CHECK(web.get(commands::reach_of({})).error().text ==
        "192.0.2.2 is for documentation (RFC 5737), and is not asked");
  CHECK(web.dialer.dialled.empty());
  CHECK(web.get(commands::reach_of({"127.0.0.1"})));
}

TEST_CASE("no address, no connection and no trust are told apart") {
  Web web;
  CHECK(web.get().error().text == "cannot connect to 192.0.2.2:8443: connection refused");
  web.dialer.add(ScriptedPeer{test::no_tls("the certificate has expired")});
  CHECK(web.get().error().kind == ErrorKind::tls);
  Web nameless;
  nameless.dns = {};
  CHECK_FALSE(nameless.get());
}
