// Signatures of messages (RFC 6376; Ed25519: RFC 8463).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "message/date.h"
#include "message/dkim_canon.h"

namespace message {

// Who signs, and how.
struct DkimSigner {
  std::string domain, selector;  // A-labels
  Canon header = Canon::relaxed, body = Canon::relaxed;
};

// A private key out of a PEM file: RSA (rsa-sha256) or Ed25519 (ed25519-sha256).
class DkimKey {
 public:
  // Errors: kind no_input for a file that cannot be read or holds no key, kind parse for a key that
  // DKIM has no use for (another kind, RSA of less than 1024 bits; RFC 8301).
  static base::Result<DkimKey> load(const std::string& file);

  DkimKey(DkimKey&&) noexcept;
  ~DkimKey();

  std::string_view algorithm() const;
  // In base64. Error kind io when OpenSSL has none.
  base::Result<std::string> sign(std::string_view data) const;

 private:
  struct State;
  explicit DkimKey(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

// A message on its way through the hash, once; its body is not kept.
class DkimDigest {
 public:
  static constexpr std::size_t kMaxHeader = 1 << 20;

  explicit DkimDigest(Canon body);
  ~DkimDigest();

  // The next piece, with line ends in CRLF as they will be sent.
  void take(std::string_view piece);

  // The field "DKIM-Signature: ...", folded, with its CRLF: what is to stand ahead of the message.
  // It covers the fields that a reader looks at once more often than they are there, so that none
  // can be added later (section 8.15). Errors: kind parse without a From field, which must be
  // signed (section 5.4), or with a header of more than kMaxHeader bytes.
  base::Result<std::string> sign(const DkimSigner& signer, const DkimKey& key, Moment now);

 private:
  struct Hash;
  void hash(std::string_view canonical);
  void finish();

  std::string header_;  // in whole lines, once the body has begun
  bool in_body_ = false;
  CanonicalBody body_;
  std::unique_ptr<Hash> hash_;
  std::string body_hash_;  // base64, once the end has come
};

}  // namespace message
