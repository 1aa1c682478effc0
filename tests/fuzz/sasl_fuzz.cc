// Challenges of a hostile server at each mechanism of the client, and responses of a hostile client
// at each of the sink. The first byte picks the mechanism, a newline ends a message, and a `%` in a
// challenge stands for what the client said last, so that SCRAM's nonce can be met.
#include <cstdint>
#include <string>

#include "base/text.h"
#include "smtp/auth.h"
#include "smtp/auth_server.h"
#include "smtp/ntlm.h"

namespace {

smtp::Credentials credentials() {
  smtp::Credentials all;
  all.user = "bob";
  all.password = base::Secret("pencil");
  all.token = base::Secret("ya29");
  all.host = "mail.example.org";
  return all;
}

// Few enough iterations for a fuzzer: the limit has its own test.
bool is_slow(std::string_view challenge) {
  const std::size_t at = challenge.find("i=");
  return at != std::string_view::npos && challenge.substr(at).find_first_of(',') > 6;
}

std::string with_nonce(std::string_view challenge, const std::string& nonce) {
  std::string filled;
  for (const char c : challenge) filled += c == '%' ? nonce : std::string(1, c);
  return filled;
}

void attack_client(const std::string& mechanism, std::string_view script) {
  if (mechanism == "GSSAPI") return;  // a matter between libkrb5 and the machine's tickets
  net::TlsFacts tls;
  tls.binding_exporter = "exporter";
  auto client = smtp::SaslClient::start(mechanism, credentials(), &tls);
  if (!client) return;
  std::string nonce;
  for (const std::string_view challenge : base::split(script, '\n')) {
    if (is_slow(challenge)) return;
    const std::string filled = with_nonce(challenge, nonce);
    if (const auto ntlm = smtp::parse_ntlm_challenge(filled)) show(*ntlm);
    client->explain(filled);
    const auto answer = client->step(filled);
    if (!answer) continue;
    const std::string_view said = answer->reveal();
    const std::size_t at = said.find("r=");
    if (at != std::string_view::npos) nonce = said.substr(at + 2);
  }
}

void attack_server(const std::string& mechanism, std::string_view script) {
  auto server = smtp::SaslServer::start(
      mechanism, [](const std::string&) { return base::Secret("pencil"); }, false);
  if (!server) return;
  for (const std::string_view response : base::split(script, '\n'))
    if (!server->step(response)) return;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view script(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto& clients = smtp::known_mechanisms();
  const auto& servers = smtp::served_mechanisms();
  const std::size_t pick = data[0] % (clients.size() + servers.size());
  if (pick < clients.size())
    attack_client(clients[pick], script);
  else
    attack_server(servers[pick - clients.size()], script);
  return 0;
}
