#include "commands/codes/codes.h"

#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <sstream>

#include "base/text.h"
#include "codes/answer.h"
#include "codes/bounce.h"
#include "codes/line_reader.h"
#include "codes/log_answer.h"
#include "codes/log_summary.h"
#include "commands/codes/input.h"
#include "commands/codes/log_since.h"
#include "commands/codes/options.h"
#include "commands/codes/own_rules.h"
#include "commands/codes/pasted_reply.h"
#include "report/codes_text.h"
#include "report/json_codes.h"

namespace commands {
namespace {

using base::Result;
using codes::CodePage;
using codes::CodeTable;

Exit exit_for(codes::Permanence permanence) {
  switch (permanence) {
    case codes::Permanence::permanent:
      return Exit::refused;
    case codes::Permanence::temporary:
      return Exit::temporary;
    case codes::Permanence::success:
    case codes::Permanence::intermediate:
    case codes::Permanence::unknown:
      return Exit::ok;
  }
  return Exit::ok;
}

int class_of(std::string_view code) {
  return !code.empty() && code[0] >= '1' && code[0] <= '5' ? code[0] - '0' : 0;
}

class Codes {
 public:
  Codes(const CodesOptions& options, Env& env) : options_(options), env_(env) {
    style_.why = options.why;
    style_.explain = options.explain;
    style_.charts = env.out_is_terminal;
    style_.columns = env.columns;
  }

  Exit run() {
    const auto done = answer_all();
    if (!done) complain(done.error());
    return exit_;
  }

 private:
  Result<void> answer_all() {
    if (options_.list || !options_.search.empty() || !options_.reason.empty() ||
        (options_.klass != 0 && options_.what.empty())) {
      return look_up();
    }
    if (auto loaded = load_rules(); !loaded) return loaded;
    if (!options_.since.empty()) {
      const auto since = parse_since(options_.since, std::time(nullptr));
      if (!since) return base::fail(since.error());
      since_ = *since;
    }
    if (options_.what.empty()) return read_stream(env_.in, "");
    for (const std::string& what : options_.what) {
      if (auto answered = answer(what); !answered) return answered;
    }
    return {};
  }

  // ---- codes ----

  bool wanted(const CodePage& page) const {
    const bool of_class = options_.klass == 0 || class_of(page.code) == options_.klass;
    const bool of_reason = options_.reason.empty() || page.reason == options_.reason;
    return of_class && of_reason && has_words(page);
  }

  bool has_words(const CodePage& page) const {
    std::string all;
    for (std::string_view part : {page.code, page.name, page.means, page.todo, page.loosely,
                                  page.causes, page.source, page.stage}) {
      all += base::to_lower(part) + "\n";
    }
    std::istringstream words(base::to_lower(options_.search));
    for (std::string word; words >> word;) {
      if (all.find(word) == std::string::npos) return false;
    }
    return true;
  }

  Result<void> look_up() {
    bool found = false;
    const auto show = [&](const CodePage& page) {
      env_.out << (options_.json ? report::json_of(page) : report::code_line(page));
      found = true;
    };
    if (!options_.reason.empty() && !known_reason()) return unknown_reason();
    for (const CodePage& page : CodeTable::reasons().pages()) {
      const bool named = page.code == options_.reason;
      const bool searched = !options_.search.empty() && options_.klass == 0 && has_words(page);
      if (named || (searched && options_.reason.empty())) show(page);
    }
    for (const CodePage& page : CodeTable::builtin().pages()) {
      if (wanted(page)) show(page);
    }
    if (!found) exit_ = Exit::check;
    return {};
  }

  bool known_reason() const { return CodeTable::reasons().named(options_.reason) != nullptr; }

  Result<void> unknown_reason() const {
    std::vector<std::string> names;
    for (const CodePage& page : CodeTable::reasons().pages()) names.emplace_back(page.code);
    const auto near = base::nearest(options_.reason, names);
    return base::fail(
        base::ErrorKind::parse,
        fmt::format("--reason: no reason is called '{}'{}", base::printable(options_.reason),
                    near ? fmt::format(", did you mean '{}'?", *near) : ""));
  }

  void show_page(const CodePage& page, std::string_view asked) {
    const int klass = class_of(asked);
    if (options_.json) {
      env_.out << report::json_of(page);
    } else if (options_.brief) {
      env_.out << report::short_page(page, klass);
    } else {
      env_.out << report::code_page(page, asked);
    }
    note_class(codes::permanence_of(klass));
  }

  // True when `what` names codes and they have been shown.
  bool show_codes(const std::string& what) {
    const CodeTable& table = CodeTable::builtin();
    const auto number = base::parse_number(what, 999);
    if (number && what.size() == 3) {
      const CodePage* page = table.reply(static_cast<int>(*number));
      if (page != nullptr) show_page(*page, what);
      return page != nullptr;
    }
    if (const auto status = codes::parse_enhanced(what)) {
      const CodePage* page = table.enhanced(*status);
      if (page == nullptr) page = table.subject(status->subject);
      show_page(page ? *page : *table.klass(status->klass), what);
      return true;
    }
    if (const CodePage* page = CodeTable::reasons().named(what)) {
      show_page(*page, what);
      return true;
    }
    const bool is_pattern = what.find_first_of("xX*?") != what.npos && what.size() <= 12 &&
                            what.find_first_of("0123456789") != what.npos;
    const auto found = is_pattern ? table.find(what) : std::vector<const CodePage*>{};
    for (const CodePage* page : found) {
      env_.out << (options_.json ? report::json_of(*page) : report::code_line(*page));
    }
    return !found.empty();
  }

  void note_class(codes::Permanence permanence) {
    if (options_.exit_by_class) exit_ = worse(exit_, exit_for(permanence));
  }

  // ---- texts, mails, logs ----

  Result<void> load_rules() {
    if (options_.rules.empty()) return {};
    auto loaded = OwnRules::load(options_.rules);
    if (!loaded) return base::fail(loaded.error());
    own_rules_ = std::move(*loaded);
    return {};
  }

  const codes::Classifier& classifier() const {
    return own_rules_ ? own_rules_->classifier() : codes::Classifier::builtin();
  }

  Result<void> answer(const std::string& what) {
    if (what == "-") return read_stream(env_.in, "");
    if (options_.as == "auto" && !names_files() && show_codes(what)) return {};
    if (is_folder(what)) {
      read_folder(what);
      return {};
    }
    if (!is_file(what)) {
      if (names_files() || looks_like_path(what)) return base::fail(unreadable(what));
      answer_text(what);
      return {};
    }
    std::vector<char> buffer(1 << 20);
    std::ifstream in;
    in.rdbuf()->pubsetbuf(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    in.open(what, std::ios::binary);
    if (!in) return base::fail(unreadable(what));
    return read_stream(in, what);
  }

  void read_folder(const std::string& folder) {
    bool found = false;
    const auto answer_one = [&, take = taker()](std::string_view mail, const std::string& place) {
      found = true;
      take(mail, place);
    };
    each_mail_of_folder(folder, answer_one, [&](const base::Error& error) {
      found = true;
      complain(error);
    });
    if (!found) note_nothing(folder);
  }

  // Whoever pipes a file that is empty, or a command that failed, must not take it for an answer.
  void note_nothing(const std::string& place) {
    env_.err << fmt::format("ehlo: codes: {} holds nothing to explain\n",
                            place.empty() ? "standard input" : base::printable(place));
    exit_ = worse(exit_, Exit::check);
  }

  // For one mail of many: the others are answered whatever is wrong with it.
  TakeMail taker() {
    return [this](std::string_view mail, const std::string& place) {
      if (auto answered = answer_mail(mail, place); !answered) complain(answered.error());
    };
  }

  void complain(const base::Error& error) {
    env_.err << "ehlo: codes: " << error.text << '\n';
    exit_ = worse(exit_, commands::exit_for(error.kind));
  }

  // True when what is named can only be a file.
  bool names_files() const {
    return options_.as == "mail" || options_.as == "log" || options_.summary ||
           !options_.since.empty();
  }

  void answer_text(std::string_view text) {
    const codes::Answer answer = codes::answer(text, classifier());
    if (options_.json) {
      env_.out << report::json_of(answer, text);
    } else if (options_.brief) {
      env_.out << report::short_answer(answer);
    } else {
      env_.out << report::reply_answer(answer, style_);
    }
    env_.out.flush();
    const bool has_code = answer.reply.code != 0 || answer.reply.status.has_value();
    if (!has_code && answer.verdict.reason == "undefined") exit_ = worse(exit_, Exit::check);
    note_class(answer.permanence);
  }

  Result<void> answer_mail(std::string_view mail, const std::string& place) {
    const auto bounce = codes::read_bounce(mail, classifier());
    if (!bounce) {
      return base::fail(
          bounce.error().kind,
          fmt::format("{}: {}", place.empty() ? "standard input" : base::printable(place),
                      bounce.error().text));
    }
    if (bounce->recipients.empty()) exit_ = worse(exit_, Exit::check);
    if (options_.json) {
      env_.out << report::json_of(*bounce, place);
    } else if (options_.brief) {
      for (const auto& recipient : bounce->recipients)
        env_.out << report::short_recipient(recipient);
    } else if (bounce->kind == codes::MailKind::not_a_bounce) {
      env_.out << (place.empty() ? "" : base::printable(place) + ": ") << "This is not a bounce.\n";
    } else {
      env_.out << report::bounce_answer(*bounce, style_);
    }
    for (const auto& recipient : bounce->recipients) {
      note_class(codes::permanence_of(codes::class_of(recipient)));
    }
    return {};
  }

  Result<void> read_stream(std::istream& in, const std::string& name) {
    codes::LineReader lines(in);
    if (!options_.summary && lines.peek(1).empty()) {
      note_nothing(name);
      return {};
    }
    const InputKind kind = kind_of(lines);
    switch (kind) {
      case InputKind::log:
        return read_log(lines);
      case InputKind::text:
        return read_text(lines, name);
      case InputKind::mail:
      case InputKind::mbox:
        return read_mails(lines, in, name, kind);
    }
    return {};
  }

  InputKind kind_of(codes::LineReader& lines) const {
    if (options_.as == "log" || options_.summary || !options_.since.empty()) return InputKind::log;
    if (options_.as == "text") return InputKind::text;
    const InputKind kind = sniff(lines.peek(1));
    return options_.as == "mail" && kind != InputKind::mbox ? InputKind::mail : kind;
  }

  Result<void> read_mails(codes::LineReader& lines, std::istream& in, const std::string& name,
                          InputKind kind) {
    if (kind == InputKind::mbox) {
      return each_mail_of_mbox(lines, name, taker());
    }
    const auto mail = read_mail(in, std::string(lines.take_rest()));
    if (!mail) return base::fail(mail.error());
    return answer_mail(*mail, name);
  }

  Result<void> read_text(codes::LineReader& lines, const std::string& name) {
    PastedReply pasted;
    bool found = false;
    while (env_.out) {
      const auto line = lines.next();
      if (!line) return base::fail(line.error());
      if (!*line) break;
      if (base::trim(**line).empty()) continue;
      found = true;
      if (pasted.take(**line)) continue;
      answer_each(pasted);
      answer_text(**line);
    }
    if (pasted.is_whole()) {
      answer_text(pasted.text());
    } else {
      answer_each(pasted);
    }
    if (!found) note_nothing(name);
    return {};
  }

  void answer_each(PastedReply& pasted) {
    for (const std::string& line : pasted.release()) answer_text(line);
  }

  bool is_recent(const codes::LogEvent& event) const {
    if (since_ == 0) return true;
    const auto time = time_of_line(event.time, std::time(nullptr));
    return !time || *time >= since_;
  }

  Result<void> read_log(codes::LineReader& lines) {
    codes::LogReader reader;
    codes::LogSummary summary;
    codes::VerdictCache cache(classifier());
    bool found = false;
    while (env_.out) {
      const auto line = lines.next();
      if (!line) return base::fail(line.error());
      if (!*line) break;
      ++summary.lines;
      const auto event = reader.read(**line);
      if (!event || !is_recent(*event)) continue;
      found = true;
      if (options_.summary) {
        summary.add(*event, cache);
      } else if (event->outcome != codes::LogOutcome::delivered) {
        answer_event(*event);
      }
    }
    if (!found) exit_ = worse(exit_, Exit::check);
    if (!options_.summary) return {};
    env_.out << (options_.json ? report::json_of(summary) : report::log_summary(summary, style_));
    return {};
  }

  void answer_event(const codes::LogEvent& event) {
    codes::Answer answer = codes::answer(event, classifier());
    if (options_.json) {
      env_.out << report::json_of(event, answer);
    } else if (options_.brief) {
      env_.out << report::short_answer(answer);
    } else {
      env_.out << report::log_answer(event, answer, style_);
    }
    env_.out.flush();
    note_class(answer.permanence);
  }

  const CodesOptions& options_;
  Env& env_;
  report::CodesStyle style_;
  std::unique_ptr<OwnRules> own_rules_;
  std::time_t since_ = 0;
  Exit exit_ = Exit::ok;
};

}  // namespace

Run attach_codes(CLI::App& app) {
  auto options = std::make_shared<CodesOptions>();
  bind_codes_options(app, *options);
  return [options](Env& env) { return Codes(*options, env).run(); };
}

}  // namespace commands
