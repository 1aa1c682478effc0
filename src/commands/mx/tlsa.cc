#include "commands/mx/tlsa.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "commands/complain.h"
#include "net/address.h"
#include "net/ports.h"
#include "net/tls_leaf.h"
#include "policy/dane.h"
#include "report/json_mx.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

// The record of a key can be published before there is a certificate of it.
Result<net::LeafAndIssuer> chain_in(const std::string& pem) {
  if (pem.find("-----BEGIN CERTIFICATE-----") != std::string::npos ||
      pem.find("-----BEGIN TRUSTED CERTIFICATE-----") != std::string::npos)
    return net::read_leaf(pem);
  auto key = net::read_public_key(pem);
  if (!key) return fail(key.error());
  return net::LeafAndIssuer{{.certificate = {}, .public_key = std::move(*key)}, {}};
}

Result<net::LeafAndIssuer> read_chain(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream pem;
  pem << in.rdbuf();
  if (!in || !pem)
    return fail(ErrorKind::no_input,
                fmt::format("--tlsa-for: {} cannot be read", base::printable(path)));
  auto chain = chain_in(pem.str());
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
  if (const auto begin = text.substr(0, text.rfind(':'));
      net::IpAddress::parse(text) || net::IpAddress::parse(begin) || text.starts_with('['))
    return fail(ErrorKind::parse,
                fmt::format("--tlsa-for: {} is an address, and TLSA records stand at the name of a "
                            "host: give that",
                            base::printable(text)));
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

std::vector<policy::TlsaRecord> records_for(const std::vector<net::LeafAndIssuer>& chains) {
  std::vector<policy::TlsaRecord> records;
  const auto add = [&](policy::TlsaRecord record) {
    if (std::ranges::find(records, record) == records.end()) records.push_back(std::move(record));
  };
  for (const net::LeafAndIssuer& chain : chains) {
    add(policy::tlsa_for(chain.leaf));
    if (chain.issuer) add(policy::tlsa_for(*chain.issuer, policy::kTrustAnchorUsage));
  }
  return records;
}

std::string lines_for(const Service& service, const std::vector<policy::TlsaRecord>& records) {
  std::string lines;
  for (const policy::TlsaRecord& record : records)
    lines += policy::tlsa_line(service.host, service.port, record) + '\n';
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
  const auto records = records_for(chains);
  for (const std::string& name : options.domains) {
    const auto service = read_service(name);
    if (!service) return complain(env, "mx", service.error());
    env.out << (options.json ? report::json_of_tlsa(service->host, service->port, records)
                             : lines_for(*service, records));
  }
  return Exit::ok;
}

}  // namespace commands
