#include "commands/run/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "commands/complain.h"
#include "commands/run/files.h"
#include "session/cursor.h"
#include "session/import.h"
#include "session/lints.h"
#include "session/parser.h"
#include "session/printer.h"
#include "session/servable.h"

namespace commands {
namespace {

using session::Finding;
using session::Script;
using session::Side;

bool same(const Finding& a, const Finding& b) {
  return a.place.source == b.place.source && a.place.line == b.place.line && a.text == b.text;
}

// What only the server's side has to say.
std::vector<Finding> only_of_server(const Script& script, const session::Variables& variables,
                                    const std::vector<Finding>& known) {
  auto findings = lint(script, variables, Side::server);
  std::ranges::move(find_unservable(script, variables), std::back_inserter(findings));
  std::erase_if(findings, [&](const Finding& finding) {
    return std::ranges::any_of(known, [&](const Finding& one) { return same(one, finding); });
  });
  return findings;
}

Exit check(const std::string& file, const Script& script, bool allow_unchecked,
           const session::Variables& variables, Env& env) {
  Exit exit = Exit::ok;
  if (!allow_unchecked && !has_expectations(script)) {
    env.out << base::printable(file) << ": it checks nothing: no S:, no ? and no @expect\n";
    exit = Exit::data;
  }
  const auto findings = lint(script, variables, Side::client);
  for (const Finding& finding : findings) {
    const std::string_view level = finding.of_caller ? "note: " : finding.fatal ? "" : "warning: ";
    env.out << point_at(finding.place, fmt::format("{}{}", level, finding.text)) << '\n';
    if (!finding.of_caller) exit = worse(exit, finding.fatal ? Exit::data : Exit::check);
  }
  for (const Finding& finding : only_of_server(script, variables, findings))
    env.out << point_at(finding.place, "as the server: " + finding.text) << '\n';
  return exit;
}

Exit flushed(Exit exit, Env& env) {
  if (env.out.flush()) return exit;
  env.err << "ehlo: run: standard output could not be written whole\n";
  return worse(exit, Exit::io);
}

}  // namespace

Exit check_files(const std::vector<std::string>& files, const RunOptions& options,
                 const session::ReadFile& read_file, const VariablesOf& variables, Env& env) {
  Exit exit = Exit::ok;
  for (const std::string& file : files) {
    const auto script = session::load(file, read_file);
    if (script) {
      exit = worse(exit, check(file, *script, options.allow_unchecked, variables(file), env));
    } else {
      env.out << script.error().text << '\n';
      exit = worse(exit, exit_for(script.error().kind));
    }
  }
  return flushed(exit, env);
}

Exit format_files(const std::vector<std::string>& files, const RunOptions& options,
                  const session::ReadFile& read_file, Env& env) {
  Exit exit = Exit::ok;
  for (const std::string& file : files) {
    const auto bytes = read_file(file);
    const auto script = bytes ? session::parse(*bytes, file) : base::fail(bytes.error());
    if (!script) {
      exit = worse(exit, complain(env, "run", script.error()));
      continue;
    }
    const std::string text = print(*script);
    if (!options.in_place)
      env.out << text;
    else if (text != *bytes)
      if (const auto done = replace_file(file, text); !done)
        exit = worse(exit, complain(env, "run", done.error()));
  }
  return flushed(exit, env);
}

Exit import_files(const std::vector<std::string>& files, const session::ReadFile& read_file,
                  Env& env) {
  Exit exit = Exit::ok;
  for (const std::string& file : files) {
    const auto bytes = read_file(file);
    const auto imported = bytes ? session::import_chat(*bytes, file) : base::fail(bytes.error());
    if (!imported) {
      exit = worse(exit, complain(env, "run", imported.error()));
      continue;
    }
    env.out << imported->text;
    for (const std::string& line : imported->unplaced)
      env.err << "ehlo: run: no place for " << line << '\n';
    if (imported->checks_nothing)
      env.err << "ehlo: run: " << base::printable(file)
              << ": no reply is shown in it, so the session checks nothing\n";
  }
  return flushed(exit, env);
}

}  // namespace commands
