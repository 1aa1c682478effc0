// OpenSSL's errors, and the alerts of the protocol, in plain words.
#pragma once

#include <string>
#include <string_view>

namespace net {

enum class TlsRole { client, server };  // ours

// "server" when we are the client.
std::string_view peer_word(TlsRole role);

// Takes what OpenSSL's error queue of this thread holds: "the server sent alert handshake failure:
// no common version or cipher". `certificate_withheld`: the peer asked for a certificate and got
// none, which TLS 1.2 servers answer with just that alert.
std::string take_tls_words(TlsRole role, bool certificate_withheld);

// True when the peer ended the connection without a close_notify. Leaves the queue alone.
bool ended_without_notice();

// True when the queue holds an alert of the peer. Leaves the queue alone.
bool alert_arrived();

// What to say when the peer's first bytes are no TLS but text; empty when they may be TLS.
// `promised`: we are the client, and the server agreed to TLS in plaintext (STARTTLS).
std::string plaintext_words(TlsRole role, std::string_view first_bytes, bool promised);

}  // namespace net
