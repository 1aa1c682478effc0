#include <array>

#include "probe/checks.h"
#include "probe/examination.h"
#include "probe/shake_hands.h"
#include "probe/tls_session_judges.h"

namespace probe {
namespace {

constexpr std::array kChecks{
    Check{"tls-resumption", Stage::tls, Verdict::hint, "RFC 8446 section 2.2",
          "a session that the server gives is resumed (--tls-enumerate)",
          "let all processes and machines behind the address share the key of their tickets"},
    Check{"tls-client-renegotiation", Stage::tls, Verdict::warn, "CVE-2011-1473",
          "no client can ask for handshake after handshake (--tls-enumerate)",
          "switch it off (OpenSSL: no SSL_OP_ALLOW_CLIENT_RENEGOTIATION), or speak TLS 1.3 alone"},
    Check{"tls-server-name", Stage::tls, Verdict::hint, "RFC 6066 section 3",
          "the certificate is the same without a server name, and for an unknown one "
          "(--tls-enumerate)",
          "make the host's certificate the one for all names: not every sender asks for one"},
};
constexpr const Check &kResumption = kChecks[0], &kRenegotiation = kChecks[1], &kName = kChecks[2];

// Reserved (RFC 6761 section 6.4): nobody has a certificate for it.
constexpr const char* kUnknownName = "unknown.invalid";

Judgements try_resumption(const Subject& subject) {
  if (!subject.facts.ticket) return {};
  Wish wish = subject.wish;
  wish.tls.resume = subject.facts.ticket->session;
  return judge_resumption(*subject.facts.ticket, shake_hands(subject, wish));
}

Judgements try_names(const Subject& subject) {
  const std::string& name = subject.host.place.name;
  const std::string asked = subject.wish.sni.value_or(net::default_sni(name));
  if (asked.empty()) return {};
  Wish wish = subject.wish;
  wish.sni = "";
  const Shaken nameless = shake_hands(subject, wish);
  wish.sni = kUnknownName;
  return judge_names(*subject.facts.tls, nameless, shake_hands(subject, wish));
}

class Examiner {
 public:
  explicit Examiner(const Subject& subject) : subject_(subject) {}

  std::vector<Finding> examine() {
    if (wants(kResumption)) add(kResumption, try_resumption(subject_));
    if (wants(kName)) add(kName, try_names(subject_));
    examine_old();
    return std::move(findings_);
  }

 private:
  // TLS 1.2, which shows what a first look in TLS 1.3 has hidden.
  void examine_old() {
    const bool unseen = subject_.facts.tls->version == "TLSv1.3";
    const Check& secret = *find_check("tls-master-secret");
    const Check& secure = *find_check("tls-secure-renegotiation");
    const bool wants_rest = unseen && (wants(secret) || wants(secure));
    if (!wants(kRenegotiation) && !wants_rest) return;
    const Shaken old = shake(false);
    if (wants(kRenegotiation))
      add(kRenegotiation, judge_renegotiation(old, old.tls ? shake(true) : Shaken{}));
    if (!wants_rest || !old.tls) return;
    if (wants(secret)) add(secret, judge_master_secret(*old.tls));
    if (wants(secure)) add(secure, judge_secure_renegotiation(*old.tls));
  }

  Shaken shake(bool renegotiate) const {
    Wish wish = subject_.wish;
    wish.tls.max_version = "TLSv1.2";
    wish.tls.renegotiate = renegotiate;
    return shake_hands(subject_, wish);
  }

  bool wants(const Check& check) const { return subject_.wish.wants(check); }

  void add(const Check& check, Judgements judgements) {
    for (Judgement& judgement : judgements)
      findings_.push_back(finding_of(check, std::move(judgement)));
  }

  const Subject& subject_;
  std::vector<Finding> findings_;
};

}  // namespace

bool wants_tls_sessions(const Subject& subject) {
  return subject.wish.tests.tls_enumerate && subject.facts.tls.has_value();
}

std::vector<Finding> examine_tls_sessions(const Subject& subject) {
  return Examiner(subject).examine();
}

std::span<const Check> tls_session_test_checks() { return kChecks; }

}  // namespace probe
