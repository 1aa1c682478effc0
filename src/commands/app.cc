#include "commands/app.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>
#include <optional>

#include "base/text.h"
#include "commands/arguments.h"
#include "commands/completion.h"
#include "commands/environment_names.h"
#include "commands/help.h"
#include "commands/layers.h"
#include "commands/monitor_exit.h"
#include "commands/table.h"
#include "commands/version.h"
#include "report/nagios_probe.h"

namespace commands {
namespace {

struct Chosen {
  CLI::App* app = nullptr;
  Run run;
  std::shared_ptr<bool> show_config = std::make_shared<bool>(false);
  std::shared_ptr<std::string> profile = std::make_shared<std::string>();
};

// Only the command that was asked for gets its options: the others would cost their construction.
Chosen attach(CLI::App& top, const Command& command) {
  CLI::App* app = top.add_subcommand(std::string(command.name), std::string(command.summary));
  app->set_help_flag("-h,--help", "show this help");
  app->option_defaults()->always_capture_default(false);
  // As in swaks: an option that is given again is meant instead. Those that gather take all.
  app->option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  Chosen chosen{app, command.attach(*app)};
  app->add_flag("--show-config", *chosen.show_config,
                "show the options that hold and where each came from, and do nothing");
  app->add_option("--profile", *chosen.profile, "use this profile of the configuration file")
      ->type_name("NAME");
  return chosen;
}

void complain(Env& env, std::string_view text) { env.err << "ehlo: " << text << '\n'; }

// A monitor reads standard output alone, and knows no status above 3.
bool is_for_a_monitor(const CLI::App& app) {
  const CLI::Option* nagios = app.get_option_no_throw("--nagios");
  return nagios != nullptr && nagios->count() > 0;
}

Exit misused(const CLI::App& app, const base::Error& error, Env& env) {
  if (is_for_a_monitor(app)) {
    env.out << report::nagios_line(error).text;
    return kMonitorUnknown;
  }
  complain(env, fmt::format("{}: {}", app.get_name(), error.text));
  return exit_for(error.kind);
}

// A value that cannot be is 65, like those that the commands check; all else about options is 64.
Exit refused(const CLI::App& app, const CLI::ParseError& error, Env& env) {
  const bool value = dynamic_cast<const CLI::ValidationError*>(&error) != nullptr ||
                     dynamic_cast<const CLI::ConversionError*>(&error) != nullptr;
  return misused(app,
                 {value ? base::ErrorKind::parse : base::ErrorKind::usage, base::Stage::none,
                  base::printable(error.what())},
                 env);
}

// Nothing, when the command is to run.
std::optional<Exit> take_options(CLI::App& top, const Chosen& chosen,
                                 std::vector<std::string> words, Env& env) {
  const CLI::App& app = *chosen.app;
  if (auto good = check_arguments(app, words); !good) return misused(app, good.error(), env);
  words = spelled_out(app, std::move(words));
  chosen.app->allow_extras();
  top.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // CLI11 takes them so
  auto extras = app.remaining();
  std::erase(extras, "--");  // CLI11 keeps the mark ahead of what is no option
  if (!extras.empty()) {
    complain(env, fmt::format("{}: {}; see 'ehlo {} --help'", app.get_name(),
                              unknown_word(app, words, extras.front()), app.get_name()));
    return Exit::usage;
  }
  const auto origins = apply_layers(*chosen.app, *chosen.profile, env);
  if (!origins) return misused(app, origins.error(), env);
  if (auto good = refuse_empty(app, *origins); !good) return misused(app, good.error(), env);
  if (!*chosen.show_config) return std::nullopt;
  env.out << show_config(app, *origins);
  return Exit::ok;
}

Exit run_command(CLI::App& top, const Chosen& chosen, std::vector<std::string> words, Env& env) {
  try {
    if (const auto exit = take_options(top, chosen, std::move(words), env)) return *exit;
  } catch (const CLI::CallForHelp&) {
    env.out << help_text(*chosen.app, env.columns);
    return Exit::ok;
  } catch (const CLI::ParseError& error) {
    return refused(*chosen.app, error, env);
  }
  return chosen.run(env);
}

std::string overview() {
  std::string text = "ehlo: the SMTP toolkit\n\nUsage: ehlo COMMAND [OPTION]...\n\nCommands:\n";
  for (const Command& command : table())
    text += fmt::format("  {:<8} {}\n", command.name, command.summary);
  return text +
         "\n'ehlo COMMAND --help' shows the options of a command, 'man ehlo-COMMAND' tells more.\n"
         "'ehlo --version' shows the versions of ehlo and its libraries.\n";
}

Exit print_completion(const std::vector<std::string>& arguments, Env& env) {
  CLI::App top;
  std::vector<Chosen> all;  // the options refer to what it holds
  for (const Command& command : table()) all.push_back(attach(top, command));
  const auto script = completion_script(top, arguments.size() > 1 ? arguments[1] : "");
  if (!script) {
    complain(env, script.error().text);
    return exit_for(script.error().kind);
  }
  env.out << *script;
  return Exit::ok;
}

Exit run(std::vector<std::string> arguments, Env& env) {
  if (arguments.empty()) {
    env.err << overview();
    return Exit::usage;
  }
  const std::string& word = arguments.front();
  if (word == "--help" || word == "-h" || word == "help") {
    env.out << overview();
    return Exit::ok;
  }
  if (word == "--version") {
    env.out << version_text();
    return Exit::ok;
  }
  if (word == "--completion") return print_completion(arguments, env);

  const auto found = std::ranges::find(table(), word, &Command::name);
  if (found == table().end()) {
    std::vector<std::string> names;
    for (const Command& command : table()) names.emplace_back(command.name);
    const auto near = base::nearest(word, names);
    complain(env, fmt::format("unknown command '{}'{}; see 'ehlo --help'", base::printable(word),
                              near ? fmt::format(", did you mean '{}'?", *near) : ""));
    return Exit::usage;
  }
  CLI::App top("ehlo");
  const Chosen chosen = attach(top, *found);
  return run_command(top, chosen, std::move(arguments), env);
}

// `ehlo ... | head`: who reads has enough, and nothing is wrong.
bool reader_is_gone() {
  pollfd out{STDOUT_FILENO, 0, 0};
  return ::poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

}  // namespace

int run_app(std::vector<std::string> arguments, Env& env,
            const std::vector<std::string>& variables) {
  for (const std::string& hint : misspelt_variables(variables)) complain(env, "warning: " + hint);
  const Exit exit = run(std::move(arguments), env);
  if (env.out.flush()) return status(exit);
  if (!reader_is_gone()) complain(env, "standard output could not be written whole");
  return status(worse(exit, Exit::io));
}

}  // namespace commands
