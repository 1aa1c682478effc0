#include <fmt/format.h>

#include "base/base64.h"
#include "base/text.h"
#include "session/content.h"
#include "session/directives.h"
#include "session/parser.h"
#include "session/printer.h"
#include "session/reply_pattern.h"
#include "session/server.h"
#include "smtp/auth_server.h"

namespace session {
namespace {

constexpr std::uint64_t kMostChunk = 1'000'000'000;
constexpr std::size_t kPiece = 64 * 1024;

struct AuthLine {
  std::string mechanism;
  std::optional<std::string> initial;  // decoded
};

std::optional<AuthLine> parse_auth(std::string_view line) {
  const auto words = base::split(base::trim(line), ' ');
  if (words.size() < 2 || words.size() > 3 || !base::equal_ignoring_case(words[0], "AUTH"))
    return std::nullopt;
  if (words.size() == 2) return AuthLine{base::to_upper(words[1]), std::nullopt};
  return AuthLine{base::to_upper(words[1]),
                  words[2] == "=" ? "" : base::base64_decode(words[2]).value_or("")};
}

}  // namespace

Step Server::directive(const Statement& statement, const Directive& directive) {
  if (guest_ != nullptr && is_told_as_it_stands(directive.verb))
    tell(smtp::event::SessionLine{print_directive(statement, directive)});
  if (directive.of_server) return of_server(directive);
  if (directive.verb == Verb::connect)
    return directive.option("expect") != nullptr ? Step() : accept(statement.connection);
  if (directive.verb == Verb::use) return turn_to(std::string(directive.values[0].literal_text()));
  if (directive.verb == Verb::set) {
    auto value = variables_.expand(directive.values[1]);
    if (!value) return trouble(value.error().text);
    variables_.set(directive.values[0].literal_text(), Origin::file, std::move(*value),
                   variables_.is_heard(directive.values[1]));
    return {};
  }
  if (directive.verb == Verb::pause) return pause(directive);
  if (auto ready = need_wire(); !ready) return ready;
  switch (directive.verb) {
    case Verb::tls:
      return tls(directive);
    case Verb::plain: {
      const auto left = guest_->wire->stream().stop_tls(deadline());
      if (!left) return trouble(left.error());
      guest_->facts.tls.reset();
      return {};
    }
    case Verb::auth:
      return auth(directive);
    case Verb::proxy: {
      const auto header = proxy_header_of(variables_, directive);
      if (!header) return trouble(header.error().text);
      return expect_bytes(*header);
    }
    case Verb::xclient: {
      const auto line = xclient_of(variables_, directive);
      if (!line) return trouble(line.error().text);
      if (auto got = expect_bytes(*line + "\r\n"); !got) return got;
      return script_.next_hear(next_) != nullptr ? Step() : write("220 OK\r\n");
    }
    case Verb::message:
      return message(directive);
    case Verb::bdat:
      return bdat();
    case Verb::send: {
      const auto bytes = variables_.expand(directive.values[0]);
      if (!bytes) return trouble(bytes.error().text);
      return expect_bytes(*bytes);
    }
    case Verb::close:
    case Verb::reset:
      return expect_end();
    case Verb::expect:
      return expect(directive);
    case Verb::connect:
    case Verb::set:
    case Verb::use:
    case Verb::pause:
    case Verb::flush:
    case Verb::timeout:
    case Verb::swallow:
    case Verb::capture:
    case Verb::include:
    case Verb::skip_unless:
      return {};
  }
  return {};
}

// It is the client that pauses; with no connection open it comes so much later.
Step Server::pause(const Directive& directive) {
  const auto span = duration_of(variables_, directive, 0);
  if (!span) return trouble(span.error().text);
  (guest_ != nullptr && guest_->wire ? guest_->allowance : absence_) += *span;
  return {};
}

Step Server::of_server(const Directive& directive) {
  if (auto ready = need_wire(); !ready) return ready;
  if (directive.verb == Verb::close || directive.verb == Verb::reset) {
    if (directive.verb == Verb::close)
      guest_->wire->stream().close();
    else
      guest_->wire->stream().reset();
    guest_->wire.reset();
    return {};
  }
  const auto value = variables_.expand(directive.values[0]);
  if (!value) return trouble(value.error().text);
  if (directive.verb == Verb::send) {
    tell(smtp::event::SessionLine{told_server_send_line(variables_.mask()(*value))});
    return write(*value);
  }
  if (directive.verb == Verb::pause) {
    const auto span = duration_of(variables_, directive, 0);
    if (!span) return trouble(span.error().text);
    options_.sleep(*span);
    return {};
  }
  const auto size = base::parse_size(*value);
  if (!size) return trouble(size.error().text);
  for (std::uint64_t left = *size; left > 0; left -= std::min<std::uint64_t>(left, kPiece))
    if (const auto got = guest_->wire->bytes(std::min<std::uint64_t>(left, kPiece), deadline());
        !got)
      return trouble(got.error());
  return {};
}

// Where the client expects the server to close, the server closes; where it expects silence, the
// server keeps it.
Step Server::expect(const Directive& directive) {
  if (directive.values[0].literal_text() == "close") {
    guest_->wire->stream().close();
    guest_->wire.reset();
    return {};
  }
  const auto span = duration_of(variables_, directive, 1);
  if (!span) return trouble(span.error().text);
  options_.sleep(*span);
  return {};
}

Step Server::tls(const Directive& directive) {
  if (!guest_->wire->held().empty())
    return trouble(fmt::format("plaintext behind STARTTLS (injection): \"{}\"",
                               base::printable(guest_->wire->held())));
  if (!options_.identity) return trouble("no certificate to offer for @tls");
  auto facts = guest_->wire->stream().accept_tls(*options_.identity, deadline());
  const bool to_fail = directive.option("expect") != nullptr;
  if (!facts && !to_fail) return trouble(facts.error());
  if (!facts) {
    tell(smtp::event::TlsFailed{{}});
    guest_->wire.reset();
    return {};
  }
  if (to_fail) return trouble("expected the handshake to fail, and it did not");
  tell(smtp::event::TlsUp{*facts, {}});
  guest_->facts.tls = std::move(*facts);
  return {};
}

// The answer is the S: that follows, or 235. A client that cannot prove what the line says has not
// kept to it, unless it is to be refused.
Step Server::auth(const Directive& directive) {
  ++played_.checks;
  const auto let_in = log_in(directive);
  if (!let_in) return trouble(let_in.error());
  const Hear* answer = script_.next_hear(next_);
  const auto reply = answer ? plainest_reply(*answer, variables_) : smtp::Reply{235, {}};
  if (!reply) return trouble(reply.error().text);
  if (!*let_in && reply->ok()) {
    if (auto refused = write("535 5.7.8 authentication failed\r\n"); !refused) return refused;
    return trouble("the client's login is not the one of this line");
  }
  return answer ? Step() : write("235 2.7.0 OK\r\n");
}

base::Result<bool> Server::log_in(const Directive& directive) {
  const auto user = option_of(variables_, directive, "user");
  const auto password = option_of(variables_, directive, "password");
  if (!user || !password) return base::fail(user ? password.error() : user.error());
  variables_.mask().add("{{password}}", base::Secret(*password));
  const auto command = guest_->wire->line(kPiece, deadline());
  if (!command) return base::fail(command.error());
  const auto auth = parse_auth(*command);
  if (!auth)
    return base::fail(
        base::ErrorKind::protocol,
        fmt::format("expected AUTH, got \"{}\"", base::printable(without_login(*command))));
  const auto wanted = variables_.expand(directive.values[0]);
  if (!wanted) return base::fail(wanted.error());
  if (!base::equal_ignoring_case(*wanted, auth->mechanism))
    return base::fail(base::ErrorKind::protocol,
                      fmt::format("expected AUTH {}, got AUTH {}", base::printable(*wanted),
                                  base::printable(auth->mechanism)));
  Directive told = directive;
  told.values[0] = Template::literal(auth->mechanism);
  tell(smtp::event::SessionLine{variables_.mask()(print_directive({}, told))});
  auto sasl = smtp::SaslServer::start(
      auth->mechanism,
      [&](const std::string& name) {
        return name == *user ? std::optional(base::Secret(*password)) : std::nullopt;
      },
      false);
  if (!sasl) return base::fail(sasl.error());
  auto step = sasl->step(auth->initial.value_or(""));
  while (step && !step->done) {
    const std::string challenge = "334 " + base::base64_encode(step->challenge) + "\r\n";
    if (const auto sent = guest_->wire->write(challenge, deadline()); !sent)
      return base::fail(sent.error());
    const auto line = guest_->wire->line(kPiece, deadline());
    if (!line) return base::fail(line.error());
    if (*line == "*") return false;
    step = sasl->step(base::base64_decode(*line).value_or(""));
  }
  return step.has_value();
}

// Takes lines up to the lone dot; what they say is not compared.
Step Server::message(const Directive& directive) {
  smtp::event::ContentEnd end{variables_.expand(directive.values[0]).value_or("FILE"), 0, 0};
  for (;;) {
    const auto line = guest_->wire->raw_line(kMaxLine, deadline());
    if (!line) return trouble(line.error());
    tell(smtp::event::Content{variables_.mask()(*line)});
    end.bytes += line->size();
    if (*line == ".\r\n") break;
    ++end.lines;
  }
  tell(end);
  return {};
}

Step Server::bdat() {
  for (;;) {
    const auto line = read_line();
    if (!line) return trouble(line.error());
    const auto words = base::split(*line, ' ');
    const bool command = words.size() >= 2 && base::equal_ignoring_case(words[0], "BDAT");
    const auto size = command ? base::parse_number(words[1], kMostChunk) : std::nullopt;
    if (!size) return trouble(fmt::format("expected BDAT, got \"{}\"", base::printable(*line)));
    for (std::uint64_t left = *size; left > 0; left -= std::min<std::uint64_t>(left, kPiece))
      if (const auto got = guest_->wire->bytes(std::min<std::uint64_t>(left, kPiece), deadline());
          !got)
        return trouble(got.error());
    if (words.size() == 3 && base::equal_ignoring_case(words[2], "LAST")) return {};
    if (auto written = write("250 2.0.0 OK\r\n"); !written) return written;
  }
}

Step Server::expect_bytes(const std::string& wanted) {
  ++played_.checks;
  const auto got = guest_->wire->bytes(wanted.size(), deadline());
  if (!got) return trouble(got.error());
  tell(smtp::event::SessionLine{told_send_line(variables_.mask()(*got))});
  if (*got == wanted) return {};
  return trouble(fmt::format("expected the bytes \"{}\", got \"{}\"", base::printable(wanted),
                             base::printable(*got)));
}

Step Server::expect_end() {
  ++played_.checks;
  const auto quiet = guest_->wire->listen(deadline());
  if (!quiet) return trouble(quiet.error());
  const bool ended = *quiet == Wire::Quiet::ended;
  const std::string held(guest_->wire->held());
  guest_->wire.reset();
  if (ended) return {};
  return trouble(fmt::format("expected the client to close, got \"{}\"", base::printable(held)));
}

}  // namespace session
