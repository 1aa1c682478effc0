#include "net/tls_shared.h"

#include <tuple>

#include "net/tls_context.h"
#include "net/tls_files.h"

namespace net {
namespace {

using base::fail;
using base::Result;

// All that client_context() reads. A passphrase opens a key or does not: it makes no other.
template <typename Options>
auto parts_of_context(Options& options) {
  return std::tie(options.certificate_file, options.key_file, options.chain_file,
                  options.min_version, options.max_version, options.protocols, options.ciphers,
                  options.groups, options.old_peers);
}

SslContextPtr another(const SslContextPtr& context) {
  SSL_CTX_up_ref(context.get());
  return SslContextPtr(context.get());
}

StorePtr another(const StorePtr& store) {
  X509_STORE_up_ref(store.get());
  return StorePtr(store.get());
}

}  // namespace

std::shared_ptr<TlsShared> share_tls() { return std::make_shared<TlsShared>(); }

Result<SslContextPtr> TlsShared::context(const TlsOptions& options) {
  const std::scoped_lock lock(mutex_);
  if (context_ && parts_of_context(made_for_) == parts_of_context(options))
    return another(context_);
  auto made = client_context(options);
  if (!made) return fail(made.error());
  context_ = std::move(*made);
  parts_of_context(made_for_) = parts_of_context(options);
  return another(context_);
}

Result<StorePtr> TlsShared::roots(const std::string& ca_path) {
  const std::scoped_lock lock(mutex_);
  if (roots_ && roots_of_ == ca_path) return another(roots_);
  auto made = load_roots(ca_path);
  if (!made) return fail(made.error());
  roots_ = std::move(*made);
  roots_of_ = ca_path;
  return another(roots_);
}

Result<SslContextPtr> context_for(const TlsOptions& options) {
  return options.shared ? options.shared->context(options) : client_context(options);
}

Result<StorePtr> roots_for(const TlsOptions& options) {
  return options.shared ? options.shared->roots(options.ca_path) : load_roots(options.ca_path);
}

}  // namespace net
