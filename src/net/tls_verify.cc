#include "net/tls_verify.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "net/address.h"
#include "net/tls_certificate.h"

namespace net {
namespace {

// Of keys and signatures in the chain: 112 bits (RSA 2048), what OpenSSL 3.2 and Debian ask for.
constexpr int kSecurityLevel = 2;
constexpr std::size_t kNamesShown = 5;

struct Fault {
  int error;
  int depth;
  X509* certificate;
};

int note_fault(int ok, X509_STORE_CTX* context) {
  if (ok == 1) return 1;
  auto& faults = *static_cast<std::vector<Fault>*>(X509_STORE_CTX_get_app_data(context));
  faults.push_back({X509_STORE_CTX_get_error(context), X509_STORE_CTX_get_error_depth(context),
                    X509_STORE_CTX_get_current_cert(context)});
  return 1;
}

std::string subject(const X509* certificate) {
  return show_name(X509_get_subject_name(certificate));
}

// "certificate" for the server's own, with its subject for those above it.
std::string which(const Fault& fault) {
  return fault.depth == 0 ? "certificate"
                          : fmt::format("certificate of the issuer {}", subject(fault.certificate));
}

std::string expired(const Fault& fault) {
  const ASN1_TIME* end = X509_get0_notAfter(fault.certificate);
  const long long days = -days_until(end) - 1;
  const std::string ago = days == 0   ? "today"
                          : days == 1 ? "1 day ago"
                                      : fmt::format("{} days ago", days);
  return fmt::format("{} expired {} ({}): {}", which(fault), ago, show_date(end),
                     fault.depth == 0 ? "renew it" : "the server must send its successor");
}

std::string not_yet_valid(const Fault& fault) {
  return fmt::format("{} is not valid before {}: wait, or set the clock of this machine right",
                     which(fault), show_date(X509_get0_notBefore(fault.certificate)));
}

// A certificate that says where its issuer's is to be had was made by an intermediate CA: a root
// has no such place.
bool names_its_issuers_place(X509* certificate) {
  return X509_get_ext_by_NID(certificate, NID_info_access, -1) >= 0;
}

std::string issuer_missing(const Fault& fault) {
  const std::string issuer = show_name(X509_get_issuer_name(fault.certificate));
  if (names_its_issuers_place(fault.certificate))
    return fmt::format("missing intermediate certificate: the server must send that of {} too",
                       issuer);
  return fmt::format(
      "issuer unknown: {} is neither trusted here nor sent by the server; use --tls-ca-path if it "
      "is a private CA; if it is a missing intermediate certificate, the server must send it",
      issuer);
}

std::string too_weak(const Fault& fault) {
  const EVP_PKEY* key = X509_get0_pubkey(fault.certificate);
  return fmt::format("{} has a key that is too weak ({}): make it anew with RSA 2048 or EC P-256",
                     which(fault), key == nullptr ? "unknown" : describe_key(*key));
}

std::string words(const Fault& fault) {
  switch (fault.error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return expired(fault);
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return not_yet_valid(fault);
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return "certificate is self-signed: trust it with --tls-ca-path if it is yours, or get one "
             "from a CA";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return fmt::format(
          "issuer unknown: the root {} is not trusted here; use --tls-ca-path if it is a private "
          "CA",
          subject(fault.certificate));
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return issuer_missing(fault);
    case X509_V_ERR_CERT_REVOKED:
      return fmt::format("{} is revoked: replace it", which(fault));
    case X509_V_ERR_INVALID_PURPOSE:
      return fmt::format("{} is not made for servers (its key usage says so): have it reissued",
                         which(fault));
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
      return too_weak(fault);
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return fmt::format("{} is signed with a hash that is too weak: have it reissued",
                         which(fault));
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return fmt::format(
          "{} does not fit the key of its issuer: it was changed, or the wrong "
          "issuer is sent",
          which(fault));
    case X509_V_ERR_INVALID_CA:
      return fmt::format("{} may not issue certificates: it is no CA", which(fault));
    default:
      return fmt::format("{}: {}", which(fault), X509_verify_cert_error_string(fault.error));
  }
}

// All faults of the server's own certificate, but one for each issuer: the others follow from it.
std::string words(const std::vector<Fault>& faults) {
  std::vector<std::string> told;
  int depth_told = 0;
  for (const Fault& fault : faults) {
    if (fault.depth > 0 && fault.depth == depth_told) continue;
    depth_told = fault.depth;
    std::string text = words(fault);
    if (std::ranges::find(told, text) == told.end()) told.push_back(std::move(text));
  }
  return fmt::format("{}", fmt::join(told, "; "));
}

bool prepare(X509_STORE_CTX* context, X509* leaf, STACK_OF(X509) * chain, X509_STORE& roots,
             std::vector<Fault>& faults) {
  if (context == nullptr || X509_STORE_CTX_init(context, &roots, leaf, chain) != 1) return false;
  if (X509_STORE_CTX_set_default(context, "ssl_server") != 1) return false;
  X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context), kSecurityLevel);
  X509_STORE_CTX_set_verify_cb(context, note_fault);
  return X509_STORE_CTX_set_app_data(context, &faults) == 1;
}

// A chain is trusted when OpenSSL says so, and for no lesser reason. That no fault was noted is
// none: the callback overrules all that it sees so that all can be told, and what fails without
// asking it (no memory, an error inside) leaves no fault behind.
std::vector<Fault> verify(X509* leaf, STACK_OF(X509) * chain, X509_STORE& roots,
                          X509_STORE_CTX* context) {
  std::vector<Fault> faults;
  const bool ready = prepare(context, leaf, chain, roots, faults);
  const bool passed = ready && X509_verify_cert(context) == 1;
  const int error = ready ? X509_STORE_CTX_get_error(context) : X509_V_ERR_OUT_OF_MEM;
  if (faults.empty() && !(passed && error == X509_V_OK))
    faults.push_back({error == X509_V_OK ? X509_V_ERR_UNSPECIFIED : error, 0, leaf});
  return faults;
}

// Subject alternative names only: a common name is no host name (RFC 9525 section 6.3), and `*`
// stands for one whole label.
bool matches(X509* certificate, const std::string& name) {
  if (IpAddress::parse(name)) return X509_check_ip_asc(certificate, name.c_str(), 0) == 1;
  constexpr unsigned kFlags =
      X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
  const std::string_view host = std::string_view(name).substr(0, name.size() - name.ends_with('.'));
  return X509_check_host(certificate, host.data(), host.size(), kFlags, nullptr) == 1;
}

std::string name_words(const PeerCertificate& certificate, const std::string& wanted) {
  const std::string name = base::printable(wanted);
  if (certificate.names.empty() && certificate.common_name.empty())
    return fmt::format("the certificate is for no host at all, not for {}: have it reissued", name);
  if (certificate.names.empty())
    return fmt::format(
        "the certificate has only the common name {} and no subject alternative name, which alone "
        "counts (RFC 9525): have it reissued for {}",
        certificate.common_name, name);
  const auto first = certificate.names.begin();
  const std::size_t shown = std::min(certificate.names.size(), kNamesShown);
  const std::size_t more = certificate.names.size() - shown;
  return fmt::format(
      "the certificate is for {}{}, not for {}: connect by one of its names, or have it reissued",
      fmt::join(first, first + static_cast<std::ptrdiff_t>(shown), ", "),
      more == 0 ? "" : fmt::format(" and {} more", more), name);
}

}  // namespace

std::string Verdict::trouble() const {
  if (chain_trouble.empty()) return name_trouble;
  return name_trouble.empty() ? chain_trouble : chain_trouble + "; " + name_trouble;
}

Verdict judge_chain(STACK_OF(X509) * chain, X509_STORE& roots, const std::string& name) {
  Verdict verdict;
  X509* leaf = sk_X509_num(chain) > 0 ? sk_X509_value(chain, 0) : nullptr;
  if (leaf == nullptr) {
    verdict.chain_trouble = "the server sent no certificate";
    return verdict;
  }
  const StoreContextPtr context(X509_STORE_CTX_new());  // holds the certificates of the faults
  verdict.chain_trouble = words(verify(leaf, chain, roots, context.get()));
  verdict.chain_trusted = verdict.chain_trouble.empty();
  verdict.name_matched = !name.empty() && matches(leaf, name);
  if (!name.empty() && !verdict.name_matched)
    verdict.name_trouble = name_words(describe_certificate(*leaf), name);
  return verdict;
}

}  // namespace net
