#include "commands/app.h"

#include <fmt/format.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>

#include "base/text.h"
#include "commands/completion.h"
#include "commands/help.h"
#include "commands/layers.h"
#include "commands/table.h"
#include "commands/version.h"

namespace commands {
namespace {

constexpr std::string_view kHeaderOption = "--h-";

// swaks' `--h-Subject VALUE` is `--header "Subject: VALUE"`.
void spell_out_headers(std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!arguments[i].starts_with(kHeaderOption)) continue;
    std::string name = arguments[i].substr(kHeaderOption.size());
    std::string value;
    if (const std::size_t equals = name.find('='); equals != std::string::npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    } else if (i + 1 < arguments.size()) {
      value = arguments[i + 1];
      arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
    arguments[i] = fmt::format("--header={}: {}", name, value);
  }
}

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
  Chosen chosen{app, command.attach(*app)};
  app->add_flag("--show-config", *chosen.show_config,
                "show the options that hold and where each came from, and do nothing");
  app->add_option("--profile", *chosen.profile, "use this profile of the configuration file")
      ->type_name("NAME");
  return chosen;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

void complain(Env& env, std::string_view text) { env.err << "ehlo: " << text << '\n'; }

Exit unknown_option(const CLI::App& app, const std::string& word, Env& env) {
  const std::string name = word.substr(0, word.find('='));
  const auto near = name.starts_with("--") ? base::nearest(name, option_names(app)) : std::nullopt;
  complain(env, fmt::format("{}: unknown {} {}{}; see 'ehlo {} --help'", app.get_name(),
                            name.starts_with("-") ? "option" : "argument", base::printable(name),
                            near ? fmt::format(", did you mean {}?", *near) : "", app.get_name()));
  return Exit::usage;
}

Exit run_command(CLI::App& top, const Chosen& chosen, std::vector<std::string> arguments,
                 Env& env) {
  spell_out_headers(arguments);
  std::ranges::reverse(arguments);  // CLI11 takes them from the back
  chosen.app->allow_extras();
  try {
    top.parse(std::move(arguments));
    if (const auto extras = chosen.app->remaining(); !extras.empty())
      return unknown_option(*chosen.app, extras.front(), env);
    const auto origins = apply_layers(*chosen.app, *chosen.profile, env);
    if (!origins) {
      complain(env, origins.error().text);
      return exit_for(origins.error().kind);
    }
    if (*chosen.show_config) {
      env.out << show_config(*chosen.app, *origins);
      return Exit::ok;
    }
  } catch (const CLI::CallForHelp&) {
    env.out << help_text(*chosen.app, env.columns);
    return Exit::ok;
  } catch (const CLI::ParseError& error) {
    complain(env, fmt::format("{}: {}", chosen.app->get_name(), base::printable(error.what())));
    return Exit::usage;
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
    return Exit::usage;
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

}  // namespace

int run_app(std::vector<std::string> arguments, Env& env) {
  const Exit exit = run(std::move(arguments), env);
  if (env.out.flush()) return status(exit);
  complain(env, "standard output could not be written whole");
  return status(worse(exit, Exit::io));
}

}  // namespace commands
