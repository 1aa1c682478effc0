// Keys and certificates out of PEM files. Errors have kind no_input and name the file.
#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "net/tls_ptr.h"

namespace net {

// One certificate at least.
base::Result<Certificates> load_certificates(const std::string& file);

base::Result<KeyPtr> load_key(const std::string& file, const base::Secret& passphrase);

// The certificates in `path`, a file or a hashed directory, as roots to trust; the system's
// directory when it is empty. A directory is read certificate by certificate, as they are needed.
base::Result<StorePtr> load_roots(const std::string& path);

// Gives `context` the certificate, what stands behind it in the file and in `chain_file` (which may
// be empty), and the key (an empty name: the key is in the certificate's file). Error kind usage
// when they do not belong together.
base::Result<void> use_identity(SSL_CTX& context, const std::string& certificate_file,
                                const std::string& key_file, const std::string& chain_file,
                                const base::Secret& passphrase);

}  // namespace net
