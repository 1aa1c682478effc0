#include "net/tls_ocsp.h"

#include <fmt/format.h>

namespace net {
namespace {

constexpr long kClockSkew = 300;         // seconds
constexpr long kOldest = 7 * 24 * 3600;  // of an answer that does not say until when it holds

OcspResponsePtr stapled(SSL* ssl) {
  const unsigned char* bytes = nullptr;
  const long size = SSL_get_tlsext_status_ocsp_resp(ssl, &bytes);
  if (bytes == nullptr || size <= 0) return nullptr;
  return OcspResponsePtr(d2i_OCSP_RESPONSE(nullptr, &bytes, size));
}

bool was_stapled(SSL* ssl) {
  const unsigned char* bytes = nullptr;
  return SSL_get_tlsext_status_ocsp_resp(ssl, &bytes) > 0;
}

// By its signature: anybody can make a certificate of the same name.
bool has_issued(X509& above, X509& leaf) {
  return X509_check_issued(&above, &leaf) == X509_V_OK &&
         X509_verify(&leaf, X509_get0_pubkey(&above)) == 1;
}

CertificatePtr issuer_of(X509& leaf, STACK_OF(X509) * chain, X509_STORE& roots) {
  for (int i = 1; i < sk_X509_num(chain); ++i) {
    X509* above = sk_X509_value(chain, i);
    if (!has_issued(*above, leaf) || X509_up_ref(above) != 1) continue;
    return CertificatePtr(above);
  }
  const StoreContextPtr context(X509_STORE_CTX_new());
  X509* found = nullptr;
  if (context != nullptr && X509_STORE_CTX_init(context.get(), &roots, &leaf, chain) == 1 &&
      X509_STORE_CTX_get1_issuer(&found, context.get(), &leaf) == 1) {
    CertificatePtr issuer(found);
    if (has_issued(*issuer, leaf)) return issuer;
  }
  return nullptr;
}

// Signed by the issuer, or by whom the issuer made its responder.
bool is_signed_for(X509& issuer, STACK_OF(X509) * chain, OCSP_BASICRESP& answer) {
  const StorePtr store(X509_STORE_new());
  return store != nullptr && X509_STORE_add_cert(store.get(), &issuer) == 1 &&
         X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN) == 1 &&
         OCSP_basic_verify(&answer, chain, store.get(), 0) == 1;
}

bool is_about(OCSP_SINGLERESP* one, const X509& leaf, const X509& issuer) {
  const OCSP_CERTID* id = OCSP_SINGLERESP_get0_id(one);
  ASN1_OBJECT* digest = nullptr;
  if (OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr, const_cast<OCSP_CERTID*>(id)) != 1)
    return false;
  const EVP_MD* hash = EVP_get_digestbyobj(digest);
  if (hash == nullptr) return false;
  const OcspIdPtr own(OCSP_cert_to_id(hash, &leaf, &issuer));
  return own != nullptr && OCSP_id_cmp(own.get(), id) == 0;
}

std::string status_of(OCSP_SINGLERESP* one) {
  ASN1_GENERALIZEDTIME* from = nullptr;
  ASN1_GENERALIZEDTIME* until = nullptr;
  const int status = OCSP_single_get0_status(one, nullptr, nullptr, &from, &until);
  const long oldest = until == nullptr ? kOldest : -1;
  if (OCSP_check_validity(from, until, kClockSkew, oldest) != 1) return "out of date";
  if (status == V_OCSP_CERTSTATUS_GOOD) return std::string(kOcspGood);
  return status == V_OCSP_CERTSTATUS_REVOKED ? "revoked" : "unknown";
}

}  // namespace

void ask_for_ocsp(SSL* ssl) { SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp); }

std::string judge_ocsp(SSL* ssl, X509_STORE& roots) {
  if (!was_stapled(ssl)) return "";
  const OcspResponsePtr response = stapled(ssl);
  if (response == nullptr) return "not readable";
  const int status = OCSP_response_status(response.get());
  if (status != OCSP_RESPONSE_STATUS_SUCCESSFUL)
    return fmt::format("no answer ({})", OCSP_response_status_str(status));
  const OcspBasicPtr answer(OCSP_response_get1_basic(response.get()));
  STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  if (answer == nullptr || sk_X509_num(chain) == 0) return "not readable";
  X509& leaf = *sk_X509_value(chain, 0);
  const CertificatePtr issuer = issuer_of(leaf, chain, roots);
  if (issuer == nullptr) return "not to be judged, as the issuer's certificate is missing";
  if (!is_signed_for(*issuer, chain, *answer)) return "not signed by the certificate's issuer";
  for (int i = 0; i < OCSP_resp_count(answer.get()); ++i)
    if (OCSP_SINGLERESP* one = OCSP_resp_get0(answer.get(), i); is_about(one, leaf, *issuer))
      return status_of(one);
  return "about another certificate";
}

}  // namespace net
