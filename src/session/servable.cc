#include "session/servable.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "session/conditions.h"
#include "session/judge.h"
#include "session/overloaded.h"
#include "session/reply_pattern.h"

namespace session {
namespace {

// What is said on one connection, as far as it can be told from the script alone.
struct Said {
  Facts facts;
  bool hello = false;
};

class Search {
 public:
  explicit Search(const Variables& variables) : variables_(variables) {}

  std::vector<Finding> run(const Script& script) {
    for (const Statement& statement : script.statements) look_at(statement);
    return std::move(findings_);
  }

 private:
  void look_at(const Statement& statement) {
    const auto* directive = std::get_if<Directive>(&statement.what);
    if (directive != nullptr && directive->verb == Verb::use)
      at_ = directive->values[0].literal_text();
    const bool connects = directive != nullptr && directive->verb == Verb::connect;
    if (connects || !statement.connection.empty()) at_ = statement.connection;
    if (connects) said_[at_] = {};
    std::visit(Overloaded{
                   [](const Blank&) {},
                   [](const Comment&) {},
                   [](const Directive&) {},
                   [this](const Say& one) { said_[at_].hello = begins_hello(one.text); },
                   [this](const Hear& one) { hear(one); },
                   [&, this](const Check& one) { check(statement, one.condition); },
                   [&, this](const SkipUnless& one) { check(statement, one.condition); },
                   [&, this](const Capture& one) { capture(statement, one); },
               },
               statement.what);
  }

  static bool begins_hello(const Template& text) {
    return !text.pieces.empty() && !text.pieces.front().is_call &&
           is_hello(text.pieces.front().text);
  }

  void hear(const Hear& hear) {
    Said& said = said_[at_];
    const bool hello = std::exchange(said.hello, false);
    const auto reply = plainest_reply(hear, variables_);
    if (reply)
      said.facts.learn(*reply, hello);
    else
      said.facts.reply.reset();
  }

  void check(const Statement& statement, const Condition& condition) {
    const Facts& facts = said_[at_].facts;
    if (row_of(condition.subject).known != Known::reply || !facts.reply) return;
    const auto verdict = judge(condition, facts, variables_);
    if (verdict && !verdict->holds) find(statement, show_unmet(condition, verdict->values));
  }

  void capture(const Statement& statement, const Capture& capture) {
    const Facts& facts = said_[at_].facts;
    if (row_of(capture.from.subject).known != Known::reply || !facts.reply) return;
    const auto seen = judge(capture.from, facts, variables_);
    if (seen && !captured(capture.from, seen->values))
      find(statement, fmt::format("nothing to capture: {} is {}", show_subject(capture.from),
                                  list_values(seen->values)));
  }

  void find(const Statement& statement, const std::string& text) {
    findings_.push_back(
        {statement.place, fmt::format("the S: above does not meet this: {}", text), false});
  }

  const Variables& variables_;
  std::map<std::string, Said> said_;
  std::string at_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> find_unservable(const Script& script, const Variables& variables) {
  return Search(variables).run(script);
}

}  // namespace session
