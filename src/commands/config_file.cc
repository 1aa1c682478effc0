#include "commands/config_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::string_view kBare =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

class Parser {
 public:
  Parser(std::string_view text, const std::string& path) : rest_(text), path_(path) {}

  Result<Config> parse() {
    for (skip_blank_lines(); !rest_.empty(); skip_blank_lines()) {
      auto done = take('[') ? table() : entry();
      if (done) done = end_of_line();
      if (!done) return fail(done.error());
    }
    return std::move(config_);
  }

 private:
  tl::unexpected<base::Error> wrong(std::string_view why) const {
    return fail(ErrorKind::parse, fmt::format("{}:{}: {}", path_, line_, why));
  }

  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    if (c == '\n') ++line_;
    rest_.remove_prefix(1);
    return true;
  }
  void skip_blanks() {
    while (take(' ') || take('\t') || take('\r')) {
    }
  }
  void skip_comment() {
    if (rest_.starts_with('#')) rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
  }
  void skip_blank_lines() {
    do {
      skip_blanks();
      skip_comment();
    } while (take('\n'));
  }
  std::string_view bare() {
    const std::string_view word = rest_.substr(0, rest_.find_first_not_of(kBare));
    rest_.remove_prefix(word.size());
    return word;
  }

  Result<void> end_of_line() {
    skip_blanks();
    skip_comment();
    if (rest_.empty() || rest_.starts_with('\n')) return {};
    return wrong("the line should end here; write one key = \"value\" a line");
  }

  Result<std::string> name() {
    if (rest_.starts_with('"') || rest_.starts_with('\'')) return string();
    const std::string_view word = bare();
    if (word.empty()) return wrong("expected a [table] or key = \"value\"");
    return std::string(word);
  }

  Result<void> table() {
    if (rest_.starts_with('[')) return wrong("arrays of tables are not taken here");
    table_.clear();
    do {
      skip_blanks();
      auto part = name();
      if (!part) return fail(part.error());
      table_ += (table_.empty() ? "" : ".") + *part;
      skip_blanks();
    } while (take('.'));
    if (!take(']')) return wrong("the ] of the table's name is missing");
    if (std::ranges::find(config_.tables, table_) != config_.tables.end())
      return wrong(fmt::format("the table [{}] is here twice", base::printable(table_)));
    config_.tables.push_back(table_);
    return {};
  }

  Result<void> entry() {
    ConfigEntry made{table_, "", {}, line_};
    auto key = name();
    if (!key) return fail(key.error());
    made.key = std::move(*key);
    skip_blanks();
    if (!take('=')) return wrong("expected = behind the key");
    skip_blanks();
    if (auto read = take('[') ? array(made.values) : one(made.values); !read) return read;
    const auto same = [&](const ConfigEntry& other) {
      return other.table == made.table && other.key == made.key;
    };
    if (std::ranges::any_of(config_.entries, same))
      return wrong(fmt::format("'{}' is in this table twice", base::printable(made.key)));
    config_.entries.push_back(std::move(made));
    return {};
  }

  Result<void> array(std::vector<ConfigValue>& into) {
    for (skip_blank_lines(); !take(']'); skip_blank_lines()) {
      if (auto read = one(into); !read) return read;
      skip_blank_lines();
      if (take(',') || rest_.starts_with(']')) continue;
      return wrong("the ] of the list is missing");
    }
    return {};
  }

  Result<void> one(std::vector<ConfigValue>& into) {
    using Kind = ConfigValue::Kind;
    if (rest_.starts_with('"') || rest_.starts_with('\'')) {
      auto text = string();
      if (!text) return fail(text.error());
      into.push_back({Kind::text, std::move(*text)});
      return {};
    }
    const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t\r\n,]#"));
    if (word == "true" || word == "false")
      into.push_back({Kind::boolean, std::string(word)});
    else if (base::parse_number(word, UINT32_MAX))
      into.push_back({Kind::number, std::string(word)});
    else
      return wrong("a value is \"text\" in quotes, a whole number, true, false, or a [list]");
    rest_.remove_prefix(word.size());
    return {};
  }

  Result<std::string> string() {
    const char quote = rest_.front();
    if (rest_.size() > 2 && rest_[1] == quote && rest_[2] == quote)
      return wrong("strings of several lines are not taken here");
    rest_.remove_prefix(1);
    std::string text;
    while (!take(quote)) {
      if (rest_.empty() || rest_.starts_with('\n')) return wrong("the closing quote is missing");
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '\\' && quote == '"') {
        const auto meant = escaped();
        if (!meant) return fail(meant.error());
        c = *meant;
      }
      text += c;
    }
    return text;
  }

  Result<char> escaped() {
    static constexpr std::string_view kLetters = "\"\\btnfr", kMeant = "\"\\\b\t\n\f\r";
    const std::size_t known = rest_.empty() ? kLetters.npos : kLetters.find(rest_.front());
    if (known == kLetters.npos)
      return wrong(R"(a backslash stands before " \ b t n f r only; 'text' takes it as it is)");
    rest_.remove_prefix(1);
    return kMeant[known];
  }

  std::string_view rest_;
  const std::string& path_;
  int line_ = 1;
  std::string table_;
  Config config_;
};

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& path) {
  return Parser(text, path).parse();
}

}  // namespace commands
