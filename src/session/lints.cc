#include "session/lints.h"
#include "session/conditions.h"
#include "session/cut_mark.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <functional>
#include <set>

#include "base/text.h"
#include "session/cursor.h"
#include "session/facts.h"
#include "session/functions.h"
#include "session/overloaded.h"
#include "session/reply_pattern.h"

namespace session {
namespace {

using Names = std::set<std::string, std::less<>>;
using Visitor = std::function<void(const Piece&)>;

void each_call(const Template& text, const Visitor& visit) {
  for (const Piece& piece : text.pieces) {
    if (!piece.is_call) continue;
    visit(piece);
    for (const Template& argument : piece.arguments) each_call(argument, visit);
  }
}

void each_call(const Statement& statement, const Visitor& visit) {
  const auto in = [&](const Template& text) { each_call(text, visit); };
  std::visit(Overloaded{
                 [](const Blank&) {},
                 [](const Comment&) {},
                 [](const Capture&) {},
                 [&](const Say& one) { in(one.text); },
                 [&](const Hear& one) { std::ranges::for_each(one.lines, in); },
                 [&](const Check& one) {
                   if (one.condition.predicate != Predicate::matches) in(one.condition.value);
                 },
                 [&](const SkipUnless& one) {
                   if (one.condition.predicate != Predicate::matches) in(one.condition.value);
                 },
                 [&](const Directive& one) {
                   std::ranges::for_each(one.values, in);
                   std::ranges::for_each(one.options, in, &Option::value);
                 },
             },
             statement.what);
}

class Linter {
 public:
  Linter(const Variables& variables, Side side) : variables_(variables), side_(side) {}

  std::vector<Finding> run(const Script& script) {
    for (const Statement& statement : script.statements) {
      connection(statement);
      calls(statement);
      defines(statement);
      reply(statement);
      cut(statement);
      ended(statement);
    }
    return std::move(findings_);
  }

 private:
  void find(const Statement& statement, std::string text, bool fatal) {
    findings_.push_back({statement.place, std::move(text), fatal});
  }

  // What stands for lines that were not shown is not sent: a message would be delivered cut.
  void cut(const Statement& statement) {
    const auto* comment = std::get_if<Comment>(&statement.what);
    if (comment != nullptr && is_cut_mark(comment->text))
      find(statement,
           "lines of the message were left out here: record it with --record, or with --show-data",
           side_ == Side::client);
  }

  void connection(const Statement& statement) {
    const std::string& name = statement.connection;
    const auto* directive = std::get_if<Directive>(&statement.what);
    if (directive != nullptr && directive->verb == Verb::connect) {
      open_.insert(name);
      at_ = name;
    } else if (directive != nullptr && directive->verb == Verb::use) {
      at_ = directive->values[0].literal_text();
      need(statement, at_);
    } else if (!name.empty()) {
      at_ = name;
      need(statement, at_);
    }
  }

  void need(const Statement& statement, const std::string& name) {
    if (!open_.contains(name))
      find(statement, fmt::format("no @connect {}=... before this line", name), true);
  }

  // What the server leaves to the client.
  static bool is_of_client(const Statement& statement) {
    if (const auto* check = std::get_if<Check>(&statement.what))
      return row_of(check->condition.subject).known != Known::both;
    const auto* directive = std::get_if<Directive>(&statement.what);
    return directive != nullptr &&
           (directive->verb == Verb::connect || directive->verb == Verb::tls ||
            directive->verb == Verb::message || directive->verb == Verb::bdat ||
            directive->verb == Verb::timeout);
  }

  // Of a server's C: lines the names are captures, not uses.
  void calls(const Statement& statement) {
    if (side_ == Side::server && is_of_client(statement)) return;
    const bool captures = side_ == Side::server && std::holds_alternative<Say>(statement.what);
    each_call(statement, [&](const Piece& call) {
      if (find_function(call.text) != nullptr) {
        if (const auto value = variables_.expand(Template{{call}}); !value && is_literal(call))
          find(statement, value.error().text, true);
      } else if (captures) {
        set_.insert(call.text);
      } else if (!set_.contains(call.text) && !variables_.find(call.text)) {
        findings_.push_back({statement.place, not_set(call.text), true, true});
      }
    });
  }

  static bool is_literal(const Piece& call) {
    return std::ranges::all_of(call.arguments, &Template::is_literal);
  }

  void defines(const Statement& statement) {
    if (const auto* capture = std::get_if<Capture>(&statement.what)) set_.insert(capture->name);
    const auto* directive = std::get_if<Directive>(&statement.what);
    if (directive != nullptr && directive->verb == Verb::set)
      set_.insert(std::string(directive->values.front().literal_text()));
  }

  void reply(const Statement& statement) {
    const auto* hear = std::get_if<Hear>(&statement.what);
    if (hear == nullptr) return;
    const std::string_view text = hear->lines.front().literal_text();
    const std::string_view trimmed = base::trim(text);
    const std::string_view word = trimmed.substr(0, trimmed.find(' '));
    for (const char digit : {'2', '4', '5'})
      if (hear->status.empty() && !status_of(word, {std::string{digit, '0', '0'}}).empty())
        find(statement,
             fmt::format("{} does not bind: its class is not that of {}", word,
                         show_codes(hear->codes)),
             false);
    if (hear->status.empty() &&
        RE2::FullMatch(re2::StringPiece(word.data(), word.size()),
                       R"([245]\.(x|[0-9]+)([.|:].*)?)") &&
        status_of(word, {"200", "400", "500"}).empty())
      find(statement,
           fmt::format("{} does not bind: an enhanced status is three numbers, as 4.7.1 or 4.7.x",
                       base::printable(word)),
           false);
  }

  void ended(const Statement& statement) {
    const auto* directive = std::get_if<Directive>(&statement.what);
    const bool talks =
        std::holds_alternative<Say>(statement.what) || std::holds_alternative<Hear>(statement.what);
    if (talks && closed_.erase(at_) > 0)
      find(statement, "never reached: the connection is closed above", false);
    if (directive == nullptr) return;
    if (directive->verb == Verb::connect) closed_.erase(at_);
    if (closes(*directive)) closed_.insert(at_);
  }

  static bool closes(const Directive& directive) {
    if (directive.verb == Verb::close || directive.verb == Verb::reset) return true;
    if (directive.verb == Verb::expect) return directive.values[0].literal_text() == "close";
    return directive.option("expect") != nullptr;
  }

  const Variables& variables_;
  Side side_;
  Names set_, open_, closed_;
  std::string at_;  // the connection that was named last
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> lint(const Script& script, const Variables& variables, Side side) {
  return Linter(variables, side).run(script);
}

bool has_expectations(const Script& script) {
  return std::ranges::any_of(script.statements, [](const Statement& statement) {
    const auto* directive = std::get_if<Directive>(&statement.what);
    const auto* hear = std::get_if<Hear>(&statement.what);
    return (hear != nullptr && !hear->optional) || std::holds_alternative<Check>(statement.what) ||
           (directive != nullptr &&
            (directive->verb == Verb::expect || directive->option("expect") != nullptr));
  });
}

std::string show(const Finding& finding) { return point_at(finding.place, finding.text) + "\n"; }

}  // namespace session
