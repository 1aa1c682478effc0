#include "commands/codes/pasted_session.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

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

// "MAIL FROM:<a@b.example>" and "EHLO our.example" are nothing else, whatever they stand among; but
// a reply may follow an address.
bool is_clear_command(std::string_view words) {
  switch (stage_of_command(words)) {
    case Stage::mail:
    case Stage::rcpt:
      return codes::find_reply(words).code == 0;
    case Stage::ehlo:
    case Stage::helo:
    case Stage::lhlo:
      return words.find(' ') == words.rfind(' ');
    default:
      return false;
  }
}

// "bob@b.example" of "RCPT TO:<bob@b.example> NOTIFY=NEVER"; empty for what is too long to be one
// (RFC 5321 section 4.5.3.1).
std::string recipient_of(std::string_view rcpt) {
  constexpr std::size_t kLongest = 64 + 1 + 255;
  const std::string_view path = base::trim(rcpt.substr(rcpt.find(':') + 1));
  const bool in_angles = path.starts_with('<');
  const std::string_view address =
      in_angles ? path.substr(1, path.find('>') - 1) : path.substr(0, path.find(' '));
  return address.size() > kLongest ? std::string() : std::string(address);
}

bool opens_session(Stage stage) {
  return stage == Stage::ehlo || stage == Stage::helo || stage == Stage::lhlo;
}

// RFC 3463: X.1.1 and X.1.2 are about the destination, X.2.x about its mailbox.
bool tells_of_recipient(std::string_view reply) {
  const auto status = codes::find_reply(reply).status;
  return status && (status->subject == 2 ||
                    (status->subject == 1 && (status->detail == 1 || status->detail == 2)));
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
    close_block();
    talk_ = Talk::none;
    ended_ = false;
    return begun_ = connected_ = true;
  }
  const std::string_view server_words = without_server_mark(line);
  const std::string_view words = without_client_mark(line);
  const bool is_reply = codes::begins_reply(server_words);
  const bool is_servers = is_reply && server_words.size() < line.size();
  if (is_reply && (is_servers || talk_ != Talk::message)) return false;
  if (talk_ != Talk::none) {
    if (words == ".") talk_ = Talk::none;
    return true;
  }
  begun_ = begun_ || is_command(line);
  if (!begun_) return false;
  const bool is_marked = words.size() < line.size();
  if (is_marked || stage_of_command(words) != Stage::none || line.starts_with("@auth ")) {
    add_command(line.starts_with('@') ? line.substr(1) : words);
    return true;
  }
  return starts_with_any(line, {"#", "@", "=== ", "* "}) ||
         (ended_ && starts_with_any(line, {"Connection closed", "ehlo: ", "curl: (", "*** "}));
}

void PastedSession::add_command(std::string_view words) {
  const Stage stage = stage_of_command(words);
  if (!replies_.empty() || opens_session(stage)) close_block();
  if (block_.size() < kMostWaiting)
    block_.push_back({stage == Stage::none ? Stage::other : stage,
                      stage == Stage::rcpt ? recipient_of(words) : std::string()});
  if (base::starts_with_ignoring_case(words, "BDAT ")) talk_ = Talk::unended;
}

// Where replies were left out, they are those of the first commands.
void PastedSession::close_block() {
  const bool is_guess = block_.size() > 1;
  const std::size_t left_out = block_.size() - replies_.size();
  for (std::size_t i = 0; i < replies_.size(); ++i) {
    SessionCommand& command = block_[left_out + i];
    const bool contradicts = command.stage == Stage::mail && replies_[i] == About::recipient;
    told_.push_back(is_guess && contradicts ? SessionCommand() : std::move(command));
  }
  block_.clear();
  replies_.clear();
}

void PastedSession::begin_text(std::string_view text) {
  if (!codes::begins_reply(text)) {
    close_block();
    told_.emplace_back();
    return;
  }
  if (text.starts_with("220") && !block_.empty() && block_.back().stage != Stage::starttls) {
    close_block();
    connected_ = true;
  }
  if (block_.empty()) {
    told_.push_back({connected_ ? Stage::greeting : Stage::none});
  } else {
    replies_.push_back(tells_of_recipient(text) ? About::recipient : About::other);
    if (replies_.size() == block_.size()) close_block();
  }
  connected_ = false;
  talk_ = Talk::none;
  if (begun_ && text.starts_with("354")) wait_behind(Stage::dot, content_);
  if (begun_ && text.starts_with("334")) wait_behind(Stage::auth, Talk::unended);
  ended_ = text.starts_with("221") || text[0] >= '4';
}

void PastedSession::wait_behind(base::Stage stage, Talk talk) {
  close_block();
  block_.push_back({stage});
  talk_ = talk;
}

std::optional<SessionCommand> PastedSession::take_told() {
  if (told_.empty()) return std::nullopt;
  SessionCommand command = std::move(told_.front());
  told_.pop_front();
  return command;
}

}  // namespace commands
