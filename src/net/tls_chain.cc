#include "net/tls_chain.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>

#include "net/tls_ptr.h"
#include "net/tls_shared.h"
#include "net/tls_verify.h"

namespace net {
namespace {

using base::fail;
using base::Result;

struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};
using StackPtr = std::unique_ptr<STACK_OF(X509), FreeStack>;

Certificates read_chain(const std::vector<PeerCertificate>& chain) {
  Certificates read;
  for (const PeerCertificate& each : chain) {
    const BioPtr memory(BIO_new_mem_buf(each.pem.data(), static_cast<int>(each.pem.size())));
    if (CertificatePtr one{PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)})
      read.push_back(std::move(one));
  }
  ERR_clear_error();
  return read;
}

// Owned by `certificates`.
StackPtr stack_of(const Certificates& certificates) {
  StackPtr stack(sk_X509_new_null());
  for (const CertificatePtr& each : certificates) sk_X509_push(stack.get(), each.get());
  return stack;
}

bool signs(X509* issuer, X509* subject) {
  const bool fits = X509_check_issued(issuer, subject) == X509_V_OK &&
                    X509_verify(subject, X509_get0_pubkey(issuer)) == 1;
  ERR_clear_error();
  return fits;
}

ChainLink describe(X509* certificate, X509* next) {
  ChainLink link;
  int bits = 0;
  if (X509_get_signature_info(certificate, nullptr, nullptr, &bits, nullptr) == 1)
    link.signature_bits = bits;
  if (const char* name = OBJ_nid2ln(X509_get_signature_nid(certificate))) link.signature = name;
  if (const EVP_PKEY* key = X509_get0_pubkey(certificate))
    link.key_bits = EVP_PKEY_get_security_bits(key);
  link.self_signed = signs(certificate, certificate);
  link.signed_by_next = next == nullptr || signs(next, certificate);
  ERR_clear_error();
  return link;
}

}  // namespace

bool ChainFacts::in_order() const { return std::ranges::all_of(links, &ChainLink::signed_by_next); }

bool ChainFacts::root_sent() const { return links.size() > 1 && links.back().self_signed; }

Result<ChainFacts> look_at_chain(const std::vector<PeerCertificate>& chain,
                                 const TlsOptions& options) {
  const auto roots = roots_for(options);
  if (!roots) return fail(roots.error());
  const Certificates certificates = read_chain(chain);
  const StackPtr stack = stack_of(certificates);
  ChainFacts facts;
  facts.verdict = judge_chain(stack.get(), **roots, options.verify_name);
  ERR_clear_error();
  for (std::size_t i = 0; i < certificates.size(); ++i) {
    X509* next = i + 1 < certificates.size() ? certificates[i + 1].get() : nullptr;
    facts.links.push_back(describe(certificates[i].get(), next));
  }
  return facts;
}

std::string trouble_under(const std::vector<PeerCertificate>& chain, std::size_t anchor,
                          const std::string& name) {
  const Certificates certificates = read_chain(chain);
  const StackPtr stack = stack_of(certificates);
  const StorePtr store(X509_STORE_new());
  if (store == nullptr || certificates.size() != chain.size() || anchor >= chain.size() ||
      X509_STORE_add_cert(store.get(), certificates[anchor].get()) != 1)
    return "a certificate of the chain cannot be read";
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  std::string trouble = judge_chain(stack.get(), *store, name).trouble();
  ERR_clear_error();
  return trouble;
}

}  // namespace net
