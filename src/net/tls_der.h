// Certificates as bytes, and digests of bytes: what DANE compares.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace net {

struct CertificateDer {
  std::string certificate;  // the whole of it, DER
  std::string public_key;   // its SubjectPublicKeyInfo, DER
};

// Every certificate in `pem`, in its order. Error kind parse when there is none.
base::Result<std::vector<CertificateDer>> read_certificates(std::string_view pem);

// Raw bytes.
std::string sha256(std::string_view bytes);
std::string sha512(std::string_view bytes);

}  // namespace net
