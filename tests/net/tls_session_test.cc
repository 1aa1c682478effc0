#include "net/tls_session.h"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <thread>
#include <vector>

#include "net/loopback.h"
#include "net/tls_identity.h"

using namespace net;
using namespace test;

namespace {

// One connection to `identity`: its handshake, and one byte that brings the tickets of TLS 1.3.
base::Result<TlsFacts> connect(const TlsIdentity& identity, TlsOptions options,
                               std::vector<TlsTicket>* tickets = nullptr) {
  const Ends ends = connected_ends();
  if (tickets != nullptr)
    options.on_ticket = [=](const TlsTicket& ticket) { tickets->push_back(ticket); };
  std::jthread server([&] {
    if (ends.server->accept_tls(identity, soon())) write(*ends.server, "x");
    read_once(*ends.server);
  });
  auto facts = ends.client->start_tls(options, soon());
  if (facts) CHECK(read_once(*ends.client) == "x");
  ends.client->close();
  return facts;
}

TlsOptions version(const char* most) {
  TlsOptions options;
  options.max_version = most;
  return options;
}

TlsIdentity throw_away() { return TlsIdentity::throw_away("mx.example.com").value(); }

}  // namespace

TEST_CASE("a session that a server gives is resumed") {
  const TlsIdentity identity = throw_away();
  for (const char* most : {"TLSv1.2", "TLSv1.3"}) {
    std::vector<TlsTicket> tickets;
    TlsOptions options = version(most);
    REQUIRE_FALSE(connect(identity, options, &tickets)->resumed);
    REQUIRE_FALSE(tickets.empty());
    options.resume = tickets.back().session;
    CHECK(connect(identity, options)->resumed);
  }
}

TEST_CASE("a ticket tells its time, and that no early data is taken") {
  std::vector<TlsTicket> tickets;
  CHECK(connect(throw_away(), version("TLSv1.3"), &tickets));
  REQUIRE_FALSE(tickets.empty());
  CHECK(tickets.back().lifetime == 7200);
  CHECK(tickets.back().early_data == 0);
  CHECK_FALSE(tickets.back().by_id);
}

TEST_CASE("early data that a server would take is told") {
  const TlsIdentity identity = throw_away();
  SSL_CTX_set_max_early_data(identity.context().ssl.get(), 16384);
  std::vector<TlsTicket> tickets;
  CHECK(connect(identity, version("TLSv1.3"), &tickets));
  REQUIRE_FALSE(tickets.empty());
  CHECK(tickets.back().early_data == 16384);
}

TEST_CASE("a server without tickets keeps its sessions under an ID") {
  const TlsIdentity identity = throw_away();
  SSL_CTX_set_options(identity.context().ssl.get(), SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(identity.context().ssl.get(), SSL_SESS_CACHE_SERVER);
  std::vector<TlsTicket> tickets;
  CHECK(connect(identity, version("TLSv1.2"), &tickets));
  REQUIRE_FALSE(tickets.empty());
  CHECK(tickets.back().by_id);
}

TEST_CASE("the master secret of TLS 1.2 is bound to the handshake, or is not") {
  const TlsIdentity identity = throw_away();
  CHECK(connect(identity, version("TLSv1.2"))->extended_master_secret);
  SSL_CTX_set_options(identity.context().ssl.get(), SSL_OP_NO_EXTENDED_MASTER_SECRET);
  CHECK_FALSE(connect(identity, version("TLSv1.2"))->extended_master_secret);
  CHECK(connect(identity, version("TLSv1.3"))->extended_master_secret);
}

TEST_CASE("a second handshake is had where the server allows it") {
  const TlsIdentity identity = throw_away();
  SSL_CTX_set_options(identity.context().ssl.get(), SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
  TlsOptions options = version("TLSv1.2");
  options.renegotiate = true;
  const Ends ends = connected_ends();
  std::jthread server([&] {
    CHECK(ends.server->accept_tls(identity, soon()));
    read_once(*ends.server);  // and answers the handshake
  });
  CHECK(ends.client->start_tls(options, soon()).has_value());
  ends.client->close();
}

// All error paths of a second handshake follow.

TEST_CASE("a second handshake that the server does not want ends the session") {
  const TlsIdentity identity = throw_away();
  TlsOptions options = version("TLSv1.2");
  options.renegotiate = true;
  const Ends ends = connected_ends();
  std::jthread server([&] {
    CHECK(ends.server->accept_tls(identity, soon()));
    read_once(*ends.server);
  });
  const auto facts = ends.client->start_tls(options, soon());
  REQUIRE_FALSE(facts);
  CHECK(facts.error().kind == base::ErrorKind::tls);
  CHECK(facts.error().text == "TLS failed: no renegotiation");
}

TEST_CASE("TLS 1.3 has no second handshake") {
  TlsOptions options = version("TLSv1.3");
  options.renegotiate = true;
  CHECK(connect(throw_away(), options).error().text == "TLS 1.3 has no renegotiation");
}
