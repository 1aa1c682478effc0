#include "session/server.h"

#include <fmt/format.h>

#include "base/text.h"
#include "session/conditions.h"
#include "session/line_pattern.h"
#include "session/overloaded.h"
#include "session/parser.h"
#include "session/reply_pattern.h"
#include "session/template.h"

namespace session {
namespace {

constexpr std::size_t kShown = 300;

std::string shown(std::string_view line) { return base::printable(line.substr(0, kShown)); }

// The subjects that the server's side can see of the client's.
bool is_of_server(Subject subject) {
  switch (subject) {
    case Subject::elapsed:
    case Subject::tls_version:
    case Subject::tls_cipher:
    case Subject::tls_group:
    case Subject::tls_resumed:
    case Subject::var:
      return true;
    case Subject::code:
    case Subject::status:
    case Subject::text:
    case Subject::line:
    case Subject::lines:
    case Subject::ehlo:
    case Subject::time:
    case Subject::bytes:
    case Subject::tls_verified:
    case Subject::tls_ocsp:
    case Subject::tls_alert:
    case Subject::cert_subject:
    case Subject::cert_issuer:
    case Subject::cert_names:
    case Subject::cert_days:
    case Subject::cert_sha256:
    case Subject::cert_spki:
    case Subject::peer_ip:
    case Subject::peer_name:
      return false;
  }
  return false;
}

}  // namespace

Played play_server(const Script& script, const ServerOptions& options, Variables& variables,
                   const smtp::Transcript& transcript) {
  return Server(script, options, variables, transcript).run();
}

Server::Server(const Script& script, const ServerOptions& options, Variables& variables,
               const smtp::Transcript& transcript)
    : script_(script), options_(options), variables_(variables), transcript_(transcript) {}

Played Server::run() {
  while (next_ < script_.statements.size()) play(script_.statements[next_++]);
  if (wire_) wire_->stream().close();
  return std::move(played_);
}

void Server::play(const Statement& statement) {
  const auto* directive = std::get_if<Directive>(&statement.what);
  const bool connects = directive != nullptr && directive->verb == Verb::connect;
  if (abandoned_ && !connects) return;
  if (const auto done = step(statement); !done) fail(statement, done.error());
}

Step Server::step(const Statement& statement) {
  if (!statement.connection.empty())
    return trouble("several connections at once cannot be served: only run plays this file");
  return std::visit(Overloaded{
                        [](const Blank&) { return Step(); },
                        [](const Comment&) { return Step(); },
                        [this](const Say& one) { return expect_line(one); },
                        [this](const Hear& one) { return answer(one); },
                        [this](const Check& one) { return check(one.condition); },
                        [](const Capture&) { return Step(); },
                        [](const SkipUnless&) { return Step(); },
                        [this](const Directive& one) { return directive(one); },
                    },
                    statement.what);
}

void Server::tell(const smtp::Event& event) {
  transcript_.tell(event);
  dialogue_.tell(event);
}

base::Deadline Server::deadline() const {
  if (options_.timeout == base::Duration::zero()) return base::Deadline::never();
  return base::Deadline::after(options_.timeout + allowance_);
}

void Server::fail(const Statement& statement, Trouble why) {
  Failure failure{statement.place, variables_.mask()(why.text), {}, {}, {}, why.error};
  failure.dialogue = dialogue_.text();
  played_.failures.push_back(std::move(failure));
  abandoned_ = true;
  if (wire_) wire_->stream().close();
  wire_.reset();
}

Step Server::accept() {
  if (wire_) wire_->stream().close();
  accepted_ = true;
  abandoned_ = false;
  facts_ = {};
  dialogue_ = {};
  auto stream = options_.accept();
  if (!stream) return trouble(stream.error());
  wire_ = std::make_unique<Wire>(std::move(*stream));
  return {};
}

Step Server::need_wire() {
  if (!accepted_) return accept();
  if (!wire_) return trouble("the connection is closed");
  return {};
}

Step Server::write(std::string_view bytes) {
  const auto written = wire_->write(bytes, deadline());
  if (!written) return trouble(written.error());
  return {};
}

base::Result<std::string> Server::read_line() {
  auto line = wire_->line(kMaxLine, deadline());
  allowance_ = {};
  if (line) tell(smtp::event::Command{base::Stage::other, variables_.mask()(*line)});
  return line;
}

Step Server::expect_line(const Say& say) {
  if (auto ready = need_wire(); !ready) return ready;
  ++played_.checks;
  const std::string wanted = base::printable(print_text(say.text));
  const auto line = read_line();
  if (!line)
    return tl::unexpected(
        Trouble{fmt::format("expected \"{}\", got nothing: {}", wanted, line.error().text),
                {},
                line.error()});
  const auto captured = match_line(say.text, *line, variables_);
  if (!captured) return trouble(captured.error().text);
  if (!*captured) return trouble(fmt::format("expected \"{}\", got \"{}\"", wanted, shown(*line)));
  for (const auto& [name, value] : **captured) variables_.set(name, Origin::capture, value);
  return {};
}

// What cannot be sent as it stands is sent as the plainest reply that fits it.
Step Server::answer(const Hear& hear) {
  if (auto ready = need_wire(); !ready) return ready;
  smtp::Reply reply;
  reply.code = plainest_code(hear.codes);
  for (const Template& line : hear.lines) {
    auto text = variables_.expand(line);
    if (!text) return trouble(text.error().text);
    reply.lines.push_back(std::move(*text));
  }
  if (reply.lines.size() == 1 && reply.lines.front().empty()) reply.lines.front() = "OK";
  std::string wire;
  for (std::size_t i = 0; i < reply.lines.size(); ++i)
    wire += fmt::format("{}{}{}\r\n", reply.code, i + 1 < reply.lines.size() ? '-' : ' ',
                        reply.lines[i]);
  smtp::Reply told = reply;
  for (std::string& line : told.lines) line = variables_.mask()(line);
  tell(smtp::event::Heard{base::Stage::other, told, {}});
  return write(wire);
}

Step Server::check(const Condition& condition) {
  if (!is_of_server(condition.subject)) return {};
  ++played_.checks;
  if (wire_) facts_.elapsed = wire_->elapsed();
  const auto value = condition.predicate == Predicate::matches
                         ? base::Result<std::string>(condition.value.literal_text())
                         : variables_.expand(condition.value);
  if (!value) return trouble(value.error().text);
  const auto variable =
      condition.subject == Subject::var ? variables_.find(condition.argument) : std::nullopt;
  const auto values = values_of(condition, facts_, variable);
  if (holds(condition, values, *value)) return {};
  return trouble(fmt::format("expected {}, got {}", print_condition(condition),
                             base::printable(fmt::format("{}", fmt::join(values, ", ")))));
}

bool Server::answer_follows() const {
  for (std::size_t i = next_; i < script_.statements.size(); ++i) {
    const auto& what = script_.statements[i].what;
    if (std::holds_alternative<Hear>(what)) return true;
    if (!std::holds_alternative<Blank>(what) && !std::holds_alternative<Comment>(what))
      return false;
  }
  return false;
}

}  // namespace session
