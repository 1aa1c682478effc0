#include "net/tls.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include "net/address.h"

namespace net {
namespace {

std::string trust(const TlsFacts& facts) {
  if (!facts.verified) return "not verified: " + facts.trouble;
  const long long days = facts.chain.empty() ? 0 : facts.chain.front().days_left;
  return fmt::format("verified, {} day{} left", days, days == 1 ? "" : "s");
}

}  // namespace

std::string default_sni(const std::string& host) { return IpAddress::parse(host) ? "" : host; }

std::string summary(const TlsFacts& facts) {
  std::string text = facts.version + ", " + facts.cipher;
  if (!facts.group.empty()) text += ", " + facts.group;
  if (facts.resumed) text += ", resumed";
  const bool judged = facts.verified || !facts.trouble.empty();
  return judged ? text + ", " + trust(facts) : text;
}

std::string tls_library_version() {
  return fmt::format("OpenSSL {}", OpenSSL_version(OPENSSL_FULL_VERSION_STRING));
}

}  // namespace net
