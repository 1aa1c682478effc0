#include "commands/wire_path.h"

#include <utility>

#include "base/text.h"
#include "dns/resolver.h"

namespace commands {

base::Result<smtp::Path> wire_path(smtp::Path path) {
  if (path.domain.starts_with('[') || base::is_ascii(path.domain)) return path;
  auto domain = dns::to_ascii(path.domain);
  if (!domain) return base::fail(domain.error());
  path.domain = std::move(*domain);
  return path;
}

}  // namespace commands
