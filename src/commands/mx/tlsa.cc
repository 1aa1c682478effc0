#include "commands/mx/tlsa.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "commands/complain.h"
#include "net/ports.h"
#include "net/tls_leaf.h"
#include "policy/dane.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

Result<net::LeafAndIssuer> read_chain(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream pem;
  pem << in.rdbuf();
  if (!in || !pem)
    return fail(ErrorKind::no_input,
                fmt::format("--tlsa-for: {} cannot be read", base::printable(path)));
  auto chain = net::read_leaf(pem.str());
  if (!chain)
    chain.error().text =
        fmt::format("--tlsa-for: {}: {}", base::printable(path), chain.error().text);
  return chain;
}

struct Service {
  std::string host;  // A-labels
  std::uint16_t port = net::kSmtpPort;
};

// "mx.example.com", "mx.example.com:587".
Result<Service> read_service(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  Service service;
  if (colon != std::string::npos) {
    const auto port = base::parse_number(text.substr(colon + 1), 65535);
    if (!port || *port == 0)
      return fail(ErrorKind::parse,
                  fmt::format("--tlsa-for: {} is not HOST or HOST:PORT", base::printable(text)));
    service.port = static_cast<std::uint16_t>(*port);
  }
  auto host = dns::to_ascii(text.substr(0, colon));
  if (!host) return fail(host.error());
  service.host = std::move(*host);
  return service;
}

std::vector<std::string> lines_for(const Service& service,
                                   const std::vector<net::LeafAndIssuer>& chains) {
  std::vector<std::string> lines;
  const auto add = [&](const policy::TlsaRecord& record) {
    std::string line = policy::tlsa_line(service.host, service.port, record);
    if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
  };
  for (const net::LeafAndIssuer& chain : chains) {
    add(policy::tlsa_for(chain.leaf));
    if (chain.issuer) add(policy::tlsa_for(*chain.issuer, policy::kTrustAnchorUsage));
  }
  return lines;
}

}  // namespace

Exit print_tlsa(const MxOptions& options, Env& env) {
  std::vector<net::LeafAndIssuer> chains;
  for (const std::string& path : options.tlsa_for) {
    auto chain = read_chain(path);
    if (!chain) return complain(env, "mx", chain.error());
    chains.push_back(std::move(*chain));
  }
  for (const std::string& name : options.domains) {
    const auto service = read_service(name);
    if (!service) return complain(env, "mx", service.error());
    for (const std::string& line : lines_for(*service, chains)) env.out << line << '\n';
  }
  return Exit::ok;
}

}  // namespace commands
