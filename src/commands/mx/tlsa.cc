#include "commands/mx/tlsa.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "commands/complain.h"
#include "net/ports.h"
#include "policy/dane.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::uint8_t kTrustAnchor = 2;

Result<std::vector<policy::DaneCertificate>> read_chain(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream pem;
  pem << in.rdbuf();
  if (!in || !pem)
    return fail(ErrorKind::no_input,
                fmt::format("--tlsa-for: {} cannot be read", base::printable(path)));
  auto chain = net::read_certificates(pem.str());
  if (!chain) chain.error().text = "--tlsa-for: " + chain.error().text;
  return chain;
}

}  // namespace

Exit print_tlsa(const MxOptions& options, Env& env) {
  const auto chain = read_chain(options.tlsa_for);
  if (!chain) return complain(env, "mx", chain.error());
  for (const std::string& name : options.domains) {
    const auto host = dns::to_ascii(name);
    if (!host) return complain(env, "mx", host.error());
    env.out << policy::tlsa_line(*host, net::kSmtpPort, policy::tlsa_for(chain->front())) << '\n';
    if (chain->size() > 1)
      env.out << policy::tlsa_line(*host, net::kSmtpPort,
                                   policy::tlsa_for((*chain)[1], kTrustAnchor))
              << '\n';
  }
  return Exit::ok;
}

}  // namespace commands
