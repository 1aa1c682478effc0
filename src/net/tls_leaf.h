// Which of the certificates in a file is the server's, and which its issuer's.
#pragma once

#include <optional>
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

}  // namespace net
