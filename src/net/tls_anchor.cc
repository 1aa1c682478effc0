#include "net/tls_anchor.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "net/tls_ptr.h"
#include "net/tls_verify.h"

namespace net {
namespace {

struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

CertificatePtr read(const std::string& pem) {
  const BioPtr memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return CertificatePtr(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

}  // namespace

std::string trouble_under(const std::vector<PeerCertificate>& chain, std::size_t anchor,
                          const std::string& name) {
  Certificates held;
  const std::unique_ptr<STACK_OF(X509), FreeStack> stack(sk_X509_new_null());
  for (const PeerCertificate& one : chain) {
    auto certificate = read(one.pem);
    if (certificate == nullptr || sk_X509_push(stack.get(), certificate.get()) == 0)
      return "a certificate of the chain cannot be read";
    held.push_back(std::move(certificate));
  }
  const StorePtr store(X509_STORE_new());
  if (store == nullptr || anchor >= held.size() ||
      X509_STORE_add_cert(store.get(), held[anchor].get()) != 1)
    return "the chain cannot be judged";
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  std::string trouble = judge_chain(stack.get(), *store, name).trouble();
  ERR_clear_error();
  return trouble;
}

}  // namespace net
