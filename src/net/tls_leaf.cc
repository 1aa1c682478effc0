#include "net/tls_leaf.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "net/tls_ptr.h"

namespace net {
namespace {

CertificatePtr parsed(const CertificateDer& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.certificate.data());
  return CertificatePtr(d2i_X509(nullptr, &bytes, static_cast<long>(der.certificate.size())));
}

// The certificates of a file, each once.
class Chain {
 public:
  explicit Chain(std::vector<CertificateDer> all) {
    for (CertificateDer& der : all) {
      if (std::ranges::find(ders_, der.certificate, &CertificateDer::certificate) != ders_.end())
        continue;
      certificates_.push_back(parsed(der));
      ders_.push_back(std::move(der));
    }
  }

  // Those that have issued none of the others; of several those that are for no authority.
  std::vector<std::size_t> leaves() const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < ders_.size(); ++i)
      if (!is_issuer(i)) found.push_back(i);
    if (found.size() > 1)
      std::erase_if(found,
                    [&](std::size_t i) { return X509_check_ca(certificates_[i].get()) > 0; });
    return found;
  }

  std::optional<CertificateDer> issuer_of(std::size_t leaf) const {
    for (std::size_t i = 0; i < ders_.size(); ++i)
      if (has_issued(i, leaf)) return ders_[i];
    return std::nullopt;
  }

  const CertificateDer& der(std::size_t i) const { return ders_[i]; }

 private:
  bool has_issued(std::size_t issuer, std::size_t subject) const {
    return issuer != subject && X509_check_issued(certificates_[issuer].get(),
                                                  certificates_[subject].get()) == X509_V_OK;
  }

  bool is_issuer(std::size_t i) const {
    for (std::size_t other = 0; other < ders_.size(); ++other)
      if (has_issued(i, other)) return true;
    return false;
  }

  std::vector<CertificateDer> ders_;
  Certificates certificates_;
};

using RequestPtr = std::unique_ptr<X509_REQ, Freed<X509_REQ_free>>;

KeyPtr key_in(std::string_view pem) {
  const auto memory = [&] {
    return BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  };
  KeyPtr key(PEM_read_bio_PUBKEY(memory().get(), nullptr, nullptr, nullptr));
  if (key) return key;
  const RequestPtr request(PEM_read_bio_X509_REQ(memory().get(), nullptr, nullptr, nullptr));
  return KeyPtr(request ? X509_REQ_get_pubkey(request.get()) : nullptr);
}

std::string_view what_is_there(std::string_view file) {
  constexpr char kDerSequence = 0x30;
  if (file.find(" PRIVATE KEY-----") != std::string_view::npos)
    return "a private key is here; give its public one: openssl pkey -pubout";
  if (file.starts_with(kDerSequence) && file.size() > 1 && (file[1] & 0x80) != 0)
    return "this is DER, and PEM is needed: openssl x509 -inform der";
  return "there is neither a certificate nor a public key or a request for one in PEM here";
}

}  // namespace

std::optional<std::string> pem_of_certificate(std::string_view der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const auto* end = bytes + der.size();
  const CertificatePtr certificate(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
  const BioPtr memory(BIO_new(BIO_s_mem()));
  const bool written =
      certificate && bytes == end && PEM_write_bio_X509(memory.get(), certificate.get()) == 1;
  ERR_clear_error();
  if (!written) return std::nullopt;
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

base::Result<std::string> read_public_key(std::string_view pem) {
  const KeyPtr key = key_in(pem);
  unsigned char* der = nullptr;
  const int size = key ? i2d_PUBKEY(key.get(), &der) : 0;
  ERR_clear_error();
  if (size <= 0) return base::fail(base::ErrorKind::parse, std::string(what_is_there(pem)));
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

base::Result<LeafAndIssuer> read_leaf(std::string_view pem) {
  auto all = read_certificates(pem);
  if (!all) return base::fail(all.error());
  const Chain chain(std::move(*all));
  const auto leaves = chain.leaves();
  if (leaves.size() != 1)
    return base::fail(base::ErrorKind::parse,
                      fmt::format("{} certificates here may be the server's, and one must be: give "
                                  "each server's chain in a file of its own",
                                  leaves.size()));
  return LeafAndIssuer{chain.der(leaves.front()), chain.issuer_of(leaves.front())};
}

}  // namespace net
