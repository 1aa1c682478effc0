#include "commands/codes/options.h"

#include <CLI/Validators.hpp>

#include "commands/arguments.h"

namespace commands {

void bind_codes_options(CLI::App& app, CodesOptions& o) {
  app.add_option(
         "what", o.what,
         "a code (550, 5.7.26, 4xx, 5.7.*), a reply text, a mail, mbox, Maildir or log file;\n"
         "without any: standard input")
      ->transform(CLI::Validator([](std::string& word) { return word = as_typed(word), ""; }, ""))
      ->type_name("WHAT")
      ->group("Input");
  app.add_option("--as", o.as, "what a file or standard input is: auto, text, mail or log")
      ->type_name("KIND")
      ->check(CLI::IsMember({"auto", "text", "mail", "log"}).description(""))
      ->group("Input");

  const auto find = [&](const char* name, std::string& value, const char* type, const char* about) {
    app.add_option(name, value, about)->type_name(type)->group("Look up");
  };
  find("--search", o.search, "WORDS", "the codes and reasons whose page has all these words");
  find("--reason", o.reason, "NAME", "a reason (mailboxfull ...) and the codes that mean it");
  app.add_option("--class", o.klass, "only codes of this class: 2, 3, 4 or 5")
      ->type_name("DIGIT")
      ->check(CLI::Range(2, 5).description(""))
      ->group("Look up");
  app.add_flag("--list", o.list, "all codes, one a line")->group("Look up");

  const auto flag = [&](const char* name, bool& value, const char* about) {
    app.add_flag(name, value, about)->group("Answer");
  };
  flag("--json", o.json, "one JSON object a line");
  flag("--short", o.brief, "one line for scripts: 550 5.1.1 userunknown permanent suppress");
  flag("--explain", o.explain, "the full page of the code as well");
  flag("--why", o.why, "the rule that decided, and how sure that is");
  flag("--exit-by-class", o.exit_by_class,
       "exit 69 for a permanent refusal, 75 for a temporary one");

  app.add_flag("--summary", o.summary, "count a log instead of explaining each line")
      ->group("Logs");
  app.add_option("--since", o.since,
                 "only log lines from then on: 2h, 3d, 2026-11-22, '2026-11-22 10:00'")
      ->type_name("TIME")
      ->group("Logs");
  app.add_option("--rules", o.rules, "rules of your own, tried before the built-in ones")
      ->type_name("FILE")
      ->group("Input");
}

}  // namespace commands
