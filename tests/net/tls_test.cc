#include "net/tls.h"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <thread>

#include "net/certificates.h"
#include "net/loopback.h"
#include "net/tls_identity.h"

using namespace net;
using namespace test;

namespace {

// Both ends of one TLS connection, the server in a thread of its own while it shakes hands.
struct Tls {
  Ends ends = connected_ends();
  base::Result<TlsFacts> client = base::fail(base::ErrorKind::tls, "");
  base::Result<TlsFacts> server = base::fail(base::ErrorKind::tls, "");

  Tls(const TlsOptions& options, const TlsIdentity& identity) {
    std::jthread thread([&] { server = ends.server->accept_tls(identity, soon()); });
    client = ends.client->start_tls(options, soon());
  }
  std::string client_error() const { return client ? "none" : client.error().text; }
  std::string server_error() const { return server ? "none" : server.error().text; }
};

TlsIdentity throw_away() { return TlsIdentity::throw_away("mx.example.com").value(); }

std::string trusting(const TemporaryDirectory& directory, const TlsIdentity& identity) {
  return directory.write("ca.pem", identity.certificate_pem());
}

// What a client makes of a peer that answers its ClientHello with `bytes`.
std::string error_after(std::string_view bytes, base::Deadline deadline = soon()) {
  RawEnds raw = raw_ends();
  FdStream client(std::move(raw.client));
  CHECK(::write(raw.server.get(), bytes.data(), bytes.size()) >= 0);
  return client.start_tls({}, deadline).error().text;
}

std::string check_error(const TlsOptions& options) {
  const auto checked = check_options(options);
  return checked ? "fine" : checked.error().text;
}

base::ErrorKind check_kind(const TlsOptions& options) {
  return check_options(options).error().kind;
}

}  // namespace

TEST_CASE("a throw-away certificate serves its name and the loopback, verified when trusted") {
  const TemporaryDirectory directory;
  const TlsIdentity identity = throw_away();
  for (const char* name : {"mx.example.com", "localhost", "127.0.0.1", "::1"}) {
    TlsOptions options;
    options.verify = Verify::full;
    options.verify_name = name;
    options.ca_path = trusting(directory, identity);
    const Tls tls(options, identity);
    REQUIRE(tls.client_error() == "none");
    CHECK(tls.client->verified);
    CHECK(tls.client->name_matched);
    CHECK(tls.client->trouble == "");
  }
}

TEST_CASE("both ends tell the same facts") {
  const Tls tls({}, throw_away());
  REQUIRE(tls.client_error() == "none");
  REQUIRE(tls.server_error() == "none");
  CHECK(tls.client->version == "TLSv1.3");
  CHECK(tls.client->cipher == "TLS_AES_256_GCM_SHA384");
  CHECK(tls.client->group == "X25519");
  CHECK(tls.client->chain.size() == 1);
  CHECK_FALSE(tls.client->client_certificate_asked);
  CHECK(tls.client->binding_exporter.size() == 32);
  CHECK(tls.client->binding_exporter == tls.server->binding_exporter);
  CHECK(tls.client->binding_server_end_point == tls.server->binding_server_end_point);
  CHECK(tls.client->binding_unique == "");
  CHECK(tls.server->chain.empty());
  CHECK(tls.server->group == "X25519");
}

TEST_CASE("TLS 1.2 binds with its Finished message") {
  TlsOptions options;
  options.max_version = "TLSv1.2";
  const Tls tls(options, throw_away());
  REQUIRE(tls.client_error() == "none");
  CHECK(tls.client->version == "TLSv1.2");
  CHECK(tls.client->binding_unique.size() == 12);
  CHECK(tls.client->binding_unique == tls.server->binding_unique);
  CHECK(tls.client->binding_exporter == tls.server->binding_exporter);
}

TEST_CASE("without verification the trouble is told and does not matter") {
  TlsOptions options;
  options.verify_name = "other.example";
  const Tls tls(options, throw_away());
  REQUIRE(tls.client_error() == "none");
  CHECK_FALSE(tls.client->verified);
  CHECK(tls.client->trouble ==
        "certificate is self-signed: trust it with --tls-ca-path if it is yours, or get one from a "
        "CA; the certificate is for mx.example.com, localhost, 127.0.0.1, ::1, not for "
        "other.example: connect by one of its names, or have it reissued");
}

TEST_CASE("bytes of any size cross TLS in order") {
  Tls tls({}, throw_away());
  REQUIRE(tls.client_error() == "none");
  const std::string big(1 << 20, 'b'), middle(20000, 'm');
  const std::vector<std::string_view> pieces{"a", "", big, "c", middle, "e"};
  std::jthread writer([&] {
    CHECK(tls.ends.client->write(pieces, soon()));
    tls.ends.client->close();
  });
  CHECK(read_to_end(*tls.ends.server) == "a" + big + "c" + middle + "e");
}

TEST_CASE("has_input sees through session tickets") {
  Tls tls({}, throw_away());
  REQUIRE(tls.client_error() == "none");
  CHECK_FALSE(tls.ends.client->has_input());
  test::write(*tls.ends.server, "x");
  CHECK(tls.ends.client->has_input());
  CHECK(read_once(*tls.ends.client) == "x");
  CHECK_FALSE(tls.ends.client->has_input());
  tls.ends.server->close();
  CHECK(tls.ends.client->has_input());
  CHECK(read_once(*tls.ends.client) == "");
}

TEST_CASE("leaving TLS goes on in plaintext, without losing a byte") {
  Tls tls({}, throw_away());
  REQUIRE(tls.client_error() == "none");
  std::jthread server([&] {
    CHECK(tls.ends.server->stop_tls(soon()));
    CHECK(test::write(*tls.ends.server, "220 plain\r\n") == "");
  });
  CHECK(tls.ends.client->stop_tls(soon()));
  CHECK(read_once(*tls.ends.client) == "220 plain\r\n");
  CHECK(test::write(*tls.ends.client, "EHLO\r\n") == "");
  CHECK(read_once(*tls.ends.server) == "EHLO\r\n");
}

TEST_CASE("plaintext right behind a close_notify is kept") {
  Tls tls({}, throw_away());
  REQUIRE(tls.client_error() == "none");
  CHECK(test::write(*tls.ends.server, "last") == "");
  std::jthread client([&] { CHECK(tls.ends.client->stop_tls(soon())); });
  CHECK(tls.ends.server->stop_tls(soon()));
  CHECK(test::write(*tls.ends.server, "220 plain\r\n") == "");
  client.join();
  CHECK(read_once(*tls.ends.client) == "220 plain\r\n");
}

TEST_CASE("old versions, ciphers, suites and groups are used when asked for") {
  TlsOptions options;
  options.protocols = {"TLSv1.2"};
  options.ciphers = "TLS_AES_128_GCM_SHA256:ECDHE-ECDSA-AES128-GCM-SHA256";
  options.groups = "P-256";
  const Tls old(options, throw_away());
  REQUIRE(old.client_error() == "none");
  CHECK(summary(*old.client).starts_with("TLSv1.2, ECDHE-ECDSA-AES128-GCM-SHA256, P-256, not "));
  options.protocols = {"TLSv1.3"};
  const Tls young(options, throw_away());
  REQUIRE(young.client_error() == "none");
  CHECK(summary(*young.client).starts_with("TLSv1.3, TLS_AES_128_GCM_SHA256, P-256, not "));
}

TEST_CASE("TLS 1.0 can be spoken with a server that still does") {
  const TlsIdentity identity = throw_away();
  SSL_CTX_set_min_proto_version(identity.context().ssl.get(), TLS1_VERSION);
  SSL_CTX_set_security_level(identity.context().ssl.get(), 0);
  TlsOptions options;
  options.protocols = {"TLSv1"};
  const Tls tls(options, identity);
  REQUIRE(tls.client_error() == "none");
  CHECK(tls.client->version == "TLSv1");
}

TEST_CASE("a client certificate is sent when it is asked for") {
  const TemporaryDirectory directory;
  const Issued client = issue({});
  const TlsIdentity identity = throw_away();
  SSL_CTX_set_verify(identity.context().ssl.get(), SSL_VERIFY_PEER,
                     [](int, X509_STORE_CTX*) { return 1; });
  TlsOptions options;
  options.certificate_file = directory.write("client.pem", client.pem());
  options.key_file = directory.write("client.key", client.key_pem("open sesame"));
  options.passphrase = base::Secret("open sesame");
  const Tls tls(options, identity);
  REQUIRE(tls.client_error() == "none");
  CHECK(tls.client->client_certificate_asked);
  REQUIRE(tls.server->chain.size() == 1);
  CHECK(tls.server->chain[0].subject == "CN=mx.example.com");
}

TEST_CASE("a chain out of files is sent as a whole") {
  const TemporaryDirectory directory;
  const Issued root = authority("Test Root");
  const Issued middle = authority("Test Intermediate", &root);
  const Issued leaf = issue({}, &middle);
  const auto identity =
      TlsIdentity::from_files(directory.write("chain.pem", leaf.pem() + middle.pem()),
                              directory.write("leaf.key", leaf.key_pem()), {});
  REQUIRE(identity);
  TlsOptions options;
  options.ca_path = directory.write("ca.pem", root.pem());
  options.verify = Verify::full;
  options.verify_name = "mx.example.com";
  const Tls tls(options, *identity);
  REQUIRE(tls.client_error() == "none");
  CHECK(tls.client->chain.size() == 2);
  CHECK(summary(*tls.client) == "TLSv1.3, TLS_AES_256_GCM_SHA384, X25519, verified, 90 days left");
}

TEST_CASE("a summary is one line for a person") {
  TlsFacts facts;
  facts.version = "TLSv1.3";
  facts.cipher = "TLS_AES_256_GCM_SHA384";
  CHECK(summary(facts) == "TLSv1.3, TLS_AES_256_GCM_SHA384");
  facts.group = "X25519";
  facts.resumed = true;
  facts.trouble = "certificate expired";
  CHECK(summary(facts) ==
        "TLSv1.3, TLS_AES_256_GCM_SHA384, X25519, resumed, not verified: certificate expired");
  facts.verified = true;
  facts.chain.push_back({});
  facts.chain[0].days_left = 1;
  CHECK(summary(facts).ends_with("verified, 1 day left"));
  CHECK(tls_library_version().starts_with("OpenSSL 3."));
}

// All error paths of a handshake follow.

TEST_CASE("a chain that is not trusted ends the connection when verification is asked for") {
  TlsOptions options;
  options.verify = Verify::ca;
  Tls tls(options, throw_away());
  CHECK(tls.client_error() ==
        "certificate is self-signed: trust it with --tls-ca-path if it is yours, or get one from a "
        "CA");
  CHECK(tls.client.error().kind == base::ErrorKind::tls);
  CHECK(test::write(*tls.ends.client, "x") == "the connection is closed already");
}

TEST_CASE("a name that does not match matters to full verification only") {
  const TemporaryDirectory directory;
  const TlsIdentity identity = throw_away();
  TlsOptions options;
  options.verify = Verify::ca;
  options.verify_name = "other.example";
  options.ca_path = trusting(directory, identity);
  const Tls chain_only(options, identity);
  CHECK(chain_only.client_error() == "none");
  CHECK_FALSE(chain_only.client->verified);
  options.verify = Verify::full;
  CHECK(Tls(options, identity).client_error() ==
        "the certificate is for mx.example.com, localhost, 127.0.0.1, ::1, not for other.example: "
        "connect by one of its names, or have it reissued");
}

TEST_CASE("a server that speaks plaintext is recognised") {
  CHECK(error_after("220 mx.example.com ESMTP\r\n") ==
        "the server speaks plaintext ('220 mx.example.com ESMTP') where TLS should begin: use "
        "STARTTLS on this port");
  CHECK(error_after("SSH-2.0-OpenSSH_9.2p1\r\n") ==
        "the server speaks plaintext ('SSH-2.0-OpenSSH_9.2p1') where TLS should begin: this is no "
        "port for SMTP");
  CHECK(error_after("\x01\x02\x03\x04\x05\x06") == "what the server sent is not TLS");
}

TEST_CASE("plaintext in the handshake that a server agreed to is no mistake about the port") {
  RawEnds raw = raw_ends();
  FdStream client(std::move(raw.client));
  CHECK(::write(raw.server.get(), "220 go", 6) == 6);
  std::array<char, 16> bytes{};
  CHECK(client.read(bytes, soon()) == 6U);
  CHECK(::write(raw.server.get(), "250 injected\r\n", 14) == 14);
  const auto up = client.start_tls({}, soon());
  CHECK(
      up.error().text ==
      "plaintext ('250 injected') came where the handshake should begin that the server agreed to: "
      "it does not speak TLS after all, or somebody injects plaintext (CVE-2011-0411)");
  CHECK(up.error().kind == base::ErrorKind::protocol);
}

TEST_CASE("a client that speaks plaintext is recognised") {
  RawEnds raw = raw_ends();
  FdStream server(std::move(raw.server));
  CHECK(::write(raw.client.get(), "EHLO a.example\r\n", 16) == 16);
  CHECK(server.accept_tls(throw_away(), soon()).error().text ==
        "the client speaks plaintext ('EHLO a.example') where TLS begins at once");
}

TEST_CASE("an alert is named in plain words") {
  CHECK(error_after({"\x15\x03\x03\x00\x02\x02\x28", 7}) ==
        "the server sent alert handshake failure: no common version or cipher");
  CHECK(error_after({"\x15\x03\x03\x00\x02\x02\x46", 7}) ==
        "the server sent alert protocol version: it does not speak the TLS version asked for");
  CHECK(error_after({"\x15\x03\x03\x00\x02\x02\x70", 7}) ==
        "the server sent alert unrecognized name: it has no certificate for the name asked for "
        "(SNI)");
  CHECK(error_after({"\x15\x03\x03\x00\x02\x02\xF0", 7}) == "the server sent alert 240");
}

TEST_CASE("ends that have nothing in common both say so") {
  TlsOptions options;
  options.protocols = {"TLSv1.2"};
  const TlsIdentity identity = throw_away();
  SSL_CTX_set_min_proto_version(identity.context().ssl.get(), TLS1_3_VERSION);
  const Tls version(options, identity);
  CHECK(version.client_error() ==
        "the server sent alert protocol version: it does not speak the TLS version asked for");
  CHECK(version.server_error() ==
        "the client speaks only TLS versions that are not enabled here (--tls-protocol names them; "
        "tlsv1 and tlsv1_1 are off unless named)");
  options.ciphers = "ECDHE-RSA-AES256-GCM-SHA384";
  const Tls cipher(options, throw_away());
  CHECK(cipher.client_error() ==
        "the server sent alert handshake failure: no common version or cipher");
  CHECK(cipher.server_error() == "the client and we have no cipher in common");
}

TEST_CASE("a server that wants a certificate says so, though only after the handshake") {
  const TlsIdentity identity = throw_away();
  SSL_CTX_set_verify(identity.context().ssl.get(),
                     SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  Tls tls({}, identity);
  CHECK(tls.client_error() == "none");
  CHECK(tls.client->client_certificate_asked);
  CHECK(read_once(*tls.ends.client) ==
        "the server sent alert certificate required: it wants a client certificate (--tls-cert)");
}

TEST_CASE("a TLS 1.2 server that wants a certificate calls it a handshake failure") {
  const TlsIdentity identity = throw_away();
  SSL_CTX_set_verify(identity.context().ssl.get(),
                     SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  TlsOptions options;
  options.max_version = "TLSv1.2";
  CHECK(Tls(options, identity).client_error() ==
        "the server sent alert handshake failure: it wants a client certificate (--tls-cert)");
}

TEST_CASE("a server with only an old version is told from one with none in common") {
  const TlsIdentity identity = throw_away();
  SSL_CTX_set_min_proto_version(identity.context().ssl.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(identity.context().ssl.get(), TLS1_1_VERSION);
  SSL_CTX_set_security_level(identity.context().ssl.get(), 0);
  CHECK(Tls({}, identity).client_error() ==
        "the server speaks only TLS versions that are not enabled here (--tls-protocol names them; "
        "tlsv1 and tlsv1_1 are off unless named)");
}

TEST_CASE("an alert that has_input meets is not lost to the read behind it") {
  const TlsIdentity identity = throw_away();
  SSL_CTX_set_verify(identity.context().ssl.get(),
                     SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  Tls tls({}, identity);
  while (!tls.ends.client->has_input()) std::this_thread::yield();
  CHECK(read_once(*tls.ends.client) ==
        "the server sent alert certificate required: it wants a client certificate (--tls-cert)");
}

TEST_CASE("an alert is found even when the write behind it fails first") {
  const TlsIdentity identity = throw_away();
  SSL_CTX_set_verify(identity.context().ssl.get(),
                     SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  Tls tls({}, identity);
  CHECK(test::write(*tls.ends.client, "EHLO a\r\n") ==
        "the server sent alert certificate required: it wants a client certificate (--tls-cert)");
}

TEST_CASE("a peer that goes away in the handshake is lost") {
  Ends ends = connected_ends();
  ends.server->close();
  const auto facts = ends.client->start_tls({}, soon());
  CHECK(facts.error().text == "connection closed by the peer");
  CHECK(facts.error().kind == base::ErrorKind::lost);
}

TEST_CASE("a silent peer meets the deadline in the handshake") {
  const Ends ends = connected_ends();
  const auto facts = ends.client->start_tls({}, at_once());
  CHECK(facts.error().text == "timeout after 50 ms");
  CHECK(facts.error().kind == base::ErrorKind::timeout);
}

TEST_CASE("a peer that sends a byte now and then meets the deadline in the handshake") {
  RawEnds raw = raw_ends();
  FdStream client(std::move(raw.client));
  std::jthread dribble([&](const std::stop_token& stop) {
    const std::string record = std::string("\x16\x03\x03\x3F\xFF", 5) + std::string(16000, 'x');
    for (std::size_t i = 0; i < record.size() && !stop.stop_requested(); ++i) {
      if (::write(raw.server.get(), &record[i], 1) != 1) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  CHECK(client.start_tls({}, base::Deadline::after(std::chrono::milliseconds(200))).error().text ==
        "timeout after 200 ms");
}

TEST_CASE("a peer that stops reading meets the deadline in a TLS write") {
  Tls tls({}, throw_away());
  REQUIRE(tls.client_error() == "none");
  CHECK(test::write(*tls.ends.client, std::string(8 << 20, 'x'), at_once()) ==
        "timeout after 50 ms");
}

TEST_CASE("TLS inside TLS is refused") {
  Tls tls({}, throw_away());
  REQUIRE(tls.client_error() == "none");
  CHECK(tls.ends.client->start_tls({}, soon()).error().text == "TLS is on already");
}

// All errors of options and files follow.

TEST_CASE("options that cannot be are told before there is a connection") {
  TlsOptions options;
  CHECK(check_error(options) == "fine");
  options.min_version = "TLSv2";
  CHECK(check_error(options) ==
        "'TLSv2' is no TLS version: write TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3");
  CHECK(check_kind(options) == base::ErrorKind::parse);
  options = {};
  options.ciphers = "NOSUCH";
  CHECK(check_error(options) ==
        "no cipher of 'NOSUCH' is known to " + tls_library_version() + ": see `openssl ciphers`");
  options.ciphers = "TLS_NOSUCH";
  CHECK(check_error(options) == "no TLS 1.3 suite of 'TLS_NOSUCH' is known to " +
                                    tls_library_version() + ": see `openssl ciphers -tls1_3`");
  options = {};
  options.groups = "nosuch";
  CHECK(check_error(options) == "no group of 'nosuch' is known to " + tls_library_version() +
                                    ": see `openssl ecparam -list_curves`");
  options = {};
  options.verify = Verify::full;
  CHECK(check_error(options) ==
        "there is no name to verify the certificate for (--tls-verify-host)");
  options = {};
  options.key_file = "/some/key";
  CHECK(check_error(options) == "a client key needs its certificate too (--tls-cert)");
}

TEST_CASE("files that cannot be used are named") {
  const TemporaryDirectory directory;
  const Issued mine = issue({}), other = issue({});
  TlsOptions options;
  options.ca_path = "/no/such/ca.pem";
  CHECK(check_error(options) ==
        "cannot read the certificate file /no/such/ca.pem: no such file or directory");
  CHECK(check_kind(options) == base::ErrorKind::no_input);
  options.ca_path = directory.write("empty.pem", "nothing");
  CHECK(check_error(options) == "no certificate (PEM) is in the file " + options.ca_path);
  options = {};
  options.certificate_file = directory.write("mine.pem", mine.pem());
  CHECK(check_error(options) == "no private key (PEM) is in the file " + options.certificate_file);
  options.key_file = directory.write("other.key", other.key_pem());
  CHECK(check_error(options) == "the key in " + options.key_file +
                                    " does not belong to the certificate in " +
                                    options.certificate_file);
  options.key_file = directory.write("locked.key", mine.key_pem("right"));
  CHECK(check_error(options) == "the key file " + options.key_file + " needs its passphrase");
  options.passphrase = base::Secret("wrong");
  CHECK(check_error(options) ==
        "the passphrase for the key file " + options.key_file + " is wrong");
  options.passphrase = base::Secret("right");
  CHECK(check_error(options) == "fine");
  options.chain_file = "/no/such/chain.pem";
  CHECK(check_error(options) ==
        "cannot read the certificate file /no/such/chain.pem: no such file or directory");
}

TEST_CASE("an end without close_notify that has_input meets is an end, not a failure of TLS") {
  const Tls tls({}, throw_away());
  tls.ends.server->reset();
  while (!tls.ends.client->has_input()) std::this_thread::yield();
  CHECK(tls.ends.client->has_input());
  CHECK(read_once(*tls.ends.client) == "");
}
