#include "session/client.h"

#include <fmt/format.h>

#include "base/text.h"
#include "net/interruptible.h"
#include "session/conditions.h"
#include "session/cursor.h"
#include "session/judge.h"
#include "session/overloaded.h"
#include "session/printer.h"
#include "session/reply_pattern.h"
#include "session/spelled_logins.h"
#include "session/template.h"
#include "smtp/farewell.h"

namespace session {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kShownUnread = 300;

// True for what went wrong on this side: the server can still be told goodbye.
bool leaves_sound(const std::optional<base::Error>& error) {
  return !error || error->kind == base::ErrorKind::usage ||
         error->kind == base::ErrorKind::no_input;
}

}  // namespace

std::string show(const Failure& failure) {
  std::string out = failure.pointed + "\n";
  if (!failure.reply) return out;
  for (std::size_t i = 0; i < failure.reply->lines.size(); ++i)
    out += fmt::format("  S: {}{}{}\n", failure.reply->code,
                       i + 1 < failure.reply->lines.size() ? '-' : ' ',
                       base::printable(failure.reply->lines[i]));
  return out + fmt::format("  after {}\n", base::show_duration(failure.took));
}

Played play_client(const Script& script, const ClientOptions& options, Variables& variables,
                   const smtp::Transcript& transcript) {
  return Client(script, options, variables, transcript).run();
}

Client::Client(const Script& script, const ClientOptions& options, Variables& variables,
               const smtp::Transcript& transcript)
    : script_(script),
      options_(options),
      variables_(variables),
      transcript_(transcript),
      timeout_(options.timeout),
      end_(base::Deadline::after(options.max_time)) {
  hide_spelled_logins(script, variables.mask());
}

Played Client::run() {
  while (next_ < script_.statements.size() && played_.skipped.empty()) {
    const Statement& statement = script_.statements[next_++];
    if (out_of_time(statement)) break;
    play(statement);
    if (!played_.failures.empty() && net::is_interrupted(options_.dialer)) break;
  }
  for (auto& [name, talk] : talks_) {
    talk_ = &talk;
    if (const auto done = end(); !done) fail(script_.statements.back(), done.error());
    if (talk.wire) talk.wire->stream().close();
  }
  return std::move(played_);
}

// What is left to be written is, and nothing may be left that was read.
Step Client::end() {
  if (!talk_->wire) return {};
  if (!talk_->group.empty()) return flush();
  return talk_->abandoned || !played_.skipped.empty() ? Step() : refuse_left();
}

base::Error Client::too_late() const {
  return {base::ErrorKind::timeout, base::Stage::none,
          fmt::format("the session took longer than {}", base::show_duration(end_.span()))};
}

bool Client::out_of_time(const Statement& statement) {
  if (!end_.passed()) return false;
  if (!late_) fail(statement, trouble(too_late()).value());
  return true;
}

Step Client::sleep(base::Duration span) const {
  options_.sleep(end_.is_never() ? span : std::min(span, base::Duration(end_.poll_ms())));
  if (net::is_interrupted(options_.dialer)) return trouble(net::interrupted().value());
  return end_.passed() ? trouble(too_late()) : Step();
}

void Client::play(const Statement& statement) {
  if (!statement.connection.empty() && !std::holds_alternative<Directive>(statement.what)) {
    const auto found = talks_.find(statement.connection);
    if (found == talks_.end())
      return fail(statement, {fmt::format("no connection is named '{}': expected @connect {}=... "
                                          "before this line",
                                          statement.connection, statement.connection)});
    if (const auto sent = turn_to(found->second); !sent) fail(statement, sent.error());
    talk_ = &found->second;
  }
  const auto* directive = std::get_if<Directive>(&statement.what);
  const bool moves =
      directive != nullptr && (directive->verb == Verb::connect || directive->verb == Verb::use);
  if (talk_ != nullptr && talk_->abandoned && !moves) return;
  if (const auto done = step(statement); !done)
    fail(statement, done.error());
  else
    report(statement, nullptr);
}

void Client::report(const Statement& statement, const Failure* failure) const {
  if (!options_.stepped || std::holds_alternative<Blank>(statement.what) ||
      std::holds_alternative<Comment>(statement.what))
    return;
  const bool heard = failure == nullptr && std::holds_alternative<Hear>(statement.what) &&
                     talk_ != nullptr && talk_->facts.reply;
  const smtp::Reply reply = heard ? masked(*talk_->facts.reply) : smtp::Reply{};
  std::string text = variables_.mask()(print(statement));
  if (text.ends_with('\n')) text.pop_back();
  options_.stepped({statement, std::move(text), failure, heard ? &reply : nullptr,
                    heard ? talk_->facts.time : base::Duration{}});
}

Step Client::step(const Statement& statement) {
  return std::visit(
      Overloaded{
          [](const Blank&) { return Step(); },
          [](const Comment&) { return Step(); },
          [this](const Say& one) { return say(one); },
          [this](const Hear& one) { return one.optional ? hear_optional(one) : hear(one); },
          [this](const Check& one) { return check(one.condition); },
          [this](const Capture& one) { return capture(one); },
          [this](const SkipUnless& one) { return skip_unless(one); },
          [&, this](const Directive& one) { return directive(statement, one); },
      },
      statement.what);
}

void Client::tell(const smtp::Event& event) {
  const bool opens = std::holds_alternative<smtp::event::Connecting>(event);
  if (told_ != talk_ && told_ != nullptr && !opens && !talk_->name.empty())
    transcript_.tell(smtp::event::SessionLine{"@use " + talk_->name});
  told_ = talk_;
  transcript_.tell(event);
  if (talk_ != nullptr) talk_->dialogue.tell(event);
}

// Behind what waits to be written, if anything does.
void Client::tell_in_turn(Shown shown) {
  if (talk_ != nullptr) talk_->shown.push_back(std::move(shown));
  if (talk_ == nullptr || talk_->group.empty()) tell_group();
}

void Client::tell_group() {
  if (talk_ == nullptr) return;
  for (const Shown& one : std::exchange(talk_->shown, {}))
    std::visit([this](const auto& event) { tell(event); }, one);
}

base::Deadline Client::deadline() const {
  if (timeout_ == base::Duration::zero()) return end_;
  const base::Duration span = timeout_ + (talk_ ? talk_->allowance : base::Duration());
  return end_.slice(span);
}

smtp::Reply Client::masked(const smtp::Reply& reply) const {
  smtp::Reply copy = reply;
  for (std::string& line : copy.lines) line = variables_.mask()(line);
  return copy;
}

void Client::fail(const Statement& statement, Trouble why) {
  const bool late = why.error && why.error->kind == base::ErrorKind::timeout && end_.passed();
  if (late && !std::exchange(late_, true) && why.text != too_late().text)
    why.text += "; " + too_late().text;
  Failure failure{statement.place, variables_.mask()(why.text), {}, {}, {}, {}, why.error};
  failure.pointed = variables_.mask()(point_at(failure.place, failure.text));
  if (failure.error) failure.error->text = failure.text;
  if (why.reply) failure.reply = masked(*why.reply);
  if (talk_ != nullptr && talk_->wire) failure.took = talk_->wire->reply_time();
  if (talk_ != nullptr) failure.dialogue = variables_.mask()(talk_->dialogue.text());
  played_.failures.push_back(std::move(failure));
  report(statement, &played_.failures.back());
  // The next `?` reads the same reply, so that a file's assertions are all judged at once.
  const bool more_checks = std::holds_alternative<Check>(statement.what) &&
                           next_ < script_.statements.size() &&
                           std::holds_alternative<Check>(script_.statements[next_].what);
  if (talk_ != nullptr && !more_checks) abandon(*talk_);
}

// QUIT behind a 354 would be a line of the message.
void Client::abandon(Talk& talk) {
  talk.abandoned = true;
  talk.group.clear();
  talk.shown.clear();
  if (!talk.wire) return;
  const bool in_content = talk.facts.reply && talk.facts.reply->go_on();
  const bool sound = leaves_sound(played_.failures.back().error);
  if (sound && !in_content &&
      talk.wire->write("QUIT\r\n", base::Deadline::after(smtp::kFarewell))) {
    tell(smtp::event::Command{base::Stage::quit, "QUIT"});
    if (const auto bye = talk.wire->reply(base::Deadline::after(smtp::kFarewell)))
      tell(smtp::event::Heard{base::Stage::quit, masked(*bye), talk.wire->reply_time()});
  }
  talk.wire->stream().close();
  talk.wire.reset();
}

Step Client::need_wire() {
  if (talk_ == nullptr) {
    talk_ = &talks_[""];
    const auto target = variables_.expand(Template{{Piece{true, "server", {}}}});
    if (!target)
      return trouble(base::Error{base::ErrorKind::usage, base::Stage::connect,
                                 "no @connect so far, and no --server"});
    return dial(*talk_, *target, nullptr);
  }
  if (!talk_->wire) return trouble("the connection is closed");
  return {};
}

Step Client::say(const Say& say) {
  if (auto ready = need_wire(); !ready) return ready;
  const auto line = variables_.expand_line(say.text);
  if (!line) return trouble(line.error());
  talk_->group += *line + "\r\n";
  // A line with a secret is told as it stands in the script: that can be played again, and what a
  // mask leaves of it could not.
  const bool secret = variables_.mask()(*line) != *line;
  if (secret)
    tell_in_turn(smtp::event::SessionLine{"C: " + variables_.mask()(print_text(say.text))});
  else
    tell_in_turn(smtp::event::Command{base::Stage::other, *line});
  if (is_hello(*line)) talk_->hello = true;
  return {};
}

Step Client::write(std::string_view bytes) {
  const auto written = talk_->wire->write(bytes, deadline());
  if (!written) return trouble(written.error());
  return {};
}

// What was said on one connection is out before anything is said on another, as it is written.
Step Client::turn_to(Talk& talk) {
  if (&talk == talk_) return {};
  return flush();
}

Step Client::flush() {
  if (talk_ == nullptr || !talk_->wire || talk_->group.empty()) return {};
  if (auto quiet = refuse_unread(); !quiet) return quiet;
  tell_group();
  return write(std::exchange(talk_->group, {}));
}

// Whoever sends on while a reply lies unread takes it for the answer to what is sent now: a server
// out of step, or a smuggled second message, would go unseen.
Step Client::refuse_unread() {
  if (!talk_->greeted) return {};
  const auto unread = talk_->wire->unread(deadline());
  if (!unread) return trouble(unread.error());
  const std::string held = talk_->held ? smtp::one_line(*talk_->held) + " " : "";
  if (unread->empty() && held.empty()) return {};
  return trouble(fmt::format("unconsumed reply: \"{}\"",
                             held + base::printable(unread->substr(0, kShownUnread))));
}

// Where nothing more is sent: what was read, and fits no S: of the file.
Step Client::refuse_left() {
  const std::string held = talk_->held ? smtp::one_line(*talk_->held) + " " : "";
  const std::string left = held + base::printable(talk_->wire->held().substr(0, kShownUnread));
  if (!talk_->greeted || left.empty()) return {};
  return trouble(fmt::format("unconsumed reply: \"{}\"", left));
}

Step Client::read(smtp::Reply& into) {
  if (talk_->held) {
    into = *std::exchange(talk_->held, {});
    return {};
  }
  auto reply = talk_->wire->reply(deadline());
  talk_->allowance = {};
  if (!reply) return trouble(reply.error());
  into = std::move(*reply);
  const smtp::Reply shown = masked(into);
  tell(smtp::event::Heard{base::Stage::other, shown, talk_->wire->reply_time()});
  return {};
}

void Client::take(const smtp::Reply& reply) {
  talk_->greeted = true;
  talk_->facts.learn(reply, std::exchange(talk_->hello, false));
  talk_->facts.time = talk_->wire->reply_time();
}

Step Client::hear(const Hear& hear) {
  if (auto ready = need_wire(); !ready) return ready;
  if (auto sent = flush(); !sent) return sent;
  ++played_.checks;
  smtp::Reply reply;
  if (auto got = read(reply); !got) {
    Trouble why = got.error();
    why.text = fmt::format("expected {}, got no reply: {}", show_expected(hear), why.text);
    return tl::unexpected(std::move(why));
  }
  take(reply);
  if (matches(hear, reply)) return {};
  return tl::unexpected(
      Trouble{fmt::format("expected {}, got {}", show_expected(hear), show_got(reply)), reply, {}});
}

// With another S: behind it the reply that comes is taken by the first that fits. As the last of
// its block it takes only what is there: there may be nothing to wait for.
Step Client::hear_optional(const Hear& hear) {
  if (auto ready = need_wire(); !ready) return ready;
  if (auto sent = flush(); !sent) return sent;
  const auto unread = talk_->wire->unread(deadline());
  if (!unread) return trouble(unread.error());
  if (script_.next_hear(next_) == nullptr && unread->empty() && !talk_->held) return {};
  smtp::Reply reply;
  if (auto got = read(reply); !got) return got;
  if (matches(hear, reply))
    take(reply);
  else
    talk_->held = reply;
  return {};
}

Step Client::settle(smtp::Reply reply) {
  if (script_.next_hear(next_) != nullptr) {
    talk_->held = std::move(reply);
    return {};
  }
  take(reply);
  if (reply.ok()) return {};
  return tl::unexpected(Trouble{fmt::format("expected 2xx, got {}", show_got(reply)), reply, {}});
}

Step Client::check(const Condition& condition) {
  if (auto sent = flush(); !sent) return sent;
  ++played_.checks;
  if (talk_ != nullptr && talk_->wire) talk_->facts.elapsed = talk_->wire->elapsed();
  const Facts facts = talk_ != nullptr ? talk_->facts : Facts{};
  const auto verdict = judge(condition, facts, variables_);
  if (!verdict) return trouble(verdict.error().text);
  if (verdict->holds) return {};
  return tl::unexpected(Trouble{show_unmet(condition, verdict->values), facts.reply, {}});
}

Step Client::capture(const Capture& capture) {
  if (auto sent = flush(); !sent) return sent;
  const Facts facts = talk_ != nullptr ? talk_->facts : Facts{};
  const auto seen = judge(capture.from, facts, variables_);
  if (!seen) return trouble(seen.error().text);
  const auto value = captured(capture.from, seen->values);
  if (!value)
    return tl::unexpected(
        Trouble{fmt::format("nothing to capture: {} is {}", show_subject(capture.from),
                            list_values(seen->values)),
                facts.reply,
                {}});
  variables_.set(capture.name, Origin::capture, *value);
  return {};
}

Step Client::skip_unless(const SkipUnless& skip) {
  if (auto sent = flush(); !sent) return sent;
  const auto verdict = judge(skip.condition, talk_ != nullptr ? talk_->facts : Facts{}, variables_);
  if (!verdict) return trouble(verdict.error().text);
  if (!verdict->holds)
    played_.skipped = fmt::format("not so: {}", print_condition_or_subject(skip.condition));
  return {};
}

}  // namespace session
