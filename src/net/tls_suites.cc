#include "net/tls_suites.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <memory>

#include "net/tls_ptr.h"

namespace net {
namespace {

struct VersionRow {
  std::string_view name;
  int number;
};
constexpr std::array kVersions{
    VersionRow{"TLSv1", TLS1_VERSION},
    VersionRow{"TLSv1.1", TLS1_1_VERSION},
    VersionRow{"TLSv1.2", TLS1_2_VERSION},
    VersionRow{"TLSv1.3", TLS1_3_VERSION},
};

constexpr const char* kAllOld = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
constexpr const char* kAllNew =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:"
    "TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256";

struct FreeList {
  void operator()(STACK_OF(SSL_CIPHER) * list) const { sk_SSL_CIPHER_free(list); }
};

bool is_of(const SSL_CIPHER* suite, int version) {
  const bool is_new = std::string_view(SSL_CIPHER_get_name(suite)).starts_with("TLS_");
  return is_new == (version == TLS1_3_VERSION);
}

}  // namespace

std::vector<std::string> known_suites(std::string_view version) {
  const auto row = std::ranges::find(kVersions, version, &VersionRow::name);
  const SslContextPtr context(SSL_CTX_new(TLS_client_method()));
  if (row == kVersions.end() || !context) return {};
  SSL_CTX_set_min_proto_version(context.get(), row->number);
  SSL_CTX_set_max_proto_version(context.get(), row->number);
  SSL_CTX_set_cipher_list(context.get(), kAllOld);
  SSL_CTX_set_ciphersuites(context.get(), kAllNew);
  const SslPtr ssl(SSL_new(context.get()));
  if (!ssl) return {};
  const std::unique_ptr<STACK_OF(SSL_CIPHER), FreeList> list(SSL_get1_supported_ciphers(ssl.get()));
  ERR_clear_error();
  std::vector<std::string> names;
  for (int i = 0; list && i < sk_SSL_CIPHER_num(list.get()); ++i)
    if (const SSL_CIPHER* suite = sk_SSL_CIPHER_value(list.get(), i); is_of(suite, row->number))
      names.emplace_back(SSL_CIPHER_get_name(suite));
  return names;
}

}  // namespace net
