#include "net/tls_words.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/text.h"

namespace net {
namespace {

struct Alert {
  int number;  // RFC 8446 section 6.2
  std::string_view name;
  std::string_view meaning;
};

constexpr std::array kAlerts{
    Alert{0, "close notify", "it closed the connection"},
    Alert{10, "unexpected message", "it did not follow the handshake"},
    Alert{20, "bad record mac", "bytes were changed on the way"},
    Alert{22, "record overflow", "a record was too long for it"},
    Alert{40, "handshake failure", "no common version or cipher"},
    Alert{42, "bad certificate", "it does not accept our certificate"},
    Alert{43, "unsupported certificate", "it does not accept this kind of certificate"},
    Alert{44, "certificate revoked", "our certificate is revoked"},
    Alert{45, "certificate expired", "our certificate has expired"},
    Alert{46, "certificate unknown", "it does not accept our certificate"},
    Alert{47, "illegal parameter", "it did not follow the handshake"},
    Alert{48, "unknown ca", "it does not know the issuer of our certificate"},
    Alert{49, "access denied", "our certificate has no access"},
    Alert{50, "decode error", "it did not understand the handshake"},
    Alert{51, "decrypt error", "a signature or a key did not fit"},
    Alert{70, "protocol version", "it does not speak the TLS version asked for"},
    Alert{71, "insufficient security", "it wants stronger ciphers or keys"},
    Alert{80, "internal error", "it has trouble of its own"},
    Alert{86, "inappropriate fallback", "it speaks a newer version than the one asked for"},
    Alert{90, "user canceled", "it gave the handshake up"},
    Alert{109, "missing extension", "it wants an extension that was not sent"},
    Alert{112, "unrecognized name", "it has no certificate for the name asked for (SNI)"},
    Alert{116, "certificate required", "it wants a client certificate (--tls-cert)"},
    Alert{120, "no application protocol", "no common application protocol (ALPN)"},
};

struct Reason {
  int reason;
  std::string_view words;
};

constexpr std::array kReasons{
    Reason{SSL_R_UNSUPPORTED_PROTOCOL,
           "the {peer} speaks only TLS versions that are not enabled here (--tls-protocol "
           "names them; tlsv1 and tlsv1_1 are off unless named)"},
    Reason{SSL_R_WRONG_SSL_VERSION,
           "the {peer} speaks only TLS versions that are not enabled here (--tls-protocol "
           "names them; tlsv1 and tlsv1_1 are off unless named)"},
    Reason{SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED,
           "the {peer} speaks only TLS versions that are not enabled here (--tls-protocol "
           "names them; tlsv1 and tlsv1_1 are off unless named)"},
    Reason{SSL_R_NO_PROTOCOLS_AVAILABLE, "the options leave no TLS version to speak"},
    Reason{SSL_R_NO_CIPHERS_AVAILABLE, "the options leave no cipher for the TLS versions allowed"},
    Reason{SSL_R_NO_SHARED_CIPHER, "the {peer} and we have no cipher in common"},
    Reason{SSL_R_NO_SUITABLE_KEY_SHARE, "the {peer} and we have no group in common"},
    Reason{SSL_R_NO_SUITABLE_GROUPS, "the {peer} and we have no group in common"},
    Reason{SSL_R_DH_KEY_TOO_SMALL,
           "the {peer} uses a Diffie-Hellman key that is too small to be safe"},
    Reason{SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED,
           "the {peer} lacks secure renegotiation (RFC 5746): its TLS software is too old"},
    Reason{SSL_R_WRONG_VERSION_NUMBER, "what the {peer} sent is not TLS"},
    Reason{SSL_R_LENGTH_TOO_SHORT, "what the {peer} sent is not TLS"},
    Reason{SSL_R_BAD_SIGNATURE, "the {peer}'s signature does not fit its certificate"},
};

constexpr int kHandshakeFailure = 40;
constexpr int kCertificateRequired = 116;

std::string_view alert_meaning(const Alert& alert, bool certificate_withheld) {
  const bool wants_it = certificate_withheld && alert.number == kHandshakeFailure;
  return wants_it ? std::ranges::find(kAlerts, kCertificateRequired, &Alert::number)->meaning
                  : alert.meaning;
}

std::string alert_words(TlsRole role, int number, bool certificate_withheld) {
  const auto* alert = std::ranges::find(kAlerts, number, &Alert::number);
  if (alert == kAlerts.end()) return fmt::format("the {} sent alert {}", peer_word(role), number);
  return fmt::format("the {} sent alert {}: {}", peer_word(role), alert->name,
                     alert_meaning(*alert, certificate_withheld));
}

bool is_alert(int reason) {
  return reason >= SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256;
}

std::string library_words(unsigned long error) {
  const char* words = ERR_reason_error_string(error);
  return fmt::format("TLS failed: {}", words == nullptr ? "no reason is known" : words);
}

std::string reason_words(TlsRole role, unsigned long error, bool certificate_withheld) {
  const int reason = ERR_GET_REASON(error);
  if (is_alert(reason))
    return alert_words(role, reason - SSL_AD_REASON_OFFSET, certificate_withheld);
  const auto* known = std::ranges::find(kReasons, reason, &Reason::reason);
  if (known != kReasons.end())
    return fmt::format(fmt::runtime(known->words), fmt::arg("peer", peer_word(role)));
  return library_words(error);
}

bool is_text(char c) { return (c >= ' ' && c <= '~') || c == '\r' || c == '\n'; }

}  // namespace

std::string_view peer_word(TlsRole role) { return role == TlsRole::client ? "server" : "client"; }

std::string take_tls_words(TlsRole role, bool certificate_withheld) {
  const unsigned long error = ERR_peek_error();
  const bool of_protocol = ERR_GET_LIB(error) == ERR_LIB_SSL;
  std::string words =
      of_protocol ? reason_words(role, error, certificate_withheld) : library_words(error);
  ERR_clear_error();
  return words;
}

bool ended_without_notice() {
  const unsigned long error = ERR_peek_error();
  return ERR_GET_LIB(error) == ERR_LIB_SSL &&
         ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
}

bool alert_arrived() {
  const unsigned long error = ERR_peek_error();
  return ERR_GET_LIB(error) == ERR_LIB_SSL && is_alert(ERR_GET_REASON(error));
}

std::string plaintext_words(TlsRole role, std::string_view first_bytes, bool promised) {
  const std::string_view line = first_bytes.substr(0, first_bytes.find_first_of("\r\n"));
  if (line.size() < 3 || !std::ranges::all_of(line.substr(0, 5), is_text)) return "";
  const std::string shown = base::printable(line.substr(0, 60));
  if (role == TlsRole::server)
    return fmt::format("the client speaks plaintext ('{}') where TLS begins at once", shown);
  if (promised)
    return fmt::format(
        "plaintext ('{}') came where the handshake should begin that the server agreed to: it does "
        "not speak TLS after all, or somebody injects plaintext (CVE-2011-0411)",
        shown);
  const bool is_reply = std::ranges::all_of(line.substr(0, 3), base::is_digit);
  return fmt::format("the server speaks plaintext ('{}') where TLS should begin: {}", shown,
                     is_reply ? "use STARTTLS on this port" : "this is no port for SMTP");
}

}  // namespace net
