#include "commands/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "commands/misused.h"
#include "commands/swaks_words.h"

namespace commands {
namespace {

using base::Result;

constexpr std::string_view kHeaderOption = "--h-";

bool is_option(const std::string& word) { return word.size() > 1 && word.starts_with('-'); }

std::string name_of(const std::string& word) { return word.substr(0, word.find('=')); }

std::string hint_for(const CLI::App& app, const std::string& name) {
  return app.get_name() == "send" ? swaks_hint(name) : "";
}

const CLI::Option* find(const CLI::App& app, const std::string& name) {
  return is_option(name) ? app.get_option_no_throw(name) : nullptr;
}

bool all_flags(const CLI::App& app, std::string_view letters) {
  return std::ranges::all_of(letters, [&](char letter) {
    const CLI::Option* option = find(app, std::string("-") + letter);
    return option != nullptr && option->get_expected_max() == 0;
  });
}

bool digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// A word with one dash and more than one letter.
Result<void> check_cluster(const CLI::App& app, const std::string& word) {
  const std::string name = name_of(word);
  const std::string first = word.substr(0, 2);
  const std::string_view behind = std::string_view(word).substr(2);
  const CLI::Option* option = find(app, first);
  const bool takes_value = option != nullptr && option->get_expected_max() > 0;
  if (const std::string hint = hint_for(app, name); !hint.empty())
    return misused(fmt::format("{}: {}", name, hint));
  if (find(app, "-" + name) != nullptr) return misused(fmt::format("{}: write -{}", name, name));
  if ((takes_value && digits(behind)) || all_flags(app, std::string_view(word).substr(1)))
    return {};
  return misused(
      fmt::format("{}... is not an option: one dash takes one letter, and its value is the next "
                  "word",
                  base::printable(first)));
}

Result<void> check_word(const CLI::App& app, const std::string& word) {
  if (!word.starts_with("--") && word.size() > 2) return check_cluster(app, word);
  const std::string name = name_of(word);
  const std::string hint = find(app, name) == nullptr ? hint_for(app, name) : "";
  return hint.empty() ? Result<void>() : misused(fmt::format("{}: {}", name, hint));
}

int values_behind(const CLI::App& app, const std::string& word) {
  if (word.starts_with(kHeaderOption)) return word.find('=') == std::string::npos ? 1 : 0;
  const CLI::Option* option = find(app, name_of(word));
  if (option == nullptr) return 0;
  return option->get_items_expected_min() - (word.find('=') == std::string::npos ? 0 : 1);
}

auto without_value(const CLI::App& app, const std::string& word) {
  const CLI::Option* option = find(app, name_of(word));
  return misused(fmt::format("{} needs a value{}{}", base::printable(name_of(word)),
                             option != nullptr ? ": " : "",
                             option != nullptr ? option->get_type_name() : ""));
}

bool asks_for_login(const std::vector<std::string>& words) {
  return std::ranges::any_of(
      words, [](const std::string& word) { return word.starts_with("--a") || word == "-a"; });
}

std::string suggestion(const CLI::App& app, const std::string& name) {
  if (!name.starts_with("--")) return "";
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& known : option->get_lnames()) names.push_back("--" + known);
  const auto near = base::nearest(name, names);
  return near ? fmt::format(", did you mean {}?", *near) : "";
}

// What CLI11 takes for a list where it is no option's value.
bool is_bracketed(std::string_view word) { return word.starts_with('[') && word.ends_with(']'); }

}  // namespace

std::string kept_whole(std::string word) { return is_bracketed(word) ? word + ' ' : word; }

std::string as_typed(std::string word) {
  const std::string_view typed = std::string_view(word).substr(0, word.size() - !word.empty());
  return word.ends_with(' ') && is_bracketed(typed) ? std::string(typed) : word;
}

std::vector<std::string> spelled_out(const CLI::App& app, std::vector<std::string> words) {
  const bool explains = app.get_name() == "codes";
  const auto take_argument = [&](std::string word) {
    return explains ? kept_whole(std::move(word)) : word;
  };
  int values = 0;  // that belong to the option ahead
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string& word = words[i];
    if (values > 0) {
      --values;
      out.push_back(std::move(word));
      continue;
    }
    if (word == "--") {
      for (; i < words.size(); ++i) out.push_back(take_argument(std::move(words[i])));
      return out;
    }
    if (is_option(word) && !word.starts_with(kHeaderOption)) values = values_behind(app, word);
    const std::size_t equals = word.find('=');
    if (word.starts_with(kHeaderOption)) {
      const std::string name = name_of(word).substr(kHeaderOption.size());
      const bool next = equals == word.npos && i + 1 < words.size();
      const std::string value = next                  ? words[++i]
                                : equals == word.npos ? ""
                                                      : word.substr(equals + 1);
      out.push_back(fmt::format("--header={}: {}", name, value));
    } else if (word.starts_with("--") && equals == word.size() - 1) {
      out.push_back(name_of(word));
      out.emplace_back();
    } else {
      out.push_back(take_argument(std::move(word)));
    }
  }
  return out;
}

Result<void> check_arguments(const CLI::App& app, const std::vector<std::string>& words) {
  for (std::size_t i = 1; i < words.size() && words[i] != "--"; ++i) {
    const std::string& word = words[i];
    if (!is_option(word)) continue;
    if (auto good = check_word(app, word); !good) return good;
    for (int values = values_behind(app, word); values > 0; --values) {
      if (++i == words.size()) return without_value(app, word);
      if (words[i].starts_with("--") && find(app, name_of(words[i])) != nullptr)
        return misused(
            fmt::format("{0} needs a value, and behind it stands the option {1}; if that "
                        "is the value, write {0}={1}",
                        base::printable(name_of(word)), name_of(words[i])));
    }
  }
  return {};
}

std::string unknown_word(const CLI::App& app, const std::vector<std::string>& words,
                         const std::string& unknown) {
  const std::string name = name_of(unknown);
  if (is_option(unknown))
    return fmt::format("unknown option {}{}", base::printable(name), suggestion(app, name));
  if (asks_for_login(words))
    return "unknown argument behind an option; it is not shown here, as it may be a secret";
  return "unknown argument " + base::printable(unknown);
}

}  // namespace commands
