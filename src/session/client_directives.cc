#include <fmt/format.h>

#include "base/text.h"
#include "net/endpoint.h"
#include "net/ports.h"
#include "session/client.h"
#include "session/content.h"
#include "session/directives.h"
#include "session/load.h"
#include "session/printer.h"
#include "smtp/login.h"

namespace session {
namespace {

using base::Deadline;
using base::Duration;

bool wants_failure(const Directive& directive) { return directive.option("expect") != nullptr; }

// What the server did, or did not do. What is wrong in the file, on this machine or with the DNS
// says nothing about it, and is not the failure that was expected.
bool is_of_server(const base::Error& error) {
  switch (error.kind) {
    case base::ErrorKind::connect:
    case base::ErrorKind::timeout:
    case base::ErrorKind::lost:
    case base::ErrorKind::protocol:
    case base::ErrorKind::tls:
      return true;
    case base::ErrorKind::usage:
    case base::ErrorKind::parse:
    case base::ErrorKind::no_input:
    case base::ErrorKind::no_host:
    case base::ErrorKind::io:
    case base::ErrorKind::auth:
    case base::ErrorKind::unsupported:
      return false;
  }
  return false;
}

}  // namespace

base::Result<std::string> Client::option(const Directive& directive, std::string_view key,
                                         std::string fallback) const {
  return option_of(variables_, directive, key, std::move(fallback));
}

Step Client::directive(const Statement& statement, const Directive& directive) {
  if (is_told_as_it_stands(directive.verb))
    tell_in_turn(smtp::event::SessionLine{print_directive(statement, directive)});
  if (directive.of_server) return of_server(directive);
  switch (directive.verb) {
    case Verb::connect:
      return connect(statement.connection, directive);
    case Verb::use: {
      const auto found = talks_.find(std::string(directive.values[0].literal_text()));
      if (found == talks_.end())
        return trouble("no connection of that name: expected @connect NAME=... before");
      if (auto sent = turn_to(found->second); !sent) return sent;
      talk_ = &found->second;
      return {};
    }
    case Verb::set: {
      auto value = variables_.expand(directive.values[1]);
      if (!value) return trouble(value.error().text);
      variables_.set(directive.values[0].literal_text(), Origin::file, std::move(*value),
                     variables_.is_heard(directive.values[1]));
      return {};
    }
    case Verb::timeout: {
      const auto span = duration_of(variables_, directive, 0);
      if (!span) return trouble(span.error().text);
      timeout_ = *span;
      return {};
    }
    case Verb::message:
      return message(directive);
    case Verb::send: {
      if (auto ready = need_wire(); !ready) return ready;
      const auto bytes = variables_.expand(directive.values[0]);
      if (!bytes) return trouble(bytes.error());
      talk_->group += *bytes;
      const bool secret = variables_.mask()(*bytes) != *bytes;
      tell_in_turn(
          smtp::event::SessionLine{secret ? variables_.mask()(print_directive(statement, directive))
                                          : told_send_line(*bytes)});
      return {};
    }
    case Verb::flush:
      return flush();
    case Verb::pause: {
      if (auto sent = flush(); !sent) return sent;
      const auto span = duration_of(variables_, directive, 0);
      if (!span) return trouble(span.error().text);
      return sleep(*span);
    }
    case Verb::close:
    case Verb::reset: {
      if (auto ready = need_wire(); !ready) return ready;
      if (auto sent = flush(); !sent) return sent;
      if (auto heard = refuse_left(); !heard) return heard;
      if (directive.verb == Verb::close)
        talk_->wire->stream().close();
      else
        talk_->wire->stream().reset();
      talk_->wire.reset();
      return {};
    }
    case Verb::tls:
    case Verb::plain:
    case Verb::auth:
    case Verb::proxy:
    case Verb::xclient:
    case Verb::bdat:
    case Verb::expect:
    case Verb::swallow:
    case Verb::capture:
    case Verb::include:
    case Verb::skip_unless:
      break;
  }
  if (auto ready = need_wire(); !ready) return ready;
  if (auto sent = flush(); !sent) return sent;
  if (directive.verb == Verb::tls) return tls(directive);
  if (directive.verb == Verb::plain) return plain();
  if (directive.verb == Verb::auth) return auth(directive);
  if (directive.verb == Verb::proxy) return proxy(directive);
  if (directive.verb == Verb::xclient) return xclient(directive);
  if (directive.verb == Verb::bdat) return bdat(directive);
  if (directive.verb == Verb::expect) return expect(directive);
  return {};
}

// The server's own doings: the client waits for their effect.
Step Client::of_server(const Directive& directive) {
  if (auto ready = need_wire(); !ready) return ready;
  if (auto sent = flush(); !sent) return sent;
  if (directive.verb == Verb::pause) {
    const auto span = duration_of(variables_, directive, 0);
    if (!span) return trouble(span.error().text);
    talk_->allowance += *span;
    return {};
  }
  if (directive.verb == Verb::close || directive.verb == Verb::reset)
    return expect_close(deadline());
  if (directive.verb != Verb::send) return {};
  const auto wanted = variables_.expand(directive.values[0]);
  if (!wanted) return trouble(wanted.error().text);
  ++played_.checks;
  const auto got = talk_->wire->bytes(wanted->size(), deadline());
  if (!got) return trouble(got.error());
  tell(smtp::event::SessionLine{told_server_send_line(variables_.mask()(*got))});
  talk_->greeted = true;
  if (*got == *wanted) return {};
  return trouble(fmt::format("expected the bytes \"{}\", got \"{}\"", base::printable(*wanted),
                             base::printable(*got)));
}

Step Client::connect(const std::string& name, const Directive& directive) {
  if (auto sent = flush(); !sent) return sent;
  Talk& talk = talks_[name];
  if (talk.wire && !talk.abandoned) {
    talk_ = &talk;
    if (auto heard = refuse_left(); !heard) return heard;
  }
  told_ = told_ == &talk ? nullptr : told_;
  if (talk.wire) talk.wire->stream().close();
  talk = Talk{};
  talk.name = name;
  talk_ = &talk;
  const auto target = variables_.expand(directive.values[0]);
  if (!target) return trouble(target.error());
  const auto named = net::parse_endpoint(*target);
  if (named && named->kind != net::Endpoint::Kind::host && variables_.is_heard(directive.values[0]))
    return trouble(refuse_heard("a program or socket of this machine").value());
  return dial(talk, options_.redirect ? options_.redirect(*target) : *target, &directive);
}

Step Client::dial(Talk& talk, const std::string& target, const Directive* directive) {
  tell(smtp::event::Connecting{variables_.mask()(target), {}, talk.name});
  const auto endpoint = net::parse_endpoint(target);
  if (endpoint) talk.host = talk.facts.peer_name = endpoint->host;
  if (endpoint) talk.port = endpoint->port;
  const auto from = directive ? option(*directive, "from") : base::Result<std::string>("");
  if (!from) return trouble(from.error().text);
  auto addresses = options_.addresses(target);
  if (!addresses) return trouble(addresses.error());
  const bool fails = directive != nullptr && wants_failure(*directive);
  base::Error last{base::ErrorKind::no_host, base::Stage::resolve, "no address to connect to"};
  for (const net::Address& address : *addresses) {
    const auto begun = Deadline::Clock::now();
    auto stream = options_.dialer.dial(address, {*from, 0}, deadline());
    if (!stream) {
      last = stream.error();
      last.stage = base::Stage::connect;
      last.text = fmt::format("cannot connect to {}: {}", net::show(address), last.text);
      continue;
    }
    if (fails) return trouble("expected no connection, got one");
    if (const auto* tcp = std::get_if<net::TcpAddress>(&address))
      talk.facts.peer_ip = tcp->ip.show();
    const auto took = std::chrono::duration_cast<Duration>(Deadline::Clock::now() - begun);
    talk.wire = std::make_unique<Wire>(std::move(*stream));
    tell(smtp::event::Connected{net::show(address), took});
    return {};
  }
  if (!fails || !is_of_server(last)) return trouble(last);
  ++played_.checks;
  return {};
}

void Client::accept_by_dane(net::TlsOptions& tls) const {
  tls.accept = [this, host = tls.verify_name](const net::TlsFacts& facts) -> base::Result<void> {
    if (!options_.dane) return base::fail(base::ErrorKind::usage, "verify=dane needs the DNS");
    const std::uint16_t port = talk_->port == 0 ? net::kSmtpPort : talk_->port;
    return options_.dane(host, port, facts, deadline());
  };
}

base::Result<net::TlsOptions> Client::tls_options(const Directive& directive) const {
  net::TlsOptions tls = options_.tls;
  const auto verify = option(directive, "verify");
  const auto name = option(directive, "name", talk_->host);
  const auto sni = option(directive, "sni", name ? net::default_sni(*name) : "");
  const auto min = option(directive, "min", tls.min_version);
  const auto max = option(directive, "max", tls.max_version);
  const auto ciphers = option(directive, "ciphers", tls.ciphers);
  const auto groups = option(directive, "groups", tls.groups);
  const auto cert = option(directive, "cert");
  const auto key = option(directive, "key");
  for (const auto* one : {&verify, &name, &sni, &min, &max, &ciphers, &groups, &cert, &key})
    if (!*one) return base::fail(one->error());
  for (const std::string_view file : {"cert", "key"})
    if (const Template* path = directive.option(file);
        path != nullptr && variables_.is_heard(*path))
      return refuse_heard("a file of this machine");
  tls.verify_name = *name;
  tls.sni = *sni;
  if (*verify == "on") tls.verify = net::Verify::full;
  if (*verify == "ca") tls.verify = net::Verify::ca;
  if (*verify == "name") tls.verify = net::Verify::name;
  if (*verify == "off" || options_.insecure) tls.verify = net::Verify::off;
  if (*verify == "dane" && !options_.insecure) accept_by_dane(tls);
  tls.staple = directive.option("ocsp") != nullptr ? net::Staple::required : net::Staple::asked;
  tls.min_version = *min;
  tls.max_version = *max;
  tls.ciphers = *ciphers;
  tls.groups = *groups;
  const std::string& file = script_.source->name;
  if (!cert->empty()) tls.certificate_file = relative_to(file, *cert);
  if (!key->empty()) tls.key_file = relative_to(file, *key);
  return tls;
}

// Plaintext that came ahead of the handshake cannot be told from an attacker's (CVE-2011-0411).
Step Client::tls(const Directive& directive) {
  const auto injected = talk_->wire->unread(deadline());
  if (!injected) return trouble(injected.error());
  if (!injected->empty())
    return trouble(fmt::format("plaintext behind the reply to STARTTLS (injection): \"{}\"",
                               base::printable(*injected)));
  const auto wanted = tls_options(directive);
  if (!wanted) return trouble(wanted.error().text);
  ++played_.checks;
  auto facts = talk_->wire->stream().start_tls(*wanted, deadline());
  talk_->facts.extensions = {};
  if (!facts) tell(smtp::event::TlsFailed{*wanted});
  const bool judged = !facts && facts.error().stage != base::Stage::resolve &&
                      is_of_server(facts.error()) && !end_.passed();
  if (!facts && !(judged && wants_failure(directive))) return trouble(facts.error());
  if (!facts) {
    talk_->facts.tls_alert = facts.error().text;
    talk_->wire->stream().close();
    talk_->wire.reset();
    return {};
  }
  tell(smtp::event::TlsUp{*facts, *wanted});
  talk_->facts.tls = std::move(*facts);
  if (wants_failure(directive)) return trouble("expected the handshake to fail, and it did not");
  return {};
}

Step Client::plain() {
  const auto left = talk_->wire->stream().stop_tls(deadline());
  if (!left) return trouble(left.error());
  talk_->facts.tls.reset();
  return {};
}

Step Client::auth(const Directive& directive) {
  const auto mechanism = variables_.expand(directive.values[0]);
  const auto user = option(directive, "user");
  const auto password = option(directive, "password");
  const auto token = option(directive, "token");
  const auto authorization = option(directive, "authorization");
  const auto realm = option(directive, "realm");
  const auto domain = option(directive, "domain");
  for (const auto* one : {&mechanism, &user, &password, &token, &authorization, &realm, &domain})
    if (!*one) return trouble(one->error().text);
  smtp::Credentials credentials;
  credentials.user = *user;
  credentials.authorization = *authorization;
  credentials.password = base::Secret(*password);
  credentials.token = base::Secret(token->empty() ? *password : *token);
  credentials.host = talk_->host;
  credentials.realm = *realm;
  credentials.domain = *domain;
  variables_.mask().add("{{password}}", credentials.password);
  variables_.mask().add("{{token}}", credentials.token);

  if (auto quiet = refuse_unread(); !quiet) return quiet;
  const std::string as_asked = variables_.mask()(print_directive({}, directive));
  smtp::Transcript shown;
  std::optional<smtp::Reply> last;
  shown.listen([this, &last, &as_asked](const smtp::Event& event) {
    if (const auto* heard = std::get_if<smtp::event::Heard>(&event))
      last = heard->reply;
    else if (std::holds_alternative<smtp::event::AuthBegun>(event))
      tell(smtp::event::SessionLine{as_asked});
    else
      tell(event);
  });
  smtp::SaslChannel channel;
  channel.exchange = [this](std::string_view line, std::string_view as) {
    tell(smtp::event::AuthLine{smtp::Side::client, std::string(as)});
    const auto written = talk_->wire->write(std::string(line) + "\r\n", deadline());
    if (!written) return base::Result<smtp::Reply>(base::fail(written.error()));
    return talk_->wire->reply(deadline());
  };
  channel.close = [this] { talk_->wire->stream().close(); };
  auto reply = smtp::log_in(channel, shown, *mechanism, credentials,
                            talk_->facts.tls ? &*talk_->facts.tls : nullptr);
  if (last) {
    const smtp::Reply heard = masked(*last);
    tell(smtp::event::Heard{base::Stage::other, heard, talk_->wire->reply_time()});
  }
  // An exchange that was given up with "*" ends with the server's answer to that.
  const bool given_up = !reply && last && !last->ok() && script_.next_hear(next_) != nullptr;
  if (!reply && !given_up) return trouble(reply.error());
  return settle(given_up ? std::move(*last) : std::move(*reply));
}

Step Client::proxy(const Directive& directive) {
  const auto header = proxy_header_of(variables_, directive);
  if (!header) return trouble(header.error().text);
  tell(smtp::event::Ahead{*header});
  return write(*header);
}

Step Client::xclient(const Directive& directive) {
  const auto line = xclient_of(variables_, directive);
  if (!line) return trouble(line.error().text);
  if (auto quiet = refuse_unread(); !quiet) return quiet;
  tell(smtp::event::Command{base::Stage::other, variables_.mask()(*line)});
  if (auto written = write(*line + "\r\n"); !written) return written;
  smtp::Reply reply;
  if (auto got = read(reply); !got) return got;
  return settle(std::move(reply));
}

Step Client::expect_close(Deadline deadline) {
  ++played_.checks;
  const auto quiet = talk_->wire->listen(deadline);
  if (!quiet) return trouble(quiet.error());
  if (*quiet == Wire::Quiet::spoke)
    return trouble(fmt::format("expected the server to close, got \"{}\"",
                               base::printable(talk_->wire->held())));
  if (*quiet == Wire::Quiet::silent && end_.passed()) return trouble(too_late());
  if (*quiet == Wire::Quiet::silent)
    return trouble(fmt::format("expected the server to close, but within {} it did not",
                               base::show_duration(deadline.span())));
  talk_->wire->stream().close();
  talk_->wire.reset();
  return {};
}

Step Client::expect(const Directive& directive) {
  if (auto heard = refuse_left(); !heard) return heard;
  const bool silence = directive.values[0].literal_text() == "silence";
  if (!silence && directive.values.size() == 1) return expect_close(deadline());
  const auto span = duration_of(variables_, directive, directive.values.size() - 1);
  if (!span) return trouble(span.error().text);
  if (!silence) return expect_close(end_.slice(*span));
  ++played_.checks;
  const auto quiet = talk_->wire->listen(end_.slice(*span));
  if (!quiet) return trouble(quiet.error());
  if (*quiet == Wire::Quiet::silent) return end_.passed() ? trouble(too_late()) : Step();
  if (*quiet == Wire::Quiet::ended)
    return trouble("expected silence, but the server closed the connection");
  return trouble(fmt::format("expected silence, got \"{}\"", base::printable(talk_->wire->held())));
}

}  // namespace session
