#include "commands/codes/pasted_session.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.h"
#include "codes/reply_text.h"

namespace commands {
namespace {

using base::Stage;

constexpr std::size_t kMostWaiting = 1000;

bool starts_with_any(std::string_view line, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view each) { return line.starts_with(each); });
}

std::string_view without_mark(std::string_view line,
                              std::initializer_list<std::string_view> marks) {
  for (std::string_view mark : marks) {
    if (line.starts_with(mark)) return base::trim(line.substr(mark.size()));
  }
  return line;
}

std::string_view without_client_mark(std::string_view line) {
  return without_mark(line, {"C:", "-> ", "~> ", "**> ", "*~> ", ">>> ", "--> ",
                             "In:  ", "CLIENT -> SERVER: ", "posttls-finger: > "});
}

struct Verb {
  std::string_view name;
  Stage stage;
  bool has_argument;
};
constexpr std::array<Verb, 11> kVerbs = {{{"MAIL FROM:", Stage::mail, true},
                                          {"RCPT TO:", Stage::rcpt, true},
                                          {"EHLO ", Stage::ehlo, true},
                                          {"HELO ", Stage::helo, true},
                                          {"LHLO ", Stage::lhlo, true},
                                          {"AUTH ", Stage::auth, true},
                                          {"BDAT ", Stage::dot, true},
                                          {"STARTTLS", Stage::starttls, false},
                                          {"DATA", Stage::data, false},
                                          {"RSET", Stage::rset, false},
                                          {"QUIT", Stage::quit, false}}};

// Stage::none where the words are no command.
Stage stage_of_command(std::string_view words) {
  const auto found = std::find_if(kVerbs.begin(), kVerbs.end(), [&](const Verb& verb) {
    return verb.has_argument ? base::starts_with_ignoring_case(words, verb.name)
                             : base::equal_ignoring_case(words, verb.name);
  });
  return found == kVerbs.end() ? Stage::none : found->stage;
}

// "MAIL FROM:<a@b.example>" is nothing else, whatever it stands among; but a reply may follow it.
bool is_clear_command(std::string_view words) {
  const Stage stage = stage_of_command(words);
  return (stage == Stage::mail || stage == Stage::rcpt) && codes::find_reply(words).code == 0;
}

bool tells_of_connection(std::string_view line) {
  return starts_with_any(line, {"@connect ", "=== Connected to ", "Connected to ",
                                "* Connected to ", "posttls-finger: Connected to "});
}

}  // namespace

std::string_view without_server_mark(std::string_view line) {
  return without_mark(line, {"<<< ", "<** ", "<-  ", "<~* ", "<~  ", "<-- ", "< ",
                             "S: ", "Out: ", "SERVER -> CLIENT: ", "posttls-finger: < "});
}

bool is_command(std::string_view line) {
  const std::string_view words = without_client_mark(line);
  return is_clear_command(words) ||
         (words.size() < line.size() && stage_of_command(words) != Stage::none);
}

bool PastedSession::takes(std::string_view line) {
  if (tells_of_connection(line)) {
    *this = {};
    return begun_ = connected_ = true;
  }
  if (codes::begins_reply(without_server_mark(line))) {
    pipelines_ = pipelines_ || line.ends_with("PIPELINING");
    return false;
  }
  const std::string_view words = without_client_mark(line);
  const bool is_marked = words.size() < line.size();
  if (talks_) {
    talks_ = words != ".";
    return true;
  }
  begun_ = begun_ || is_command(line);
  if (!begun_) return false;
  if (is_marked || stage_of_command(words) != Stage::none || line.starts_with("@auth ")) {
    add_command(line.starts_with('@') ? line.substr(1) : words);
    return true;
  }
  return starts_with_any(line, {"#", "@", "=== ", "* "}) ||
         (ended_ && starts_with_any(line, {"Connection closed", "ehlo: ", "*** "}));
}

void PastedSession::add_command(std::string_view words) {
  const Stage stage = stage_of_command(words);
  if (waiting_.size() < kMostWaiting)
    waiting_.push_back(stage == Stage::none ? Stage::other : stage);
  talks_ = base::starts_with_ignoring_case(words, "BDAT ");
}

base::Stage PastedSession::take_waiting() {
  if (waiting_.empty()) return connected_ ? Stage::greeting : Stage::none;
  const Stage stage = pipelines_ ? waiting_.front() : waiting_.back();
  pipelines_ ? waiting_.pop_front() : waiting_.clear();
  return stage;
}

base::Stage PastedSession::stage_of(std::string_view text) {
  if (!codes::begins_reply(text)) {
    waiting_.clear();
    return Stage::none;
  }
  const Stage stage = take_waiting();
  connected_ = false;
  talks_ = begun_ && (text.starts_with("354") || text.starts_with("334"));
  if (talks_) waiting_.push_front(text.starts_with("354") ? Stage::dot : Stage::auth);
  ended_ = text.starts_with("221") || text[0] >= '4';
  return stage;
}

}  // namespace commands
