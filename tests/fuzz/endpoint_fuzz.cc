#include <cstdint>
#include <cstdlib>

#include "net/endpoint.h"

// What parses must be shown so that it parses to the same place again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto endpoint = net::parse_endpoint({reinterpret_cast<const char*>(data), size});
  if (!endpoint) return 0;
  const auto again = net::parse_endpoint(net::show(*endpoint));
  if (!again || again->host != endpoint->host || again->port != endpoint->port ||
      again->path != endpoint->path)
    std::abort();
  return 0;
}
