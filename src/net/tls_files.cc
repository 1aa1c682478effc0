#include "net/tls_files.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "net/socket_address.h"

namespace net {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr const char* kSystemRoots = "/etc/ssl/certs";

Result<BioPtr> open_file(const std::string& file, std::string_view what) {
  errno = 0;
  BioPtr bio(BIO_new_file(file.c_str(), "r"));
  const int error_number = errno;
  ERR_clear_error();
  if (bio) return bio;
  return fail(ErrorKind::no_input, fmt::format("cannot read the {} file {}: {}", what,
                                               base::printable(file), cause(error_number)));
}

struct Asked {
  const base::Secret& passphrase;
  bool asked = false;
};

int give_passphrase(char* into, int size, int, void* data) {
  auto& request = *static_cast<Asked*>(data);
  request.asked = true;
  const std::string_view value = request.passphrase.reveal();
  if (value.empty() || value.size() > static_cast<std::size_t>(size)) return -1;
  std::ranges::copy(value, into);
  return static_cast<int>(value.size());
}

Result<void> add_chain(SSL_CTX& context, const Certificates& certificates, std::size_t from) {
  for (std::size_t i = from; i < certificates.size(); ++i)
    if (SSL_CTX_add1_chain_cert(&context, certificates[i].get()) != 1)
      return fail(ErrorKind::io, "cannot keep a certificate: no memory");
  return {};
}

tl::unexpected<base::Error> unusable(const std::string& file) {
  const char* words = ERR_reason_error_string(ERR_peek_error());
  std::string text = fmt::format("cannot use the certificate file {}: {}", base::printable(file),
                                 words == nullptr ? "no reason is known" : words);
  ERR_clear_error();
  return fail(ErrorKind::no_input, std::move(text));
}

}  // namespace

Result<Certificates> load_certificates(const std::string& file) {
  const auto bio = open_file(file, "certificate");
  if (!bio) return fail(bio.error());
  Certificates certificates;
  while (X509* raw = PEM_read_bio_X509(bio->get(), nullptr, nullptr, nullptr))
    certificates.emplace_back(raw);
  ERR_clear_error();
  if (certificates.empty())
    return fail(ErrorKind::no_input,
                fmt::format("no certificate (PEM) is in the file {}", base::printable(file)));
  return certificates;
}

Result<KeyPtr> load_key(const std::string& file, const base::Secret& passphrase) {
  const auto bio = open_file(file, "key");
  if (!bio) return fail(bio.error());
  Asked request{passphrase};
  KeyPtr key(PEM_read_bio_PrivateKey(bio->get(), nullptr, give_passphrase, &request));
  ERR_clear_error();
  if (key) return key;
  const std::string shown = base::printable(file);
  if (!request.asked)
    return fail(ErrorKind::no_input, fmt::format("no private key (PEM) is in the file {}", shown));
  if (passphrase.empty())
    return fail(ErrorKind::no_input, fmt::format("the key file {} needs its passphrase", shown));
  return fail(ErrorKind::no_input,
              fmt::format("the passphrase for the key file {} is wrong", shown));
}

Result<StorePtr> load_roots(const std::string& path) {
  StorePtr store(X509_STORE_new());
  if (path.empty()) {
    X509_STORE_load_path(store.get(), kSystemRoots);
    return store;
  }
  // What the user calls trusted is trusted, be it an intermediate CA or the server itself.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    X509_STORE_load_path(store.get(), path.c_str());
    return store;
  }
  const auto certificates = load_certificates(path);
  if (!certificates) return fail(certificates.error());
  for (const CertificatePtr& certificate : *certificates)
    X509_STORE_add_cert(store.get(), certificate.get());
  return store;
}

Result<void> use_identity(SSL_CTX& context, const std::string& certificate_file,
                          const std::string& key_file, const std::string& chain_file,
                          const base::Secret& passphrase) {
  const auto certificates = load_certificates(certificate_file);
  if (!certificates) return fail(certificates.error());
  const std::string& where = key_file.empty() ? certificate_file : key_file;
  const auto key = load_key(where, passphrase);
  if (!key) return fail(key.error());
  if (X509_check_private_key(certificates->front().get(), key->get()) != 1) {
    ERR_clear_error();
    return fail(ErrorKind::usage,
                fmt::format("the key in {} does not belong to the certificate in {}",
                            base::printable(where), base::printable(certificate_file)));
  }
  if (SSL_CTX_use_certificate(&context, certificates->front().get()) != 1 ||
      SSL_CTX_use_PrivateKey(&context, key->get()) != 1)
    return unusable(certificate_file);
  if (const auto added = add_chain(context, *certificates, 1); !added) return added;
  if (chain_file.empty()) return {};
  const auto more = load_certificates(chain_file);
  return more ? add_chain(context, *more, 0) : Result<void>(fail(more.error()));
}

}  // namespace net
