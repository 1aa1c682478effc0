#include "commands/codes/codes.h"

#include <fmt/format.h>

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
#include "codes/pasted_bounce.h"
#include "codes/plain_text.h"
#include "codes/utf16_stream.h"
#include "commands/codes/input.h"
#include "commands/codes/log_answers.h"
#include "commands/codes/log_since.h"
#include "commands/codes/look_up.h"
#include "commands/codes/options.h"
#include "commands/codes/output.h"
#include "commands/codes/own_rules.h"
#include "commands/codes/pasted_reply.h"

namespace commands {
namespace {

using base::Result;

class Codes {
 public:
  Codes(const CodesOptions& options, Env& env)
      : options_(options), env_(env), output_(options, env) {}

  Exit run() {
    const auto done = answer_all();
    if (!done) output_.complain(done.error());
    return output_.exit();
  }

 private:
  Result<void> answer_all() {
    if (asks_for_pages(options_)) return look_up(options_, output_);
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
    if (options_.as == "auto" && !names_files() && show_codes(what, output_)) return {};
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
      output_.complain(error);
    });
    if (!found) output_.note_nothing(folder);
  }

  // For one mail of many: the others are answered whatever is wrong with it.
  TakeMail taker() {
    return [this](std::string_view mail, const std::string& place) {
      if (auto answered = answer_mail(mail, place); !answered) output_.complain(answered.error());
    };
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
    const bool one_text = kind == InputKind::text && session_in(what) == SessionKind::none;
    if (one_line || one_text) {
      answer_text(base::trim(codes::unquoted(what)));
      return {};
    }
    std::istringstream in(what);
    return read_stream(in, "");
  }

  void answer_text(std::string_view raw) { answer_pasted_text({std::string(raw)}); }

  void answer_pasted_text(const PastedText& pasted) {
    const std::string text = codes::plain_text(pasted.text);
    answered_ = true;
    output_.show(codes::answer(text, classifier(), {.stage = pasted.stage}), pasted.text,
                 pasted.recipient);
  }

  // One text of a letter: "Hi," and "Thanks" need no answer, nor what was accepted before a
  // refusal.
  void answer_unless_talk(const PastedText& pasted, bool is_refused) {
    const codes::Answer answer = codes::answer(pasted.text, classifier(), {.stage = pasted.stage});
    const bool accepted = answer.reply.code != 0 && answer.reply.code < 400;
    if (answer.tells_nothing() || (is_refused && accepted)) return;
    answered_ = true;
    output_.show(answer, pasted.text, pasted.recipient);
  }

  Result<void> answer_mail(std::string_view mail, const std::string& place) {
    if (auto good = check_readable(mail, place, false); !good) return good;
    const auto bounce = codes::read_bounce(mail, classifier());
    if (!bounce) {
      return base::fail(bounce.error().kind,
                        fmt::format("{}: {}", name_of(place), bounce.error().text));
    }
    output_.show(*bounce, place, one_of_many_);
    return {};
  }

  Result<void> read_stream(std::istream& in, const std::string& name) {
    codes::LineReader lines(in);
    if (!options_.summary && lines.peek(1).empty()) {
      output_.note_nothing(name);
      return {};
    }
    if (const auto order = codes::order_of_utf16(lines.peek(1))) {
      codes::Utf16Stream utf8(*order, std::string(lines.take_rest()), in);
      std::istream decoded(&utf8);
      return read_stream(decoded, name);
    }
    const InputKind kind = kind_of(lines);
    const bool is_guessed = kind == InputKind::text && options_.as != "text";
    if (auto good = check_readable(lines.peek(0), name, is_guessed); !good) return good;
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
    if (!answered_) output_.note_nothing(name);
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
    const std::string beginning = codes::plain_text(lines.peek(1));
    const bool letter = is_letter(beginning);
    const bool is_refused = session_in(beginning) == SessionKind::refused;
    PastedLines pasted(letter);
    const auto answer = [&](const std::vector<PastedText>& texts) {
      for (const PastedText& text : texts)
        letter ? answer_unless_talk(text, is_refused) : answer_pasted_text(text);
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
      const bool may_go_on = base::trim(line).find_first_of("{[") == 0 && !codes::is_json(line);
      if (!may_go_on) {
        answer_text(line);
        return true;
      }
      document.append(line) += '\n';
      return false;
    });
    if (!read || document.empty()) return read;
    const auto all = read_mail(in, document + std::string(lines.take_rest()));
    if (!all) return base::fail(all.error());
    if (const auto good = codes::check_json_sizes(*all); !good)
      return base::fail(good.error().kind, fmt::format("{}: {}", name_of(name), good.error().text));
    const auto complete = codes::complete_part(*all);
    const bool is_small = !complete || codes::check_json_sizes(*complete);
    const bool answered =
        is_small && (answer_json(*all, name) || (complete && answer_json(*complete, name)));
    if (is_small && !answered) answer_text(*all);
    if (!complete) return {};
    return base::fail(
        base::ErrorKind::parse,
        fmt::format("{}: the JSON ends in the middle: the rest of it is missing", name_of(name)));
  }

  // False for what is not JSON, or holds no reply; then nothing is answered.
  bool answer_json(std::string_view text, const std::string& name) {
    if (const auto bounce = codes::read_webhook_bounce(text, classifier())) {
      output_.show(*bounce, name, one_of_many_);
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
      output_.show(*bounce, name, one_of_many_);
      return {};
    }
    std::istringstream again(*text);
    codes::LineReader lines(again);
    const auto answered = answer_lines(lines, false);
    return answered ? Result<void>() : base::fail(answered.error());
  }

  Result<void> read_log(codes::LineReader& lines) {
    LogAnswers answers(classifier(), since_, output_);
    return options_.summary ? answers.summarise(lines) : answers.explain(lines);
  }

  template <typename Take>
  Result<void> each_line(codes::LineReader& lines, const Take& take) {
    while (output_.is_open()) {
      const auto line = lines.next();
      if (!line) return base::fail(line.error());
      if (!*line || !take(**line)) break;
    }
    return {};
  }

  const CodesOptions& options_;
  Env& env_;
  CodesOutput output_;
  std::unique_ptr<OwnRules> own_rules_;
  std::time_t since_ = 0;
  bool answered_ = false;     // something of the text that is read
  bool one_of_many_ = false;  // the mail that is answered
};

}  // namespace

Run attach_codes(CLI::App& app) {
  auto options = std::make_shared<CodesOptions>();
  bind_codes_options(app, *options);
  return [options](Env& env) { return Codes(*options, env).run(); };
}

}  // namespace commands
