#include "net/tls_certificate.h"

#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>

#include "base/hex.h"
#include "base/text.h"
#include "net/address.h"

namespace net {
namespace {

constexpr long long kDay = 86400;

std::string take_text(const BioPtr& memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

BioPtr memory_bio() { return BioPtr(BIO_new(BIO_s_mem())); }

std::string_view text_of(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string show_address(std::string_view bytes) {
  std::array<std::uint8_t, 16> address{};
  if (bytes.size() != 4 && bytes.size() != 16) return "";
  std::copy(bytes.begin(), bytes.end(), address.begin());
  if (bytes.size() == 16) return IpAddress::v6(address).show();
  return IpAddress::v4({address[0], address[1], address[2], address[3]}).show();
}

std::string show_general_name(const GENERAL_NAME& name) {
  if (name.type == GEN_DNS) return base::printable(text_of(name.d.dNSName));
  if (name.type == GEN_IPADD) return show_address(text_of(name.d.iPAddress));
  return "";
}

std::vector<std::string> alternative_names(const X509& certificate) {
  const NamesPtr names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> shown;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i)
    if (std::string name = show_general_name(*sk_GENERAL_NAME_value(names.get(), i)); !name.empty())
      shown.push_back(std::move(name));
  return shown;
}

std::string common_name(const X509& certificate) {
  const X509_NAME* subject = X509_get_subject_name(&certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return "";
  return base::printable(text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))));
}

std::string hex(const unsigned char* bytes, std::size_t size) {
  return base::hex_encode({reinterpret_cast<const char*>(bytes), size});
}

std::string sha256_of_der(const X509& certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  X509_digest(&certificate, EVP_sha256(), digest.data(), &size);
  return hex(digest.data(), size);
}

std::string sha256_of_key(const X509& certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(&certificate), &der);
  if (size <= 0) return "";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned digest_size = 0;
  EVP_Digest(der, static_cast<std::size_t>(size), digest.data(), &digest_size, EVP_sha256(),
             nullptr);
  OPENSSL_free(der);
  return hex(digest.data(), digest_size);
}

std::string curve_of(const EVP_PKEY& key) {
  std::array<char, 80> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(&key, name.data(), name.size(), &size) != 1) return "";
  return group_name(OBJ_txt2nid(name.data()));
}

struct FreeFeatures {
  void operator()(TLS_FEATURE* features) const { TLS_FEATURE_free(features); }
};

constexpr long kStatusRequest = 5;  // RFC 7633 section 4.1: the number of the TLS extension

bool must_staple(const X509& certificate) {
  const std::unique_ptr<TLS_FEATURE, FreeFeatures> features(
      static_cast<TLS_FEATURE*>(X509_get_ext_d2i(&certificate, NID_tlsfeature, nullptr, nullptr)));
  for (int i = 0; i < sk_ASN1_INTEGER_num(features.get()); ++i)
    if (ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features.get(), i)) == kStatusRequest) return true;
  return false;
}

}  // namespace

std::string group_name(int nid) {
  if (const char* curve = EC_curve_nid2nist(nid)) return curve;
  const char* name = OBJ_nid2sn(nid);
  return name == nullptr ? "" : name;
}

std::string describe_key(const EVP_PKEY& key) {
  switch (EVP_PKEY_get_base_id(&key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
      return fmt::format("RSA {} bits", EVP_PKEY_get_bits(&key));
    case EVP_PKEY_EC:
      return "EC " + curve_of(key);
    default: {
      const char* type = EVP_PKEY_get0_type_name(&key);
      if (type == nullptr) return "unknown";
      const std::string name = type;
      return name.starts_with("DH") ? fmt::format("DH {} bits", EVP_PKEY_get_bits(&key)) : name;
    }
  }
}

std::string show_name(const X509_NAME* name) {
  const BioPtr memory = memory_bio();
  X509_NAME_print_ex(memory.get(), name, 0,
                     XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  return base::printable(take_text(memory));
}

std::string show_date(const ASN1_TIME* time) {
  std::tm moment{};
  if (ASN1_TIME_to_tm(time, &moment) != 1) return "";
  return fmt::format("{:04}-{:02}-{:02}", moment.tm_year + 1900, moment.tm_mon + 1, moment.tm_mday);
}

long long days_until(const ASN1_TIME* time) {
  int days = 0;
  int seconds = 0;
  if (ASN1_TIME_diff(&days, &seconds, nullptr, time) != 1) return 0;
  const long long total = days * kDay + seconds;
  return total >= 0 ? total / kDay : -((-total + kDay - 1) / kDay);
}

std::string end_point_hash(const X509& certificate) {
  int hash = NID_undef;
  X509* mutable_certificate = const_cast<X509*>(&certificate);
  if (X509_get_signature_info(mutable_certificate, &hash, nullptr, nullptr, nullptr) != 1)
    return "";
  if (hash == NID_undef) return "";
  if (hash == NID_md5 || hash == NID_sha1) hash = NID_sha256;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const EVP_MD* type = EVP_get_digestbynid(hash);
  if (type == nullptr || X509_digest(&certificate, type, digest.data(), &size) != 1) return "";
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string to_pem(const X509& certificate) {
  const BioPtr memory = memory_bio();
  PEM_write_bio_X509(memory.get(), &certificate);
  return take_text(memory);
}

PeerCertificate describe_certificate(const X509& certificate) {
  PeerCertificate shown;
  shown.subject = show_name(X509_get_subject_name(&certificate));
  shown.issuer = show_name(X509_get_issuer_name(&certificate));
  shown.names = alternative_names(certificate);
  shown.common_name = common_name(certificate);
  shown.not_before = show_date(X509_get0_notBefore(&certificate));
  shown.not_after = show_date(X509_get0_notAfter(&certificate));
  shown.days_left = days_until(X509_get0_notAfter(&certificate));
  shown.sha256 = sha256_of_der(certificate);
  shown.spki_sha256 = sha256_of_key(certificate);
  if (const EVP_PKEY* key = X509_get0_pubkey(&certificate)) shown.key = describe_key(*key);
  shown.must_staple = must_staple(certificate);
  shown.pem = to_pem(certificate);
  return shown;
}

}  // namespace net
