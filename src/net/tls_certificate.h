// What stands in a certificate.
#pragma once

#include <string>
#include <vector>

#include "net/tls.h"
#include "net/tls_ptr.h"

namespace net {

PeerCertificate describe_certificate(const X509& certificate);

// "RSA 2048 bits", "EC P-256", "ED25519".
std::string describe_key(const EVP_PKEY& key);
// "X25519", "P-256", "ffdhe2048".
std::string group_name(int nid);

// RFC 2253, printable: "CN=mx.example.com,O=Example".
std::string show_name(const X509_NAME* name);
// "2026-11-22".
std::string show_date(const ASN1_TIME* time);
// Whole days from now, rounded down: -1 for a moment that passed within the last 24 h.
long long days_until(const ASN1_TIME* time);

// RFC 5929 section 4.1, raw bytes; empty for signatures without a hash of their own (Ed25519).
std::string end_point_hash(const X509& certificate);

std::string to_pem(const X509& certificate);

}  // namespace net
