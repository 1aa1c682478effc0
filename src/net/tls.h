// What is asked of TLS, and what came out of it. Only tls.cc and tls_*.cc know OpenSSL.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace net {

enum class Verify {
  off,   // the chain is judged and shown, and does not matter
  ca,    // the chain must lead to a trusted root
  name,  // one name of the certificate must be verify_name, whoever signed it
  full,  // both
};

// The server's own proof that its certificate is not revoked (RFC 6066 section 8).
enum class Staple { not_asked, asked, required };

struct TlsFacts;

// A session that the server offers to resume: in the handshake, and in TLS 1.3 any time behind it.
struct TlsTicket {
  bool by_id = false;             // the server keeps it under an ID; else the client, in a ticket
  std::uint32_t lifetime = 0;     // seconds; 0: the server does not tell
  std::uint32_t early_data = 0;   // bytes that it lets follow ahead of the handshake (0-RTT)
  std::shared_ptr<void> session;  // for TlsOptions::resume
};

// What handshakes with equal options have in common, made by the first of them: OpenSSL's context
// and the trusted roots. For any thread; the options that it is for may change at any time.
class TlsShared;
std::shared_ptr<TlsShared> share_tls();

struct TlsOptions {
  std::string sni;          // empty: none is sent
  std::string verify_name;  // DNS name (A-labels) or IP address that a SAN must hold
  Verify verify = Verify::off;
  std::string ca_path;  // PEM file or hashed directory; empty: the system's /etc/ssl/certs
  std::string certificate_file, key_file, chain_file;  // of the client; PEM
  base::Secret passphrase;                             // for key_file
  std::string min_version, max_version;                // "TLSv1.2"; empty: the library's choice
  std::vector<std::string> protocols;                  // swaks' list: only these, when not empty
  std::string ciphers;                                 // TLS 1.2 names and 1.3 suites mixed, by ':'
  std::string groups;
  Staple staple = Staple::not_asked;
  bool old_peers = false;                  // those too that know no secure renegotiation (RFC 5746)
  bool renegotiate = false;                // asks for a second handshake right behind the first
  std::shared_ptr<void> resume = {};       // TlsTicket::session
  std::shared_ptr<TlsShared> shared = {};  // none: each handshake is for itself
  std::function<void(const TlsTicket&)> on_ticket = {};
  // Decides in the place of `verify` whether the peer is the right one: DANE.
  std::function<base::Result<void>(const TlsFacts&)> accept = {};
  // Told what the peer showed when that is why the handshake fails, so that it can be looked at.
  std::function<void(const TlsFacts&)> on_refused = {};
};

// The name to ask for when nothing else is said: the host's, and none for an address (RFC 6066
// section 3).
std::string default_sni(const std::string& host);

// Whether start_tls() can use these options, asked before there is a connection. Error kind parse
// for what does not exist, usage for what does not fit, no_input for a file; start_tls() gives the
// same.
base::Result<void> check_options(const TlsOptions& options);

struct PeerCertificate {
  std::string subject, issuer;     // RFC 2253, printable
  std::vector<std::string> names;  // SAN DNS names and IP addresses
  std::string common_name;
  std::string not_before, not_after;  // "2026-11-22"
  long long days_left = 0;            // negative: expired that long ago
  std::string sha256;                 // of the DER, hex
  std::string spki_sha256;            // of the public key info, hex
  std::string key;                    // "RSA 2048 bits", "EC P-256"
  bool must_staple = false;           // it is worth nothing without an OCSP staple (RFC 7633)
  std::string pem;
};

struct TlsFacts {
  std::string version;  // "TLSv1.3"
  std::string cipher;   // "TLS_AES_256_GCM_SHA384"
  std::string group;    // "X25519"; empty when the library does not tell
  bool resumed = false;
  bool extended_master_secret = false;  // RFC 7627; TLS 1.3 has nothing else
  bool secure_renegotiation = false;    // RFC 5746; TLS 1.3 has no renegotiation
  bool client_certificate_asked = false;
  // The chain and, when verify_name was given, the name. `trouble` says in plain words why not,
  // with the fix; it is empty when verified.
  bool verified = false;
  bool name_matched = false;
  std::string trouble;
  // Of a staple that was asked for: "good", "revoked", "unknown", or why it does not count; empty
  // when the server had none.
  std::string ocsp;
  std::vector<PeerCertificate> chain;  // as the peer sent it, its own first
  // Raw bytes of RFC 9266 and RFC 5929; empty where the protocol version has none.
  std::string binding_exporter, binding_unique, binding_server_end_point;
};

// "TLSv1.3, TLS_AES_256_GCM_SHA384, X25519, verified, 61 days left".
std::string summary(const TlsFacts& facts);

// A server's key and chain, ready for any number of handshakes on any thread.
class TlsIdentity {
 public:
  // A throw-away self-signed EC certificate for `name`, localhost, 127.0.0.1 and ::1; 30 days.
  static base::Result<TlsIdentity> throw_away(const std::string& name);
  static base::Result<TlsIdentity> from_files(const std::string& certificate_file,
                                              const std::string& key_file,
                                              const base::Secret& passphrase);
  // The certificate, for a client that wants to trust it.
  const std::string& certificate_pem() const;

  struct Context;  // tls.cc
  Context& context() const { return *context_; }

 private:
  std::shared_ptr<Context> context_;
};

// OpenSSL's version, for `ehlo --version`.
std::string tls_library_version();

}  // namespace net
