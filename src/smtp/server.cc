#include "smtp/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "smtp/login_line.h"
#include "smtp/server_session.h"

namespace smtp {
namespace {

using base::ErrorKind;
using base::Stage;

constexpr std::size_t kMaxHeldBack = 64 * 1024;

// What rules are compared with: the line, and the plain form of MAIL and RCPT.
std::vector<std::string> forms_of(std::string_view line) {
  std::vector<std::string> forms{without_initial_response(line)};
  const std::size_t open = line.find('<');
  const std::size_t close = line.find('>', std::min(open, line.size()));
  const std::size_t colon = line.find(':');
  if (close == std::string_view::npos || colon > open) return forms;
  forms.push_back(fmt::format("{}:{}", line.substr(0, colon), line.substr(open, close - open + 1)));
  return forms;
}

bool is_error(int code) { return (code >= 500 && code <= 504) || code == 535 || code == 555; }

void append_reply(std::string& out, const Reply& reply) {
  for (std::size_t i = 0; i < reply.lines.size(); ++i) {
    const bool last = i + 1 == reply.lines.size();
    out.append(std::to_string(reply.code)).append(last ? " " : "-");
    out.append(reply.lines[i]).append("\r\n");
  }
}

}  // namespace

void Server::serve(net::Stream& stream, const Transcript& transcript, std::stop_token stop,
                   std::function<void()> waiting) {
  ServerSession(settings_, mailbox_, stream, transcript, std::move(stop), std::move(waiting)).run();
}

ServerSession::ServerSession(const ServerSettings& settings, Mailbox& mailbox, net::Stream& stream,
                             const Transcript& transcript, std::stop_token stop,
                             std::function<void()> waiting)
    : settings_(settings),
      mailbox_(mailbox),
      stream_(stream),
      transcript_(transcript),
      stop_(std::move(stop)),
      input_(stream, stop_, [this, waiting = std::move(waiting)] {
        Done done = flush();
        waiting();
        return done;
      }) {}

void ServerSession::run() {
  Done done = converse();
  if (!done) farewell(done.error());
  if (!dropping_ && done) done = flush();
  transcript_.tell(event::Closed{done ? nullptr : &done.error()});
  stream_.close();
}

ServerSession::Done ServerSession::converse() {
  if (settings_.tls_on_connect) {
    if (auto done = handshake(); !done) return done;
  }
  if (auto done = greet(); !done) return done;
  while (!closing_) {
    const auto line = input_.line(Server::kMaxLine, deadline());
    if (!line) return base::fail(line.error());
    if (auto done = obey(*line); !done) return done;
    if (output_.size() > kMaxHeldBack) {
      if (auto done = flush(); !done) return done;
    }
  }
  return {};
}

ServerSession::Done ServerSession::greet() {
  if (apply_rule({"CONNECT"})) return {};
  say(220,
      fmt::format("{} {} ehlo, a test server", settings_.name, settings_.lmtp ? "LMTP" : "ESMTP"));
  return {};
}

ServerSession::Done ServerSession::obey(const ServerInput::Line& line) {
  stage_ = Stage::other;
  if (line.bare_lf && !std::exchange(bare_lf_told_, true))
    transcript_.warn("the client ends lines with LF alone (RFC 5321 wants CRLF)");
  if (line.too_long) {
    transcript_.warn(fmt::format("a command of more than {} bytes", Server::kMaxLine));
    return refuse(500, "5.5.2 the line is too long");
  }
  const Verb& verb = find_verb(line.text.substr(0, line.text.find(' ')));
  const bool tells_itself = verb.act == &ServerSession::auth;
  const bool is_known = verb.act != &ServerSession::unknown;
  stage_ = verb.stage;
  // A client that is out of step sends its password where we wait for a command.
  if (is_known) after_auth_ = tells_itself;
  if (!tells_itself)
    transcript_.tell(event::Command{
        stage_, after_auth_ && !is_known ? "***" : without_initial_response(line.text)});
  if (base::breaks_line(line.text)) return refuse(500, "5.5.2 CR or NUL inside a command");
  if (ruled_out(verb, line.text)) return {};
  const std::string argument(
      base::trim(line.text.substr(std::min(verb.name.size(), line.text.size()))));
  Done done = (this->*verb.act)(argument);
  ruled_.reset();
  return done;
}

// True when a rule ends the matter. The bytes behind BDAT come whatever it is answered, so BDAT
// asks ruled_ itself.
bool ServerSession::ruled_out(const Verb& verb, std::string_view line) {
  if (settings_.rules.empty()) return false;
  const ReplyRule* rule = find_rule(settings_.rules, forms_of(line));
  if (rule == nullptr) return false;
  const bool refusal = rule->reply && rule->reply->code >= 400;
  if (verb.act == &ServerSession::auth && (refusal || !rule->reply)) {
    stage_ = Stage::other;
    transcript_.tell(event::Command{stage_, without_initial_response(line)});
  }
  if (!refusal || verb.act != &ServerSession::bdat) return apply_rule(forms_of(line));
  ruled_ = rule->reply;
  return false;
}

bool ServerSession::apply_rule(const std::vector<std::string>& forms) {
  const ReplyRule* rule = find_rule(settings_.rules, forms);
  if (rule == nullptr) return false;
  if (!rule->reply) {
    transcript_.note("dropped by a rule");
    closing_ = dropping_ = true;
    return true;
  }
  ruled_ = rule->reply;
  if (ruled_->code < 400) return false;
  closing_ = closing_ || ruled_->code == 421;
  say(Reply(*ruled_));
  ruled_.reset();
  return true;
}

void ServerSession::say(Reply reply) {
  if (ruled_ && ruled_->code / 100 == reply.code / 100) reply = *std::exchange(ruled_, {});
  append_reply(output_, reply);
  transcript_.tell(event::Heard{stage_, reply, base::Duration::zero()});
}

ServerSession::Done ServerSession::refuse(int code, std::string text) {
  ruled_.reset();
  if (is_error(code) && ++errors_ > Server::kMaxErrors) return leave(421, "4.7.0 too many errors");
  say(code, std::move(text));
  return {};
}

ServerSession::Done ServerSession::leave(int code, std::string text) {
  closing_ = true;
  say(code, std::move(text));
  return {};
}

base::Deadline ServerSession::prompt_deadline() const {
  const bool sooner =
      settings_.timeout > base::Duration::zero() && settings_.timeout < ServerInput::kGrace;
  return base::Deadline::after(sooner ? settings_.timeout : ServerInput::kGrace);
}

ServerSession::Done ServerSession::flush() {
  if (output_.empty()) return {};
  Done done = net::write_all(stream_, output_, prompt_deadline());
  output_.clear();
  mute_ = !done;
  return done;
}

// The client may still be there; that it hears this is not certain.
void ServerSession::farewell(const base::Error& error) {
  stage_ = Stage::other;
  ruled_.reset();
  if (error.kind == ErrorKind::tls || mute_) return;
  if (error.kind == ErrorKind::timeout)
    (void)leave(421, "4.4.2 timeout");
  else if (stop_.stop_requested())
    (void)leave(421, "4.3.2 the server is stopping");
  (void)flush();
}

void ServerSession::forget() {
  envelope_.reset();
  intake_.reset();
  smtputf8_ = binary_ = chunked_ = false;
}

}  // namespace smtp
