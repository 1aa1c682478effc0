#include "codes/session_transcript.h"

#include <map>

#include "base/text.h"
#include "codes/bounce_lines.h"
#include "codes/forwarded.h"
#include "codes/lines.h"

namespace codes {
namespace {

// The lines of a transcript, one by one, without marks of quotation.
class Transcript {
 public:
  explicit Transcript(std::string_view text) : rest_(before_original(text)) {}

  // Empty at the end.
  std::string_view next() {
    while (!rest_.empty()) {
      const std::string_view quoted = take_line(rest_);
      const bool ours = base::trim(quoted).starts_with(">>>");  // what the mailer had said
      const std::string_view line = base::trim(without_quote_marks(quoted));
      if (line.find("ranscript of session") != line.npos) {
        inside_ = true;
      } else if (line.empty() && begun_) {
        inside_ = false;
      } else if (inside_ && !ours && !is_empty_talk(line)) {
        begun_ = true;
        return line;
      }
    }
    return {};
  }

 private:
  std::string_view rest_;
  bool inside_ = false;
  bool begun_ = false;
};

std::string_view reason_in_brackets(std::string_view text) {
  std::string_view rest = before_original(text);
  while (!rest.empty()) {
    const std::string_view line = base::trim(without_quote_marks(take_line(rest)));
    if (line.starts_with("(reason: ") && line.ends_with(')') && line.size() > 20)
      return line.substr(9, line.size() - 10);
    if (line.find("ranscript of session") != line.npos) break;
  }
  return {};
}

// Whom a line is about: `bob@b` in `550 5.1.1 <bob@b>... User unknown`, or a program with its
// quotes.
std::string subject_of(std::string_view before_dots) {
  const std::size_t program = before_dots.find("\"|");
  if (program != before_dots.npos) return std::string(before_dots.substr(program));
  const std::size_t blank = before_dots.find_last_of(" \t");
  std::string_view word = before_dots.substr(blank == before_dots.npos ? 0 : blank + 1);
  if (word.starts_with('<')) word.remove_prefix(1);
  if (word.ends_with('>')) word.remove_suffix(1);
  return base::to_lower(word);
}

}  // namespace

std::string session_transcript(std::string_view text) {
  if (const std::string_view reason = reason_in_brackets(text); !reason.empty())
    return std::string(reason);
  std::string joined;
  Transcript transcript(text);
  for (auto line = transcript.next(); !line.empty(); line = transcript.next())
    append_line(joined, line);
  return joined;
}

bool divide_transcript(std::string_view text, std::vector<FailedAddress>& failed) {
  if (failed.size() < 2) return false;
  std::map<std::string, std::string> about;  // by whom
  for (const FailedAddress& each : failed) {
    about.emplace(base::to_lower(each.address), "");
    if (each.diagnostic.starts_with("\"|")) about.emplace(each.diagnostic, "");
  }
  bool divided = false;
  std::string said;  // by the server, before the mailer names whom it was about
  Transcript transcript(text);
  for (auto line = transcript.next(); !line.empty(); line = transcript.next()) {
    const std::size_t dots = line.find("... ");
    if (line.starts_with("<<<")) {
      append_line(said, line);
    } else if (dots != line.npos) {
      const auto found = about.find(subject_of(line.substr(0, dots)));
      if (found != about.end()) {
        divided = true;
        append_line(found->second, said);
        append_line(found->second, line);
      }
      said.clear();
    }
  }
  for (FailedAddress& each : failed) {
    const std::string& own = about.at(base::to_lower(each.address));
    const auto program = about.find(each.diagnostic);
    if (program != about.end() && !program->second.empty()) {
      each.diagnostic = program->second;
    } else if (!own.empty()) {
      each.diagnostic = own;
    }
  }
  return divided;
}

bool refused_after_data(std::string_view text) {
  bool data = false;
  int refusals = 0;
  std::string_view rest = before_original(text);
  while (!rest.empty()) {
    const std::string_view line = base::trim(take_line(rest));
    if (line.starts_with(">>> DATA")) {
      if (refusals > 0) return false;
      data = true;
    } else if (line.starts_with("<<< ") && line.size() > 7 && line[7] != '-') {
      ++refusals;
    }
  }
  return data && refusals == 1;
}

}  // namespace codes
