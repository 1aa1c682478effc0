#include "net/tls_identity.h"

#include <openssl/ec.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "net/address.h"
#include "net/tls_certificate.h"
#include "net/tls_files.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr long kHour = 3600;
constexpr long kLifetime = 30 * 24 * kHour;
constexpr std::size_t kMaxCommonName = 64;  // RFC 5280 appendix A

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

GENERAL_NAME* general_name(const std::string& name) {
  GENERAL_NAME* general = GENERAL_NAME_new();
  if (IpAddress::parse(name)) {
    GENERAL_NAME_set0_value(general, GEN_IPADD, a2i_IPADDRESS(name.c_str()));
    return general;
  }
  ASN1_IA5STRING* text = ASN1_IA5STRING_new();
  ASN1_STRING_set(text, name.data(), static_cast<int>(name.size()));
  GENERAL_NAME_set0_value(general, GEN_DNS, text);
  return general;
}

void add_names(X509& certificate, const std::string& name) {
  const NamesPtr names(GENERAL_NAMES_new());
  const std::array<std::string, 3> local{"localhost", "127.0.0.1", "::1"};
  if (!name.empty() && std::ranges::find(local, name) == local.end())
    sk_GENERAL_NAME_push(names.get(), general_name(name));
  for (const std::string& each : local) sk_GENERAL_NAME_push(names.get(), general_name(each));
  X509_add1_ext_i2d(&certificate, NID_subject_alt_name, names.get(), 0, 0);
}

void add_subject(X509& certificate, const std::string& name) {
  const std::string common = name.size() <= kMaxCommonName ? name : "ehlo throw-away";
  X509_NAME* subject = X509_get_subject_name(&certificate);
  X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, bytes_of(common),
                             static_cast<int>(common.size()), -1, 0);
  X509_set_issuer_name(&certificate, subject);
}

void add_serial(X509& certificate) {
  std::array<unsigned char, 8> bytes{};
  RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  std::uint64_t serial = 0;
  for (const unsigned char byte : bytes) serial = serial << 8 | byte;
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(&certificate), serial >> 1);
}

CertificatePtr make_certificate(EVP_PKEY& key, const std::string& name) {
  CertificatePtr certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  add_serial(*certificate);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kHour);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kLifetime);
  add_subject(*certificate, name.empty() ? "localhost" : name);
  add_names(*certificate, name);
  X509_set_pubkey(certificate.get(), &key);
  if (X509_sign(certificate.get(), &key, EVP_sha256()) == 0) return nullptr;
  return certificate;
}

SslContextPtr server_context() {
  SslContextPtr context(SSL_CTX_new(TLS_server_method()));
  if (context) SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  return context;
}

}  // namespace

Result<TlsIdentity> TlsIdentity::throw_away(const std::string& name) {
  const KeyPtr key(EVP_EC_gen("P-256"));
  SslContextPtr context = server_context();
  if (!key || !context) return fail(ErrorKind::io, "cannot start OpenSSL");
  const CertificatePtr certificate = make_certificate(*key, name);
  if (!certificate || SSL_CTX_use_certificate(context.get(), certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1)
    return fail(ErrorKind::io, "cannot make a throw-away certificate");
  TlsIdentity identity;
  identity.context_ = std::make_shared<Context>(Context{std::move(context), to_pem(*certificate)});
  return identity;
}

Result<TlsIdentity> TlsIdentity::from_files(const std::string& certificate_file,
                                            const std::string& key_file,
                                            const base::Secret& passphrase) {
  SslContextPtr context = server_context();
  if (!context) return fail(ErrorKind::io, "cannot start OpenSSL");
  const auto used = use_identity(*context, certificate_file, key_file, "", passphrase);
  if (!used) return fail(used.error());
  TlsIdentity identity;
  std::string pem = to_pem(*SSL_CTX_get0_certificate(context.get()));
  identity.context_ = std::make_shared<Context>(Context{std::move(context), std::move(pem)});
  return identity;
}

const std::string& TlsIdentity::certificate_pem() const { return context_->certificate_pem; }

}  // namespace net
