#include "session/line_pattern.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <vector>

#include "session/functions.h"

namespace session {
namespace {

// Where the verb of a line, or a header's name, ends: "MAIL FROM:", "Subject:", "EHLO ".
char verb_end(const Template& wanted) {
  for (const Piece& piece : wanted.pieces)
    if (!piece.is_call && piece.text.find(':') != std::string::npos) return ':';
  return ' ';
}

// Builds the regular expression for one line, piece by piece.
class Pattern {
 public:
  explicit Pattern(char verb_end) : verb_end_(verb_end) {}

  void literal(std::string_view text, bool stars) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (stars && text.substr(i).starts_with("\\*"))
        character(text[++i]);
      else if (stars && text[i] == '*')
        out_ += ".*?";
      else
        character(text[i]);
    }
  }
  void group() { out_ += "(.*?)"; }
  const std::string& text() const { return out_; }

 private:
  void character(char c) {
    if (c == verb_end_) verb_ = false;
    const std::string quoted = RE2::QuoteMeta(std::string_view(&c, 1));
    out_ += verb_ ? "(?i:" + quoted + ")" : quoted;
  }

  std::string out_;
  char verb_end_;
  bool verb_ = true;
};

bool full_match(const std::string& pattern, std::string_view line,
                std::vector<std::string>& groups) {
  RE2::Options options(RE2::Quiet);
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_dot_nl(true);
  const RE2 compiled(pattern, options);
  std::vector<RE2::Arg> arguments;
  std::vector<const RE2::Arg*> pointers;
  for (std::string& group : groups) arguments.emplace_back(&group);
  for (const RE2::Arg& argument : arguments) pointers.push_back(&argument);
  return RE2::FullMatchN(re2::StringPiece(line.data(), line.size()), compiled, pointers.data(),
                         static_cast<int>(pointers.size()));
}

}  // namespace

base::Result<std::optional<std::map<std::string, std::string>>> match_line(
    const Template& wanted, std::string_view line, const Variables& variables) {
  Pattern pattern(verb_end(wanted));
  std::vector<std::string> names;
  for (const Piece& piece : wanted.pieces) {
    if (!piece.is_call) {
      pattern.literal(piece.text, true);
    } else if (find_function(piece.text) == nullptr) {
      pattern.group();
      names.push_back(piece.text);
    } else {
      const auto value = variables.expand(Template{{piece}});
      if (!value) return base::fail(value.error());
      pattern.literal(*value, false);
    }
  }
  std::vector<std::string> groups(names.size());
  std::map<std::string, std::string> captured;
  if (!full_match(pattern.text(), line, groups))
    return std::optional<std::map<std::string, std::string>>();
  for (std::size_t i = 0; i < names.size(); ++i) captured[names[i]] = groups[i];
  return std::optional(std::move(captured));
}

}  // namespace session
