#include "net/tls_facts.h"

#include <array>
#include <string_view>

#include "net/tls_certificate.h"

namespace net {
namespace {

constexpr std::string_view kExporterLabel = "EXPORTER-Channel-Binding";  // RFC 9266 section 4

std::string text(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

bool is_tls_1_3(const SSL* ssl) { return SSL_version(ssl) >= TLS1_3_VERSION; }

std::string group_of(SSL* ssl) {
  const int nid = static_cast<int>(SSL_get_negotiated_group(ssl));
  if (nid != NID_undef) return group_name(nid);
  EVP_PKEY* raw = nullptr;
  if (SSL_get_peer_tmp_key(ssl, &raw) != 1) return "";
  const KeyPtr key(raw);
  return describe_key(*key);
}

// RFC 9266 section 4.2: before TLS 1.3 only with extended_master_secret.
std::string exporter_binding(SSL* ssl) {
  if (!is_tls_1_3(ssl) && SSL_get_extms_support(ssl) != 1) return "";
  std::array<unsigned char, 32> binding{};
  const bool done = SSL_export_keying_material(ssl, binding.data(), binding.size(),
                                               kExporterLabel.data(), kExporterLabel.size(),
                                               reinterpret_cast<const unsigned char*>(""), 0, 1);
  return done ? text(binding.data(), binding.size()) : "";
}

// RFC 5929 section 3: the first Finished message of the handshake. The client sends it, but in a
// resumed session the server.
std::string unique_binding(SSL* ssl, TlsRole role) {
  if (is_tls_1_3(ssl)) return "";
  const bool client_was_first = SSL_session_reused(ssl) == 0;
  const bool ours = client_was_first == (role == TlsRole::client);
  std::array<unsigned char, EVP_MAX_MD_SIZE> finished{};
  const std::size_t size = ours ? SSL_get_finished(ssl, finished.data(), finished.size())
                                : SSL_get_peer_finished(ssl, finished.data(), finished.size());
  return text(finished.data(), size);
}

std::string server_end_point_binding(SSL* ssl, TlsRole role) {
  const X509* certificate =
      role == TlsRole::client ? SSL_get0_peer_certificate(ssl) : SSL_get_certificate(ssl);
  return certificate == nullptr ? "" : end_point_hash(*certificate);
}

}  // namespace

TlsFacts facts_of(SSL* ssl, TlsRole role) {
  TlsFacts facts;
  facts.version = SSL_get_version(ssl);
  facts.cipher = SSL_get_cipher_name(ssl);
  facts.group = group_of(ssl);
  facts.extended_master_secret = is_tls_1_3(ssl) || SSL_get_extms_support(ssl) == 1;
  facts.secure_renegotiation = is_tls_1_3(ssl) || SSL_get_secure_renegotiation_support(ssl) == 1;
  facts.resumed = SSL_session_reused(ssl) == 1;
  const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  const X509* own = SSL_get0_peer_certificate(ssl);
  // OpenSSL leaves the client's own certificate out of the chain that a server sees.
  if (role == TlsRole::server && own != nullptr) facts.chain.push_back(describe_certificate(*own));
  for (int i = 0; i < sk_X509_num(chain); ++i)
    facts.chain.push_back(describe_certificate(*sk_X509_value(chain, i)));
  facts.binding_exporter = exporter_binding(ssl);
  facts.binding_unique = unique_binding(ssl, role);
  facts.binding_server_end_point = server_end_point_binding(ssl, role);
  return facts;
}

}  // namespace net
