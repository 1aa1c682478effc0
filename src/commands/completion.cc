#include "commands/completion.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "commands/option_words.h"

namespace commands {
namespace {

struct Row {
  std::vector<std::string> shorts, longs;
  std::string summary;
  std::string argument;  // its placeholder; empty for a flag
  OptionWords value;     // what it may be
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
    row.value = words_of(*option);
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

void add(std::string& list, std::string_view separator, std::string_view item) {
  if (!list.empty()) list += separator;
  list += item;
}

// What bash knows of a command: its options, those that a file follows, those that something
// follows of which nothing is known, and those that words follow.
std::string bash_case(const CLI::App& command) {
  std::string all, files, others, values;
  for (const Row& row : rows_of(command)) {
    std::string names;
    for (const auto* some : {&row.shorts, &row.longs})
      for (const std::string& name : *some) {
        add(all, " ", name);
        add(names, "|", name);
      }
    if (!row.value.words.empty())
      values += fmt::format("        {}) values='{}'{} ;;\n", names, row.value.words,
                            row.value.is_list ? " list=," : "");
    else if (names_file(row.argument))
      add(files, "|", names);
    else if (!row.argument.empty() && !may_be_left_out(row.argument))
      add(others, "|", names);
  }
  std::string text = fmt::format("    {})\n      words='{}'\n", command.get_name(), all);
  if (!files.empty()) text += fmt::format("      files='{}'\n", files);
  if (!others.empty()) text += fmt::format("      others='{}'\n", others);
  if (!values.empty()) text += fmt::format("      case $previous in\n{}      esac\n", values);
  return text + "      ;;\n";
}

std::string bash(const CLI::App& top) {
  std::string commands, cases;
  for (const CLI::App* command : top.get_subcommands({})) {
    add(commands, " ", command->get_name());
    cases += bash_case(*command);
  }
  return fmt::format(
      R"(# bash completion for ehlo. Made by 'ehlo --completion bash'; do not edit.
_ehlo() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}"
  local words='' files='' others='' values='' list='' before=''
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    mapfile -t COMPREPLY < <(compgen -W '{} --help --version --completion' -- "$current")
    return
  fi
  if [[ $current == = ]]; then
    current=''
  elif [[ $previous == = ]]; then
    previous="${{COMP_WORDS[COMP_CWORD-2]}}"
  fi
  case "${{COMP_WORDS[1]}}" in
{}  esac
  if [[ -n $values && $current != -* ]]; then
    [[ -n $list && $current == *,* ]] && before="${{current%,*}},"
    mapfile -t COMPREPLY < <(compgen -P "$before" -W "$values" -- "${{current##*,}}")
  elif [[ -n $others && $previous =~ ^($others)$ ]]; then
    return
  elif [[ -n $files && $previous =~ ^($files)$ || $current != -* ]]; then
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

std::string zsh_action(const Row& row) {
  if (row.value.is_list) return "_sequence compadd - " + row.value.words;
  if (!row.value.words.empty()) return fmt::format("({})", row.value.words);
  if (row.argument.find("@FILE") != std::string::npos) return "_files -P @";
  return names_file(row.argument) ? "_files" : "";
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
                                             zsh_text(row.argument), zsh_action(row));
      // Behind a '=' too, which only a long one may have.
      const std::string_view mark = row.argument.empty() ? "" : "=";
      for (const std::string& name : row.shorts)
        cases += fmt::format("        '*{}[{}]{}' \\\n", name, zsh_text(row.summary), argument);
      for (const std::string& name : row.longs)
        cases +=
            fmt::format("        '*{}{}[{}]{}' \\\n", name, mark, zsh_text(row.summary), argument);
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

bool takes_file(const CLI::App& command) {
  return std::ranges::any_of(command.get_options(), [](const CLI::Option* option) {
    return option->get_positional() && option->get_name().starts_with("file");
  });
}

std::string fish_value(const Row& row) {
  if (row.value.is_list) return fmt::format(" -a '(__fish_append , {})'", row.value.words);
  if (!row.value.words.empty()) return fmt::format(" -a '{}'", row.value.words);
  return row.argument.find("@FILE") != std::string::npos ? " -a '(__ehlo_at_file)'" : "";
}

std::string fish(const CLI::App& top) {
  std::string text =
      "# fish completion for ehlo. Made by 'ehlo --completion fish'; do not edit.\n"
      "function __ehlo_at_file\n"
      "  set -l token (commandline -ct)\n"
      "  string match -q '@*' -- $token\n"
      "  and printf '@%s\\n' (__fish_complete_path (string sub -s 2 -- $token))\n"
      "end\n"
      "complete -c ehlo -f\n"
      "complete -c ehlo -n __fish_use_subcommand -l help -s h -d 'list the commands'\n"
      "complete -c ehlo -n __fish_use_subcommand -l version -d 'show versions'\n"
      "complete -c ehlo -n __fish_use_subcommand -l completion -x -a 'bash zsh fish'\n";
  for (const CLI::App* command : top.get_subcommands({})) {
    text += fmt::format("complete -c ehlo -n __fish_use_subcommand -a {} -d {}\n",
                        command->get_name(), quoted(command->get_description()));
    if (takes_file(*command))
      text += fmt::format("complete -c ehlo -n '__fish_seen_subcommand_from {}' -F\n",
                          command->get_name());
    for (const Row& row : rows_of(*command)) {
      text +=
          fmt::format("complete -c ehlo -n '__fish_seen_subcommand_from {}'", command->get_name());
      for (const std::string& name : row.shorts) text += " -s " + name.substr(1);
      for (const std::string& name : row.longs) text += " -l " + name.substr(2);
      if (!row.argument.empty() && !may_be_left_out(row.argument))
        text += names_file(row.argument) ? " -r -F" : " -x";
      text += fish_value(row);
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
