#include "commands/serve/options.h"

#include <fmt/format.h>

#include <CLI/Validators.hpp>

#include "base/text.h"
#include "net/endpoint.h"

namespace commands {
namespace {

constexpr std::uint16_t kPort = 2525;

tl::unexpected<base::Error> wrong(const std::string& text, std::string_view why) {
  return base::fail(base::ErrorKind::parse,
                    fmt::format("--listen {}: {}", base::printable(text), why));
}

void bind_tls_and_login(CLI::App& app, ServeOptions& o) {
  const auto file = [&](const char* name, std::string& value, const char* about) {
    app.add_option(name, value, about)->type_name("FILE")->group("TLS and login");
  };
  file("--tls-cert", o.tls_cert,
       "the server's certificate and chain, PEM (default: one made for this run)");
  file("--tls-key", o.tls_key, "its private key (default: in the certificate's file)");
  file("--tls-key-password-file", o.tls_key_password_file, "the key's passphrase stands here");
  app.add_flag("--tls-on-connect,--tlsc", o.tls_on_connect, "TLS from the first byte")
      ->group("TLS and login");
  app.add_flag("--no-tls", o.no_tls, "offer no STARTTLS")->group("TLS and login");
  app.add_option("--user", o.users,
                 "a user and the file whose first line is the password; may be repeated\n"
                 "(default: everybody may log in with PLAIN and LOGIN)")
      ->type_name("NAME:FILE")
      ->allow_extra_args(false)
      ->group("TLS and login");
}

}  // namespace

void bind_serve_options(CLI::App& app, ServeOptions& o) {
  app.add_option("file", o.file, "a session file to play as the server; - for standard input")
      ->type_name("FILE")
      ->group("Listening");
  const auto text = [&](const char* name, std::string& value, const char* type, const char* about,
                        const char* group) {
    app.add_option(name, value, about)->type_name(type)->group(group);
  };
  text("-l,--listen", o.listen, "ADDRESS[:PORT]",
       "where to listen, also unix:PATH; port 0 takes a free one (default: 127.0.0.1:2525)",
       "Listening");
  text("--name", o.name, "NAME", "the server's name (default: this host's)", "Listening");
  app.add_flag("--lmtp", o.lmtp, "speak LMTP")->group("Listening");
  app.add_flag("--once", o.once, "serve one connection, then end")->group("Listening");
  app.add_option("--count", o.count, "end when this many messages were accepted")
      ->type_name("N")
      ->group("Listening");
  text("--timeout", o.timeout, "TIME", "how long to wait for a client (default: 5m)", "Listening");

  app.add_flag("--loop", o.loop, "with FILE: play it again and again")->group("Listening");

  app.add_option("--on", o.rules,
                 "answer commands that match PATTERN (* and ?) with REPLY, a code and a text, or\n"
                 "'drop'; CONNECT is the greeting, '.' the end of the content; may be repeated")
      ->type_name("PATTERN REPLY")
      ->allow_extra_args(false)
      ->group("Answers");
  text("--max-size", o.max_size, "SIZE", "the largest message taken; 0 for any (default: 2GiB)",
       "Answers");

  bind_tls_and_login(app, o);

  bind_variable_options(app, o.variables);

  text("--maildir", o.maildir, "DIR", "keep messages here, a file each, as they came", "Keeping");
  text("--mbox", o.mbox, "FILE", "append messages to this file", "Keeping");

  text("--color", o.color, "WHEN", "colours: auto, always or never (default: auto)", "Output");
  app.add_flag("--show-data", o.show_data, "show messages whole, not only 40 lines")
      ->group("Output");
  app.add_flag("--quiet", o.quiet, "show no sessions")->group("Output");
}

base::Result<net::Address> parse_listen(const std::string& text) {
  const auto port = base::parse_number(text, 65535);
  if (port)
    return net::TcpAddress{*net::IpAddress::parse("127.0.0.1"), static_cast<std::uint16_t>(*port)};
  const bool any_port = text.ends_with(":0") && !text.starts_with("unix:") &&
                        (text.ends_with("]:0") || text.find(':') == text.size() - 2);
  const auto endpoint = net::parse_endpoint(any_port ? text.substr(0, text.size() - 2) : text);
  if (!endpoint) return wrong(text, endpoint.error().text);
  if (endpoint->kind == net::Endpoint::Kind::unix_socket) return net::UnixAddress{endpoint->path};
  if (endpoint->kind == net::Endpoint::Kind::child) return wrong(text, "this is no address");
  const bool localhost = base::equal_ignoring_case(endpoint->host, "localhost");
  const auto ip = net::IpAddress::parse(localhost ? "127.0.0.1" : endpoint->host);
  if (!ip) return wrong(text, "an IP address of this machine is needed, not a name");
  if (any_port) return net::TcpAddress{*ip, 0};
  return net::TcpAddress{*ip, endpoint->port == 0 ? kPort : endpoint->port};
}

}  // namespace commands
