#include "commands/https_fetch.h"

#include <fmt/format.h>

#include <memory>

#include "net/http_get.h"
#include "net/special_address.h"
#include "policy/mta_sts.h"

namespace commands {
namespace {

using base::fail;
using base::Result;

Result<std::unique_ptr<net::Stream>> connect(const std::vector<net::IpAddress>& addresses,
                                             std::uint16_t port, Reach reach, net::Dialer& dialer,
                                             base::Deadline deadline) {
  base::Error error{base::ErrorKind::no_host, base::Stage::connect, "there is no address"};
  for (const net::IpAddress& ip : addresses) {
    const net::TcpAddress address{ip, port};
    if (const auto purpose = net::special_purpose(ip); purpose && reach == Reach::world) {
      error.text = fmt::format("{} is {}, and is not asked", ip.show(), *purpose);
      continue;
    }
    auto stream = dialer.dial(address, {}, deadline);
    if (stream) return stream;
    error = stream.error();
    error.text = fmt::format("cannot connect to {}: {}", net::show(address), error.text);
  }
  return fail(std::move(error));
}

}  // namespace

Reach reach_of(const std::vector<std::string>& dns_servers) {
  return dns_servers.empty() ? Reach::world : Reach::everywhere;
}

policy::Fetch https_fetch(dns::Resolver& resolver, net::Dialer& dialer, const std::string& ca_path,
                          Reach reach, std::uint16_t port) {
  return [&resolver, &dialer, ca_path, reach, port](
             const std::string& host, const std::string& path,
             base::Deadline deadline) -> Result<net::HttpAnswer> {
    const auto addresses = dns::ask_addresses(resolver, host, net::Family::any, deadline);
    if (!addresses) return fail(addresses.error());
    auto stream = connect(*addresses, port, reach, dialer, deadline);
    if (!stream) return fail(stream.error());
    net::TlsOptions tls;
    tls.sni = tls.verify_name = host;
    tls.verify = net::Verify::full;
    tls.ca_path = ca_path;
    if (auto done = (*stream)->start_tls(tls, deadline); !done) return fail(done.error());
    return net::http_get(**stream, host, path, policy::kMaxStsPolicy, deadline);
  };
}

}  // namespace commands
