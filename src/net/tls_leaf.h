// Which of the certificates in a file is the server's, and which its issuer's; and what there is
// before there is a certificate.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/tls_der.h"

namespace net {

struct LeafAndIssuer {
  CertificateDer leaf;
  std::optional<CertificateDer> issuer;  // when the file holds it
};

// In whatever order they stand. Error kind parse when there is none in `pem`, or when more than one
// may be the server's.
base::Result<LeafAndIssuer> read_leaf(std::string_view pem);

// The public key (SubjectPublicKeyInfo, DER) in a file that holds a PUBLIC KEY or a CERTIFICATE
// REQUEST in PEM: that of a certificate which is yet to come. Error kind parse when there is none,
// which says what is there instead.
base::Result<std::string> read_public_key(std::string_view pem);

// A certificate in PEM; nothing when `der` is none, or something stands behind it.
std::optional<std::string> pem_of_certificate(std::string_view der);

}  // namespace net
