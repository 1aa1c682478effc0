#include "session/server.h"

#include <fmt/format.h>

#include "base/text.h"
#include "session/conditions.h"
#include "session/cursor.h"
#include "session/judge.h"
#include "session/line_pattern.h"
#include "session/overloaded.h"
#include "session/parser.h"
#include "session/printer.h"
#include "session/reply_pattern.h"
#include "session/template.h"
#include "smtp/login_line.h"

namespace session {
namespace {

constexpr std::size_t kShown = 300;
constexpr int kChallenge = 334;  // RFC 4954 section 4
constexpr int kContent = 354;

std::string shown(std::string_view line) { return base::printable(line.substr(0, kShown)); }

}  // namespace

Played play_server(const Script& script, const ServerOptions& options, Variables& variables,
                   const smtp::Transcript& transcript) {
  return Server(script, options, variables, transcript).run();
}

Server::Server(const Script& script, const ServerOptions& options, Variables& variables,
               const smtp::Transcript& transcript)
    : script_(script), options_(options), variables_(variables), transcript_(transcript) {}

Played Server::run() {
  while (next_ < script_.statements.size() && played_.skipped.empty())
    play(script_.statements[next_++]);
  for (auto& [name, guest] : guests_)
    if (guest.wire) guest.wire->stream().close();
  return std::move(played_);
}

void Server::play(const Statement& statement) {
  const auto* directive = std::get_if<Directive>(&statement.what);
  if (!statement.connection.empty() && directive == nullptr)
    if (const auto turned = turn_to(statement.connection); !turned)
      return fail(statement, turned.error());
  const bool moves =
      directive != nullptr && (directive->verb == Verb::connect || directive->verb == Verb::use);
  if (guest_ != nullptr && guest_->abandoned && !moves) return;
  if (const auto done = step(statement); !done) fail(statement, done.error());
}

Step Server::step(const Statement& statement) {
  return std::visit(Overloaded{
                        [](const Blank&) { return Step(); },
                        [](const Comment&) { return Step(); },
                        [this](const Say& one) { return expect_line(one); },
                        [this](const Hear& one) { return answer(one); },
                        [this](const Check& one) { return check(one.condition); },
                        [this](const Capture& one) {
                          capture(one);
                          return Step();
                        },
                        [this](const SkipUnless& one) { return skip_unless(one.condition); },
                        [&, this](const Directive& one) { return directive(statement, one); },
                    },
                    statement.what);
}

void Server::tell(const smtp::Event& event) {
  if (told_ != guest_ && !guest_->name.empty())
    transcript_.tell(smtp::event::SessionLine{"@use " + guest_->name});
  told_ = guest_;
  transcript_.tell(event);
  if (guest_ != nullptr) guest_->dialogue.tell(event);
}

base::Deadline Server::deadline() const {
  if (options_.timeout == base::Duration::zero()) return base::Deadline::never();
  return base::Deadline::after(options_.timeout + guest_->allowance);
}

void Server::fail(const Statement& statement, const Trouble& why) {
  Failure failure{statement.place, variables_.mask()(why.text), {}, {}, {}, {}, why.error};
  failure.pointed = variables_.mask()(point_at(failure.place, failure.text));
  if (guest_ != nullptr) failure.dialogue = variables_.mask()(guest_->dialogue.text());
  played_.failures.push_back(std::move(failure));
  if (guest_ == nullptr) return;
  guest_->abandoned = true;
  if (guest_->wire) guest_->wire->stream().close();
  guest_->wire.reset();
}

Step Server::turn_to(const std::string& name) {
  const auto found = guests_.find(name);
  if (found == guests_.end())
    return trouble(fmt::format(
        "no connection is named '{}': expected @connect {}=... before this line", name, name));
  guest_ = &found->second;
  return {};
}

Step Server::accept(const std::string& name) {
  Guest& guest = guests_[name];
  if (guest.wire) guest.wire->stream().close();
  guest = Guest{};
  guest_ = &guest;
  guest.name = name;
  told_ = &guest;
  auto stream = options_.accept(name, std::exchange(absence_, {}));
  if (!stream) return trouble(stream.error());
  guest.wire = std::make_unique<Wire>(std::move(*stream));
  return {};
}

Step Server::need_wire() {
  if (guest_ == nullptr) return accept("");
  if (!guest_->wire) return trouble("the connection is closed");
  return {};
}

Step Server::write(std::string_view bytes) {
  const auto written = guest_->wire->write(bytes, deadline());
  if (!written) return trouble(written.error());
  return {};
}

base::Result<std::string> Server::read_line() {
  auto line = guest_->wire->line(kMaxLine, deadline());
  guest_->allowance = {};
  if (!line) return line;
  learn_login(*line);
  tell_line(*line);
  return line;
}

// A secret in it becomes its variable, so that the line can be played again; that is exact where
// nothing else in it has to be escaped.
void Server::tell_line(const std::string& line) {
  const std::string safe = without_login(line);
  const std::string masked = variables_.mask()(line);
  if (safe == masked && masked != line && client_line(line) == "C: " + line)
    tell(smtp::event::SessionLine{"C: " + masked});
  else
    tell(smtp::event::Command{base::Stage::other, safe});
}

// A client may log in where the script does not foresee it.
std::string Server::without_login(const std::string& line) const {
  if (guest_->logging_in && !smtp::is_auth(line)) return "***";
  return variables_.mask()(smtp::without_initial_response(line));
}

// What logs in is a secret also where the script says it back, or the client once more. A client
// that is out of step sends it where the script waits for a command.
void Server::learn_login(const std::string& line) {
  const auto& last = guest_->facts.reply;
  const bool challenged = last && last->code == kChallenge;
  const bool in_content = last && last->code == kContent;
  const bool is_auth = !in_content && smtp::is_auth(line);
  const bool goes_on = guest_->logging_in && !smtp::begins_with_command(line);
  guest_->logging_in = is_auth || challenged || goes_on;
  const std::string_view secret =
      is_auth ? smtp::initial_response(line) : base::trim(std::string_view(line));
  if (guest_->logging_in && smtp::may_be_login(secret))
    variables_.mask().add("***", base::Secret(std::string(secret)));
}

Step Server::expect_line(const Say& say) {
  if (auto ready = need_wire(); !ready) return ready;
  ++played_.checks;
  const std::string wanted = base::printable(print_text(say.text));
  const auto line = read_line();
  if (!line)
    return tl::unexpected(Trouble{
        fmt::format(
            "expected \"{}\", got {}{}", wanted,
            line.error().kind == base::ErrorKind::protocol ? "" : "nothing: ", line.error().text),
        {},
        line.error()});
  const auto captured = match_line(say.text, *line, variables_);
  if (!captured) return trouble(captured.error().text);
  if (!*captured)
    return trouble(fmt::format("expected \"{}\", got \"{}\"", wanted, shown(without_login(*line))));
  for (const auto& [name, value] : **captured) variables_.set(name, Origin::capture, value);
  guest_->hello = is_hello(*line);
  return {};
}

Step Server::answer(const Hear& hear) {
  if (auto ready = need_wire(); !ready) return ready;
  const auto reply = plainest_reply(hear, variables_);
  if (!reply) return trouble(reply.error().text);
  guest_->facts.learn(*reply, std::exchange(guest_->hello, false));
  if (reply->ok()) guest_->logging_in = false;
  smtp::Reply told = *reply;
  for (std::string& line : told.lines) line = variables_.mask()(line);
  tell(smtp::event::Heard{base::Stage::other, told, {}});
  std::string wire;
  for (std::size_t i = 0; i < reply->lines.size(); ++i)
    wire += fmt::format("{}{}{}\r\n", reply->code, i + 1 < reply->lines.size() ? '-' : ' ',
                        reply->lines[i]);
  return write(wire);
}

Step Server::check(const Condition& condition) {
  if (row_of(condition.subject).known != Known::both) return {};
  if (auto ready = need_wire(); !ready) return ready;
  ++played_.checks;
  guest_->facts.elapsed = guest_->wire->elapsed();
  const auto verdict = judge(condition, guest_->facts, variables_);
  if (!verdict) return trouble(verdict.error().text);
  if (verdict->holds) return {};
  return trouble(show_unmet(condition, verdict->values));
}

// So that `? var NAME` means the same here; what the client could not capture is its own failure.
void Server::capture(const Capture& capture) {
  const auto seen = judge(capture.from, guest_ != nullptr ? guest_->facts : Facts{}, variables_);
  const auto value = seen ? captured(capture.from, seen->values) : std::nullopt;
  if (value) variables_.set(capture.name, Origin::capture, *value);
}

// The client has read the same reply, and goes on or not for the same reason.
Step Server::skip_unless(const Condition& condition) {
  const auto verdict = judge(condition, guest_ != nullptr ? guest_->facts : Facts{}, variables_);
  if (!verdict) return trouble(verdict.error().text);
  if (!verdict->holds)
    played_.skipped = fmt::format("not so: {}", print_condition_or_subject(condition));
  return {};
}

}  // namespace session
