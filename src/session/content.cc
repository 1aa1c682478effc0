#include "session/content.h"

#include <fmt/format.h>

#include "base/line_ends.h"
#include "base/text.h"
#include "net/endpoint.h"
#include "net/proxy_header.h"
#include "session/load.h"
#include "smtp/envelope.h"
#include "smtp/proxied.h"

namespace session {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

Result<net::TcpAddress> address_of(const std::string& text) {
  const auto endpoint = net::parse_endpoint(text);
  if (!endpoint) return fail(endpoint.error());
  const auto ip = net::IpAddress::parse(endpoint->host);
  if (!ip || endpoint->port == 0)
    return fail(ErrorKind::usage, fmt::format("'{}' is not ADDRESS:PORT", base::printable(text)));
  return net::TcpAddress{*ip, endpoint->port};
}

}  // namespace

Result<std::string> path_of(const Variables& variables, const Directive& directive,
                            const std::string& script_name) {
  if (variables.is_heard(directive.values[0])) return refuse_heard("a file of this machine");
  const auto file = variables.expand(directive.values[0]);
  if (!file) return fail(file.error());
  return relative_to(script_name, *file);
}

Result<std::string> option_of(const Variables& variables, const Directive& directive,
                              std::string_view key, std::string fallback) {
  const Template* value = directive.option(key);
  if (value == nullptr) return fallback;
  return variables.expand(*value);
}

Result<base::Duration> duration_of(const Variables& variables, const Directive& directive,
                                   std::size_t index) {
  const auto text = variables.expand(directive.values.at(index));
  if (!text) return fail(text.error());
  return base::parse_duration(*text);
}

Result<std::vector<Chunk>> chunks_of(const Variables& variables, const Directive& directive,
                                     const std::string& script_name) {
  const auto path = path_of(variables, directive, script_name);
  if (!path) return fail(path.error());
  const auto file = variables.read_file(*path);
  if (!file) return fail(file.error());
  const std::string content = base::with_crlf(*file);
  const auto chunk = option_of(variables, directive, "chunk", std::to_string(content.size() + 1));
  if (!chunk) return fail(chunk.error());
  const auto size = base::parse_size(*chunk);
  if (!size) return fail(size.error());
  if (*size == 0) return fail(ErrorKind::usage, "chunk=0 would never end");
  std::vector<Chunk> chunks;
  for (std::size_t at = 0; at < content.size() || chunks.empty(); at += *size) {
    const std::string_view piece = std::string_view(content).substr(at, *size);
    const bool last = at + piece.size() == content.size();
    const std::string line = smtp::bdat_command(piece.size(), last);
    chunks.push_back({line, fmt::format("{}\r\n{}", line, piece)});
  }
  return chunks;
}

Result<std::string> proxy_header_of(const Variables& variables, const Directive& directive) {
  std::optional<net::ProxiedFrom> proxied;
  if (directive.values.size() == 1) {
    const auto from = option_of(variables, directive, "from");
    const auto to = option_of(variables, directive, "to");
    if (!from || !to) return fail(from ? to.error() : from.error());
    const auto client = address_of(*from);
    const auto server = address_of(*to);
    if (!client || !server) return fail(client ? server.error() : client.error());
    if (client->ip.is_v6() != server->ip.is_v6())
      return fail(ErrorKind::usage, "from= and to= must be of one address family");
    proxied = net::ProxiedFrom{*client, *server};
  }
  return directive.values[0].literal_text() == "v1" ? net::proxy_header_v1(proxied)
                                                    : net::proxy_header_v2(proxied);
}

Result<std::string> xclient_of(const Variables& variables, const Directive& directive) {
  smtp::Attributes attributes;
  for (const Option& one : directive.options) {
    auto value = variables.expand_line(one.value);
    if (!value) return value;
    attributes.emplace_back(one.key, std::move(*value));
  }
  return smtp::attribute_command("XCLIENT", attributes);
}

}  // namespace session
