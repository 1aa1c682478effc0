#include "net/tls_der.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>

#include "net/tls_ptr.h"

namespace net {
namespace {

// `encode` is one of OpenSSL's i2d_ functions, which allocate what they write.
template <typename Encode>
std::string der_of(Encode encode) {
  unsigned char* der = nullptr;
  const int size = encode(&der);
  if (size <= 0) return {};
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

std::string digest(std::string_view bytes, const EVP_MD* type) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), sum.data(), &size, type, nullptr);
  return {reinterpret_cast<const char*>(sum.data()), size};
}

}  // namespace

base::Result<std::vector<CertificateDer>> read_certificates(std::string_view pem) {
  const BioPtr memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  std::vector<CertificateDer> found;
  while (
      const CertificatePtr certificate{PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)})
    found.push_back({der_of([&](unsigned char** to) { return i2d_X509(certificate.get(), to); }),
                     der_of([&](unsigned char** to) {
                       return i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), to);
                     })});
  ERR_clear_error();
  if (found.empty())
    return base::fail(base::ErrorKind::parse, "there is no certificate in PEM here");
  return found;
}

std::string sha256(std::string_view bytes) { return digest(bytes, EVP_sha256()); }

std::string sha512(std::string_view bytes) { return digest(bytes, EVP_sha512()); }

}  // namespace net
