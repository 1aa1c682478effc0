#include "commands/codes/codes.h"

#include <fmt/format.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

#include "base/text.h"
#include "codes/answer.h"
#include "codes/bounce.h"
#include "codes/forwarded.h"
#include "codes/json_webhook.h"
#include "codes/line_reader.h"
#include "codes/lines.h"
#include "codes/log_answer.h"
#include "codes/log_fields.h"
#include "codes/log_summary.h"
#include "codes/pasted_bounce.h"
#include "codes/plain_text.h"
#include "commands/codes/input.h"
#include "commands/codes/log_since.h"
#include "commands/codes/options.h"
#include "commands/codes/own_rules.h"
#include "commands/codes/pasted_reply.h"
#include "commands/stop_signals.h"
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

std::string name_of(const std::string& place) {
  return place.empty() ? "standard input" : base::printable(place);
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
    one_of_many_ = options_.what.size() > 1;
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
      return answer_pasted(what);
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
    one_of_many_ = true;
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
    env_.err << fmt::format("ehlo: codes: {} holds nothing to explain\n", name_of(place));
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

  // What was pasted as an argument: a text of one line is a text, whatever it looks like.
  Result<void> answer_pasted(const std::string& what) {
    if (options_.as == "text") {
      answer_text(what);
      return {};
    }
    const InputKind kind = sniff(what);
    const bool one_line = what.find('\n') == what.npos && kind != InputKind::json;
    if (one_line || kind == InputKind::text) {
      answer_text(base::trim(codes::unquoted(what)));
      return {};
    }
    std::istringstream in(what);
    return read_stream(in, "");
  }

  void answer_text(std::string_view raw) {
    const std::string text = codes::plain_text(raw);
    show_answer(codes::answer(text, classifier()), raw);
  }

  // One text of a letter: "Hi," and "Thanks" need no answer.
  void answer_unless_talk(std::string_view text) {
    const codes::Answer answer = codes::answer(text, classifier());
    if (has_code(answer) || answer.verdict.reason != "undefined") show_answer(answer, text);
  }

  static bool has_code(const codes::Answer& answer) {
    return answer.reply.code != 0 || answer.reply.status.has_value();
  }

  void show_answer(const codes::Answer& answer, std::string_view text) {
    answered_ = true;
    if (options_.json) {
      env_.out << report::json_of(answer, text);
    } else if (options_.brief) {
      env_.out << report::short_answer(answer);
    } else {
      env_.out << report::reply_answer(answer, style_);
    }
    env_.out.flush();
    if (!has_code(answer) && answer.verdict.reason == "undefined") {
      exit_ = worse(exit_, Exit::check);
    }
    note_class(answer.permanence);
  }

  Result<void> answer_mail(std::string_view mail, const std::string& place) {
    const auto bounce = codes::read_bounce(mail, classifier());
    if (!bounce) {
      return base::fail(bounce.error().kind,
                        fmt::format("{}: {}", name_of(place), bounce.error().text));
    }
    show_bounce(*bounce, place);
    return {};
  }

  void show_bounce(const codes::Bounce& bounce, const std::string& place) {
    if (bounce.recipients.empty()) exit_ = worse(exit_, Exit::check);
    if (options_.json) {
      env_.out << report::json_of(bounce, place);
    } else if (options_.brief) {
      for (const auto& recipient : bounce.recipients)
        env_.out << report::short_recipient(recipient);
    } else if (bounce.kind == codes::MailKind::not_a_bounce) {
      env_.out << (place.empty() ? "" : base::printable(place) + ": ") << "This is not a bounce.\n";
    } else {
      if (one_of_many_) env_.out << fmt::format("==> {} <==\n", name_of(place));
      env_.out << report::bounce_answer(bounce, style_);
    }
    env_.out.flush();
    for (const auto& recipient : bounce.recipients) {
      note_class(codes::permanence_of(codes::class_of(recipient)));
    }
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
        return read_text(lines, in, name);
      case InputKind::json:
        return read_json(lines, in, name);
      case InputKind::bounce_text:
        return read_bounce_text(in, std::string(lines.take_rest()), name);
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
    const bool by_itself =
        kind == InputKind::mbox || kind == InputKind::bounce_text || kind == InputKind::json;
    return options_.as == "mail" && !by_itself ? InputKind::mail : kind;
  }

  Result<void> read_mails(codes::LineReader& lines, std::istream& in, const std::string& name,
                          InputKind kind) {
    if (kind == InputKind::mbox) {
      one_of_many_ = true;
      each_mail_of_mbox(lines, name.empty() ? "standard input" : name, taker());
      return {};
    }
    const auto mail = read_mail(in, std::string(without_blank_lines(lines.take_rest())));
    if (!mail) return base::fail(mail.error());
    return answer_mail(*mail, name);
  }

  Result<void> read_text(codes::LineReader& lines, std::istream& in, const std::string& name) {
    answered_ = false;
    Result<std::string> bounce;
    if (options_.as == "text") {
      if (auto read = answer_each_line(lines); !read) return read;
    } else {
      bounce = answer_lines(lines, true);
    }
    if (!bounce) return base::fail(bounce.error());
    if (!bounce->empty())
      return read_bounce_text(in, *bounce + std::string(lines.take_rest()), name);
    if (!answered_) note_nothing(name);
    return {};
  }

  Result<void> answer_each_line(codes::LineReader& lines) {
    return each_line(lines, [this](std::string_view line) {
      if (!base::trim(line).empty()) answer_text(line);
      return true;
    });
  }

  // Up to the line that begins a bounce, which is given back; the rest is not read. Empty when
  // there is none, or none is waited for.
  Result<std::string> answer_lines(codes::LineReader& lines, bool waits_for_bounce) {
    const bool letter = is_letter(codes::plain_text(lines.peek(1)));
    PastedLines pasted(letter);
    const auto answer = [&](const std::vector<std::string>& texts) {
      for (const std::string& text : texts) letter ? answer_unless_talk(text) : answer_text(text);
    };
    std::string bounce;
    const auto read = each_line(lines, [&](std::string_view raw) {
      const std::string line = codes::plain_text(raw);
      if (waits_for_bounce && codes::find_pasted_bounce(line)) {
        bounce = line + "\n";
        return false;
      }
      waits_for_bounce = waits_for_bounce && codes::find_reply(line).code == 0;
      std::string_view next = lines.peek(0);
      answer(pasted.take(line, codes::take_line(next)));
      return true;
    });
    if (!read) return base::fail(read.error());
    answer(pasted.finish());
    return bounce;
  }

  // Either each line is an object, and may be one of a stream, or all lines together are.
  Result<void> read_json(codes::LineReader& lines, std::istream& in, const std::string& name) {
    std::string document;
    const auto read = each_line(lines, [&](std::string_view line) {
      if (base::trim(line).empty() || answer_json(line, name)) return true;
      document.append(line) += '\n';
      return false;
    });
    if (!read || document.empty()) return read;
    const auto all = read_mail(in, document + std::string(lines.take_rest()));
    if (!all) return base::fail(all.error());
    if (!answer_json(*all, name)) answer_text(*all);
    return {};
  }

  // False for what is not JSON, or holds no reply; then nothing is answered.
  bool answer_json(std::string_view text, const std::string& name) {
    if (const auto bounce = codes::read_webhook_bounce(text, classifier())) {
      show_bounce(*bounce, name);
      return true;
    }
    const std::vector<std::string> replies = codes::replies_in_json(text);
    for (const std::string& reply : replies) answer_text(reply);
    return !replies.empty();
  }

  // A text that names nobody is no bounce after all, whatever its beginning.
  Result<void> read_bounce_text(std::istream& in, std::string beginning, const std::string& name) {
    const auto text = read_mail(in, std::move(beginning));
    if (!text) return base::fail(text.error());
    const auto bounce = codes::read_pasted_bounce(*text, classifier());
    if (!bounce) return base::fail(bounce.error());
    if (!bounce->recipients.empty() || options_.as == "mail") {
      show_bounce(*bounce, name);
      return {};
    }
    std::istringstream again(*text);
    codes::LineReader lines(again);
    const auto answered = answer_lines(lines, false);
    return answered ? Result<void>() : base::fail(answered.error());
  }

  template <typename Take>
  Result<void> each_line(codes::LineReader& lines, const Take& take) {
    while (env_.out) {
      const auto line = lines.next();
      if (!line) return base::fail(line.error());
      if (!*line || !take(**line)) break;
    }
    return {};
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
    std::string unread;
    // Who follows a log ends it with Ctrl-C, and wants what was counted.
    std::atomic<bool> stopped = false;
    std::optional<StopSignals> signals;
    if (options_.summary) signals.emplace([&stopped] { stopped = true; }, kTimeToStop);
    while (env_.out && !stopped) {
      const auto line = lines.next();
      if (!line) return base::fail(line.error());
      if (!*line) break;
      ++summary.lines;
      const auto event = reader.read(**line);
      if (!event && !found && unread.size() < kMostUnwrapped) put_behind(unread, **line);
      if (!event || !is_recent(*event)) continue;
      found = true;
      if (options_.summary) {
        summary.add(*event, cache);
      } else if (event->outcome != codes::LogOutcome::delivered) {
        answer_event(*event);
      }
    }
    if (!found && !options_.summary) found = answer_unwrapped(unread);
    if (!found) exit_ = worse(exit_, Exit::check);
    if (!options_.summary) return {};
    env_.out << (options_.json ? report::json_of(summary) : report::log_summary(summary, style_));
    env_.out.flush();  // a signal that is noticed late ends the process with `signals`
    if (signals->caught() != 0 && env_.out) die_of(signals->caught());
    return {};
  }

  static constexpr std::size_t kMostUnwrapped = 64 * 1024;

  // A mail program may have wrapped the line of a log: only a date begins one.
  static void put_behind(std::string& text, std::string_view line) {
    line = base::trim(codes::without_quote_marks(line));
    if (!text.empty()) text += codes::starts_with_date(line) || line.empty() ? '\n' : ' ';
    text += line;
  }

  bool answer_unwrapped(std::string_view text) {
    bool found = false;
    codes::LogReader reader;
    while (!text.empty()) {
      const auto event = reader.read(codes::take_line(text));
      if (!event || !is_recent(*event) || event->outcome == codes::LogOutcome::delivered) continue;
      answer_event(*event);
      found = true;
    }
    return found;
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
  bool answered_ = false;     // something of the text that is read
  bool one_of_many_ = false;  // the mail that is answered: its place stands above
  Exit exit_ = Exit::ok;
};

}  // namespace

Run attach_codes(CLI::App& app) {
  auto options = std::make_shared<CodesOptions>();
  bind_codes_options(app, *options);
  return [options](Env& env) { return Codes(*options, env).run(); };
}

}  // namespace commands
