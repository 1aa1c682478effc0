#include "message/dkim.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "base/secret.h"
#include "base/text.h"
#include "message/dkim_fields.h"
#include "net/tls_files.h"

namespace message {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr int kLeastRsaBits = 1024;
constexpr std::size_t kLine = 72;  // of the signature, behind the tab that begins it

using DigestPtr = std::unique_ptr<EVP_MD_CTX, net::Freed<EVP_MD_CTX_free>>;
using Sha256 = std::array<unsigned char, 32>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view text_of(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

// One long word: blanks inside b= do not count (RFC 6376 section 3.5).
std::string in_lines(std::string_view word) {
  std::string out;
  for (; word.size() > kLine; word.remove_prefix(kLine))
    out.append("\r\n\t").append(word.substr(0, kLine));
  return out.append("\r\n\t").append(word);
}

// Blanks may stand around the colons of h= (RFC 6376 section 3.5).
std::string folded_names(std::string_view names) {
  std::string out, line;
  for (const std::string_view name : base::split(names, ':')) {
    if (!line.empty() && line.size() + name.size() + 1 > kLine) {
      out += line + ":\r\n\t";
      line.clear();
    }
    if (!line.empty()) line += ':';
    line += name;
  }
  return out + line;
}

}  // namespace

struct DkimKey::State {
  net::KeyPtr key;
  bool ed25519 = false;
};

DkimKey::DkimKey(std::unique_ptr<const State> state) : state_(std::move(state)) {}
DkimKey::DkimKey(DkimKey&&) noexcept = default;
DkimKey::~DkimKey() = default;

Result<DkimKey> DkimKey::load(const std::string& file) {
  auto key = net::load_key(file, base::Secret());
  if (!key) return fail(key.error());
  const int kind = EVP_PKEY_get_base_id(key->get());
  const std::string shown = base::printable(file);
  if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_ED25519)
    return fail(ErrorKind::parse, fmt::format("the key in {} is neither RSA nor Ed25519", shown));
  if (const int bits = EVP_PKEY_get_bits(key->get()); kind == EVP_PKEY_RSA && bits < kLeastRsaBits)
    return fail(ErrorKind::parse,
                fmt::format("the RSA key in {} has {} bits, and nobody takes less "
                            "than {} (RFC 8301)",
                            shown, bits, kLeastRsaBits));
  return DkimKey(std::make_unique<const State>(State{std::move(*key), kind == EVP_PKEY_ED25519}));
}

std::string_view DkimKey::algorithm() const {
  return state_->ed25519 ? "ed25519-sha256" : "rsa-sha256";
}

// Ed25519 signs the hash as if it were the message (RFC 8463 section 3).
Result<std::string> DkimKey::sign(std::string_view data) const {
  Sha256 digest{};
  if (state_->ed25519) {
    EVP_Digest(data.data(), data.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    data = text_of(digest.data(), digest.size());
  }
  const EVP_MD* hash = state_->ed25519 ? nullptr : EVP_sha256();
  const DigestPtr context(EVP_MD_CTX_new());
  std::size_t size = 0;
  std::vector<unsigned char> signature;
  bool good = EVP_DigestSignInit(context.get(), nullptr, hash, nullptr, state_->key.get()) == 1 &&
              EVP_DigestSign(context.get(), nullptr, &size, bytes_of(data), data.size()) == 1;
  signature.resize(size);
  good = good &&
         EVP_DigestSign(context.get(), signature.data(), &size, bytes_of(data), data.size()) == 1;
  if (good) return base::base64_encode(text_of(signature.data(), size));
  const char* why = ERR_reason_error_string(ERR_peek_error());
  ERR_clear_error();
  return fail(ErrorKind::io, fmt::format("OpenSSL cannot sign: {}", why == nullptr ? "?" : why));
}

struct DkimDigest::Hash {
  DigestPtr context{EVP_MD_CTX_new()};
};

DkimDigest::DkimDigest(Canon body) : body_(body), hash_(std::make_unique<Hash>()) {
  EVP_DigestInit_ex(hash_->context.get(), EVP_sha256(), nullptr);
}
DkimDigest::~DkimDigest() = default;

void DkimDigest::hash(std::string_view canonical) {
  EVP_DigestUpdate(hash_->context.get(), canonical.data(), canonical.size());
}

void DkimDigest::take(std::string_view piece) {
  if (in_body_) return hash(body_.take(piece));
  if (header_.size() > kMaxHeader) return;
  const std::size_t from = header_.size() < 3 ? 0 : header_.size() - 3;
  header_ += piece;
  const bool headless = header_.starts_with("\r\n");
  const std::size_t end = headless ? 0 : header_.find("\r\n\r\n", from);
  if (end == std::string::npos) return;
  in_body_ = true;
  hash(body_.take(std::string_view(header_).substr(end + (headless ? 2 : 4))));
  header_.resize(headless ? 0 : end + 2);
}

void DkimDigest::finish() {
  if (!body_hash_.empty()) return;
  hash(body_.finish());
  Sha256 digest{};
  EVP_DigestFinal_ex(hash_->context.get(), digest.data(), nullptr);
  body_hash_ = base::base64_encode(text_of(digest.data(), digest.size()));
}

Result<std::string> DkimDigest::sign(const DkimSigner& signer, const DkimKey& key, Moment now) {
  finish();
  if (header_.size() > kMaxHeader)
    return fail(ErrorKind::parse, fmt::format("a header section of more than {} is not signed",
                                              base::show_size(kMaxHeader)));
  const SignedFields chosen = choose_fields(header_);
  if (!chosen.has_from)
    return fail(ErrorKind::parse, "the message has no From field, and DKIM must sign one");
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  std::string field = fmt::format(
      "DKIM-Signature: v=1; a={}; c={}/{};\r\n\td={}; s={}; t={};\r\n\th={};\r\n\tbh={};\r\n\tb=",
      key.algorithm(), name_of(signer.header), name_of(signer.body), signer.domain, signer.selector,
      seconds, folded_names(chosen.names), body_hash_);
  std::string data;
  for (const std::string_view one : chosen.fields)
    data += canonical_field(signer.header, one) + "\r\n";
  data += canonical_field(signer.header, field);
  const auto signature = key.sign(data);
  if (!signature) return fail(signature.error());
  return field + in_lines(*signature).substr(3) + "\r\n";
}

}  // namespace message
