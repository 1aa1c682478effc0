#include <fmt/format.h>

#include <utility>

#include "base/base64.h"
#include "base/secret.h"
#include "base/text.h"
#include "smtp/server_session.h"

namespace smtp {
namespace {

using base::Secret;
using base::Stage;

std::string shown_challenge(std::string_view challenge) {
  const std::string line = "334 " + base::base64_encode(challenge);
  if (challenge.empty() || !base::is_printable(challenge)) return line;
  return fmt::format("{} (\"{}\")", line, challenge);
}

std::optional<Secret> decode(std::string_view response) {
  auto bytes = base::base64_decode(response);
  if (!bytes) return std::nullopt;
  return Secret(std::move(*bytes));
}

}  // namespace

ServerSession::Done ServerSession::starttls(std::string_view argument) {
  if (in_tls_) return refuse(503, "5.5.1 TLS is on already");
  if (!settings_.identity) return refuse(502, "5.5.1 TLS is not offered");
  if (!argument.empty()) return refuse(501, "5.5.4 STARTTLS takes nothing");
  if (input_.discard() || stream_.has_input()) {
    transcript_.warn(
        "the client sent more behind STARTTLS without waiting: an injection, "
        "or a client that pipelines what it must not; it was discarded");
    return refuse(503, "5.5.1 nothing may follow STARTTLS before its reply");
  }
  say(220, "2.0.0 go ahead");
  if (auto done = flush(); !done) return done;
  return handshake();
}

// All that was said in plaintext is forgotten (RFC 3207 section 4.2).
ServerSession::Done ServerSession::handshake() {
  const auto facts = stream_.accept_tls(*settings_.identity, prompt_deadline());
  if (!facts) {
    transcript_.tell(event::TlsFailed{net::TlsOptions{}});
    return base::fail(facts.error());
  }
  in_tls_ = true;
  greeted_ = logged_in_ = false;
  forget();
  transcript_.tell(event::TlsUp{*facts, net::TlsOptions{}});
  return {};
}

ServerSession::Done ServerSession::auth(std::string_view argument) {
  const std::size_t blank = argument.find(' ');
  const std::string mechanism = base::to_upper(argument.substr(0, blank));
  std::optional<std::string_view> initial;
  if (blank != std::string_view::npos) initial = base::trim(argument.substr(blank));
  const std::string shown = fmt::format("AUTH {}{}", mechanism, initial ? " ***" : "");
  const auto refuse_all = [&](int code, std::string text) {
    stage_ = Stage::other;
    transcript_.tell(event::Command{stage_, shown});
    return refuse(code, std::move(text));
  };
  if (!greeted_) return refuse_all(503, "5.5.1 say EHLO first");
  if (logged_in_) return refuse_all(503, "5.5.1 logged in already");
  if (envelope_) return refuse_all(503, "5.5.1 a message is under way");
  auto sasl = SaslServer::start(mechanism, settings_.password_of, !settings_.password_of);
  if (!sasl) return refuse_all(504, "5.5.4 this mechanism is not offered");

  std::vector<event::AuthLine> lines{{Side::client, shown}};
  const auto outcome = exchange(*sasl, initial, lines);
  transcript_.tell(event::AuthBegun{mechanism, sasl->user()});
  for (const event::AuthLine& line : lines) transcript_.tell(line);
  if (!outcome) return base::fail(outcome.error());
  if (!outcome->why.empty()) transcript_.note(outcome->why);
  logged_in_ = outcome->reply.ok();
  if (!logged_in_) return refuse(outcome->reply.code, outcome->reply.text());
  say(Reply(outcome->reply));
  return {};
}

base::Result<ServerSession::AuthOutcome> ServerSession::exchange(
    SaslServer& sasl, std::optional<std::string_view> initial,
    std::vector<event::AuthLine>& lines) {
  auto response = decode(!initial || *initial == "=" ? "" : *initial);
  for (;;) {
    if (!response) return AuthOutcome{Reply{501, {"5.5.2 this is not base64"}}, ""};
    const auto step = sasl.step(response->reveal());
    if (!step) return AuthOutcome{Reply{535, {"5.7.8 refused"}}, step.error().text};
    if (step->done) return AuthOutcome{Reply{235, {"2.7.0 welcome"}}, ""};
    output_ += fmt::format("334 {}\r\n", base::base64_encode(step->challenge));
    lines.push_back({Side::server, shown_challenge(step->challenge)});
    const auto line = input_.line(Server::kMaxResponse, deadline());
    if (!line) return base::fail(line.error());
    const bool cancelled = line->text == "*";
    lines.push_back({Side::client, cancelled ? "*" : "***"});
    if (cancelled) return AuthOutcome{Reply{501, {"5.0.0 cancelled"}}, ""};
    if (line->too_long) return AuthOutcome{Reply{500, {"5.5.6 the response is too long"}}, ""};
    response = decode(line->text);
  }
}

}  // namespace smtp
