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

// What is wrong, and what to do about it.
struct Words {
  std::string reason, fix;
  std::string_view between = ": ";

  std::string text() const {
    return fix.empty() ? reason : fmt::format("{}{}{}", reason, between, fix);
  }
};

Words expired(const Fault& fault) {
  const ASN1_TIME* end = X509_get0_notAfter(fault.certificate);
  const long long days = -days_until(end) - 1;
  const std::string ago = days == 0   ? "today"
                          : days == 1 ? "1 day ago"
                                      : fmt::format("{} days ago", days);
  return {fmt::format("{} expired {} ({})", which(fault), ago, show_date(end)),
          fault.depth == 0 ? "renew it" : "the server must send its successor"};
}

Words not_yet_valid(const Fault& fault) {
  return {fmt::format("{} is not valid before {}", which(fault),
                      show_date(X509_get0_notBefore(fault.certificate))),
          "wait, or set the clock of this machine right"};
}

// A certificate that says where its issuer's is to be had was made by an intermediate CA: a root
// has no such place.
bool names_its_issuers_place(X509* certificate) {
  return X509_get_ext_by_NID(certificate, NID_info_access, -1) >= 0;
}

Words issuer_missing(const Fault& fault) {
  const std::string issuer = show_name(X509_get_issuer_name(fault.certificate));
  if (names_its_issuers_place(fault.certificate))
    return {"missing intermediate certificate",
            fmt::format("the server must send that of {} too", issuer)};
  return {fmt::format("issuer unknown: {} is neither trusted here nor sent by the server", issuer),
          "use --tls-ca-path if it is a private CA; if it is a missing intermediate certificate, "
          "the server must send it",
          "; "};
}

Words too_weak(const Fault& fault) {
  const EVP_PKEY* key = X509_get0_pubkey(fault.certificate);
  return {fmt::format("{} has a key that is too weak ({})", which(fault),
                      key == nullptr ? "unknown" : describe_key(*key)),
          "make it anew with RSA 2048 or EC P-256"};
}

Words words(const Fault& fault) {
  switch (fault.error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return expired(fault);
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return not_yet_valid(fault);
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return {"certificate is self-signed",
              "trust it with --tls-ca-path if it is yours, or get one from a CA"};
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return {fmt::format("issuer unknown: the root {} is not trusted here",
                          subject(fault.certificate)),
              "use --tls-ca-path if it is a private CA", "; "};
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return issuer_missing(fault);
    case X509_V_ERR_CERT_REVOKED:
      return {fmt::format("{} is revoked", which(fault)), "replace it"};
    case X509_V_ERR_INVALID_PURPOSE:
      return {fmt::format("{} is not made for servers (its key usage says so)", which(fault)),
              "have it reissued"};
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
      return too_weak(fault);
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return {fmt::format("{} is signed with a hash that is too weak", which(fault)),
              "have it reissued"};
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return {fmt::format("{} does not fit the key of its issuer", which(fault)),
              "it was changed, or the wrong issuer is sent"};
    case X509_V_ERR_INVALID_CA:
      return {fmt::format("{} may not issue certificates", which(fault)), "it is no CA"};
    default:
      return {fmt::format("{}: {}", which(fault), X509_verify_cert_error_string(fault.error)), ""};
  }
}

ChainFault kind_of(int error) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return ChainFault::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return ChainFault::not_yet_valid;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return ChainFault::self_signed;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return ChainFault::root_untrusted;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return ChainFault::issuer_missing;
    case X509_V_ERR_INVALID_PURPOSE:
      return ChainFault::not_for_servers;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return ChainFault::weak;
    default:
      return ChainFault::other;
  }
}

// All faults of the server's own certificate, but one for each issuer: the others follow from it.
std::vector<NamedFault> told(const std::vector<Fault>& faults) {
  std::vector<NamedFault> told;
  int depth_told = 0;
  for (const Fault& fault : faults) {
    if (fault.depth > 0 && fault.depth == depth_told) continue;
    depth_told = fault.depth;
    Words said = words(fault);
    std::string text = said.text();
    if (std::ranges::find(told, text, &NamedFault::words) == told.end())
      told.push_back(
          {kind_of(fault.error), std::move(said.reason), std::move(said.fix), std::move(text)});
  }
  return told;
}

std::string in_one_line(const std::vector<NamedFault>& faults) {
  std::vector<std::string_view> texts;
  for (const NamedFault& fault : faults) texts.push_back(fault.words);
  return fmt::format("{}", fmt::join(texts, "; "));
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

Words name_words(const PeerCertificate& certificate, const std::string& wanted) {
  const std::string name = base::printable(wanted);
  if (certificate.names.empty() && certificate.common_name.empty())
    return {fmt::format("the certificate is for no host at all, not for {}", name),
            "have it reissued"};
  if (certificate.names.empty())
    return {fmt::format("the certificate has only the common name {} and no subject alternative "
                        "name, which alone counts (RFC 9525)",
                        certificate.common_name),
            fmt::format("have it reissued for {}", name)};
  const auto first = certificate.names.begin();
  const std::size_t shown = std::min(certificate.names.size(), kNamesShown);
  const std::size_t more = certificate.names.size() - shown;
  return {fmt::format("the certificate is for {}{}, not for {}",
                      fmt::join(first, first + static_cast<std::ptrdiff_t>(shown), ", "),
                      more == 0 ? "" : fmt::format(" and {} more", more), name),
          "connect by one of its names, or have it reissued"};
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
  verdict.faults = told(verify(leaf, chain, roots, context.get()));
  verdict.chain_trouble = in_one_line(verdict.faults);
  verdict.chain_trusted = verdict.chain_trouble.empty();
  verdict.name_matched = !name.empty() && matches(leaf, name);
  if (name.empty() || verdict.name_matched) return verdict;
  Words said = name_words(describe_certificate(*leaf), name);
  verdict.name_trouble = said.text();
  verdict.name_reason = std::move(said.reason);
  verdict.name_fix = std::move(said.fix);
  return verdict;
}

}  // namespace net
