// Certificates made for a test, good and bad, and the files they are kept in.
#pragma once

#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "net/tls_certificate.h"
#include "net/tls_ptr.h"

namespace test {

// A directory that is gone with the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = std::filesystem::temp_directory_path() / "ehlo-test-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::string path(const std::string& name) const { return path_ / name; }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name)) << content;
    return path(name);
  }

 private:
  std::filesystem::path path_;
};

struct Wish {
  std::string name = "mx.example.com";       // the common name
  std::string names = "DNS:mx.example.com";  // subjectAltName as in openssl.cnf; "" for none
  long from_days = -10, to_days = 90;        // from now
  bool is_ca = false;
  std::string usage = "serverAuth";  // "" for none
  std::string issuer_place;          // authorityInfoAccess
  unsigned rsa_bits = 0;             // 0: EC P-256
};

// A minute more than whole days, either way, so that they are still whole when they are counted.
inline long seconds_in(long days) { return days * 86400 + (days > 0 ? 60 : -60); }

struct Issued {
  net::CertificatePtr certificate;
  net::KeyPtr key;

  std::string pem() const { return net::to_pem(*certificate); }
  std::string key_pem(const std::string& passphrase = "") const {
    const net::BioPtr memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(),
                                  passphrase.empty() ? nullptr : EVP_aes_128_cbc(),
                                  passphrase.empty() ? nullptr : passphrase.data(),
                                  static_cast<int>(passphrase.size()), nullptr, nullptr);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
  }
};

inline void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  if (value.empty()) return;
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  REQUIRE(extension != nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// Signed by `issuer`, or by itself.
inline Issued issue(const Wish& wish, const Issued* issuer = nullptr) {
  Issued made{net::CertificatePtr(X509_new()),
              net::KeyPtr(wish.rsa_bits == 0 ? EVP_EC_gen("P-256") : EVP_RSA_gen(wish.rsa_bits))};
  static long serial = 1;
  X509* certificate = made.certificate.get();
  X509* signer = issuer == nullptr ? certificate : issuer->certificate.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), seconds_in(wish.from_days));
  X509_gmtime_adj(X509_getm_notAfter(certificate), seconds_in(wish.to_days));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wish.name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(signer));
  X509_set_pubkey(certificate, made.key.get());
  add_extension(certificate, signer, NID_basic_constraints, wish.is_ca ? "CA:TRUE" : "CA:FALSE");
  add_extension(certificate, signer, NID_subject_key_identifier, "hash");
  if (!wish.is_ca) {
    add_extension(certificate, signer, NID_subject_alt_name, wish.names);
    add_extension(certificate, signer, NID_ext_key_usage, wish.usage);
    add_extension(certificate, signer, NID_info_access, wish.issuer_place);
  }
  EVP_PKEY* signing = issuer == nullptr ? made.key.get() : issuer->key.get();
  REQUIRE(X509_sign(certificate, signing, EVP_sha256()) > 0);
  return made;
}

inline Issued authority(const std::string& name, const Issued* issuer = nullptr) {
  Wish wish;
  wish.name = name;
  wish.is_ca = true;
  return issue(wish, issuer);
}

}  // namespace test
