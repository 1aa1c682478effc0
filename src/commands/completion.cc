#include "commands/completion.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace commands {
namespace {

struct Row {
  std::vector<std::string> shorts, longs;
  std::string summary;
  std::string argument;  // its placeholder; empty for a flag
};

bool names_file(const std::string& argument) {
  return argument.find("FILE") != std::string::npos || argument.find("PATH") != std::string::npos ||
         argument.find("DIR") != std::string::npos;
}

// As --auth's list of mechanisms: "[MECHANISM,...]".
bool may_be_left_out(const std::string& argument) { return argument.starts_with('['); }

std::string first_line(std::string text) {
  if (const std::size_t end = text.find('\n'); end != std::string::npos) text.resize(end);
  return text;
}

std::vector<Row> rows_of(const CLI::App& app) {
  std::vector<Row> rows;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) continue;
    Row row;
    for (const std::string& name : option->get_snames()) row.shorts.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) row.longs.push_back("--" + name);
    row.summary = first_line(option->get_description());
    if (option->get_expected_max() != 0) row.argument = option->get_type_name();
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

std::string bash(const CLI::App& top) {
  std::string commands, cases;
  for (const CLI::App* command : top.get_subcommands({})) {
    commands += (commands.empty() ? "" : " ") + command->get_name();
    std::string words, files;
    for (const Row& row : rows_of(*command)) {
      for (const auto* names : {&row.shorts, &row.longs})
        for (const std::string& name : *names) {
          words += (words.empty() ? "" : " ") + name;
          if (names_file(row.argument)) files += (files.empty() ? "" : "|") + name;
        }
    }
    cases += fmt::format("    {})\n", command->get_name());
    cases += fmt::format("      words='{}'\n", words);
    if (!files.empty()) cases += fmt::format("      files='{}'\n", files);
    cases += "      ;;\n";
  }
  return fmt::format(
      R"(# bash completion for ehlo. Made by 'ehlo --completion bash'; do not edit.
_ehlo() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}" words='' files=''
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    mapfile -t COMPREPLY < <(compgen -W '{} --help --version --completion' -- "$current")
    return
  fi
  case "${{COMP_WORDS[1]}}" in
{}  esac
  if [[ -n $files && $previous =~ ^($files)$ || $current != -* ]]; then
    case $current in
      @*) mapfile -t COMPREPLY < <(compgen -P @ -f -- "${{current#@}}") ;;
      *) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    esac
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  fi
}}
complete -o filenames -F _ehlo ehlo
)",
      commands, cases);
}

// zsh's _arguments gives [ ] : and ' a meaning.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':') out += '\\';
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out;
}

std::string_view zsh_action(const std::string& argument) {
  if (argument.find("@FILE") != std::string::npos) return "_files -P @";
  return names_file(argument) ? "_files" : "";
}

std::string zsh(const CLI::App& top) {
  std::string commands, cases;
  for (const CLI::App* command : top.get_subcommands({})) {
    commands +=
        fmt::format("    '{}:{}'\n", command->get_name(), zsh_text(command->get_description()));
    cases += fmt::format("    {})\n      _arguments \\\n", command->get_name());
    for (const Row& row : rows_of(*command)) {
      const std::string argument =
          row.argument.empty() ? ""
                               : fmt::format("{}:{}:{}", may_be_left_out(row.argument) ? ":" : "",
                                             zsh_text(row.argument), zsh_action(row.argument));
      for (const auto* names : {&row.shorts, &row.longs})
        for (const std::string& name : *names)
          cases += fmt::format("        '*{}[{}]{}' \\\n", name, zsh_text(row.summary), argument);
    }
    cases += "        '*:file:_files'\n      ;;\n";
  }
  return fmt::format(
      R"(#compdef ehlo
# zsh completion for ehlo. Made by 'ehlo --completion zsh'; do not edit.
_ehlo() {{
  local -a commands=(
{}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments '--help[list the commands]' '--version[show versions]' \
      '--completion[print a completion script]:shell:(bash zsh fish)'
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
{}  esac
}}
_ehlo "$@"
)",
      commands, cases);
}

std::string fish(const CLI::App& top) {
  std::string text =
      "# fish completion for ehlo. Made by 'ehlo --completion fish'; do not edit.\n"
      "complete -c ehlo -f\n"
      "complete -c ehlo -n __fish_use_subcommand -l help -s h -d 'list the commands'\n"
      "complete -c ehlo -n __fish_use_subcommand -l version -d 'show versions'\n"
      "complete -c ehlo -n __fish_use_subcommand -l completion -x -a 'bash zsh fish'\n";
  for (const CLI::App* command : top.get_subcommands({})) {
    text += fmt::format("complete -c ehlo -n __fish_use_subcommand -a {} -d {}\n",
                        command->get_name(), quoted(command->get_description()));
    for (const Row& row : rows_of(*command)) {
      text +=
          fmt::format("complete -c ehlo -n '__fish_seen_subcommand_from {}'", command->get_name());
      for (const std::string& name : row.shorts) text += " -s " + name.substr(1);
      for (const std::string& name : row.longs) text += " -l " + name.substr(2);
      if (!row.argument.empty() && !may_be_left_out(row.argument))
        text += names_file(row.argument) ? " -r -F" : " -x";
      text += fmt::format(" -d {}\n", quoted(row.summary));
    }
  }
  return text;
}

}  // namespace

base::Result<std::string> completion_script(const CLI::App& top, const std::string& shell) {
  if (shell == "bash") return bash(top);
  if (shell == "zsh") return zsh(top);
  if (shell == "fish") return fish(top);
  return base::fail(shell.empty() ? base::ErrorKind::usage : base::ErrorKind::parse,
                    "--completion: write bash, zsh or fish behind it");
}

}  // namespace commands
