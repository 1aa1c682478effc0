#include "commands/codes/output.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/json_codes.h"

namespace commands {
namespace {

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

}  // namespace

std::string name_of(const std::string& place) {
  return place.empty() ? "standard input" : base::printable(place);
}

CodesOutput::CodesOutput(const CodesOptions& options, Env& env) : options_(options), env_(env) {
  style_.why = options.why;
  style_.explain = options.explain;
  style_.charts = env.out_is_terminal;
  style_.columns = env.columns;
}

void CodesOutput::list(const codes::CodePage& page) {
  env_.out << (options_.json ? report::json_of(page, page.code) : report::code_line(page));
}

void CodesOutput::show(const codes::CodePage& page, std::string_view asked) {
  const int klass = codes::class_of(asked);
  if (options_.json) {
    env_.out << report::json_of(page, asked);
  } else if (options_.brief) {
    env_.out << report::short_page(page, asked);
  } else {
    env_.out << report::code_page(page, asked);
  }
  note_class(codes::permanence_of(klass));
}

void CodesOutput::show(const codes::Answer& answer, std::string_view text,
                       std::string_view recipient) {
  if (options_.json) {
    env_.out << report::json_of(answer, text, recipient);
  } else if (options_.brief) {
    env_.out << report::short_answer(answer, recipient);
  } else {
    env_.out << report::reply_answer(answer, style_, recipient);
  }
  env_.out.flush();
  if (answer.tells_nothing()) note_unanswered();
  note_class(answer.permanence);
}

void CodesOutput::show(const codes::LogEvent& event, const codes::Answer& answer) {
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

void CodesOutput::show(const codes::LogSummary& summary) {
  env_.out << (options_.json ? report::json_of(summary) : report::log_summary(summary, style_));
  env_.out.flush();
}

void CodesOutput::show(const codes::Bounce& bounce, const std::string& place, bool one_of_many) {
  if (bounce.recipients.empty()) note_unanswered();
  if (options_.json) {
    env_.out << report::json_of(bounce, place);
  } else if (options_.brief) {
    for (const auto& recipient : bounce.recipients) env_.out << report::short_recipient(recipient);
  } else if (bounce.kind == codes::MailKind::not_a_bounce) {
    env_.out << (place.empty() ? "" : base::printable(place) + ": ") << "This is not a bounce.\n";
  } else {
    if (one_of_many) env_.out << fmt::format("==> {} <==\n", name_of(place));
    env_.out << report::bounce_answer(bounce, style_);
  }
  env_.out.flush();
  if (bounce.is_truncated) note_recipients_left_out(name_of(place));
  for (const auto& recipient : bounce.recipients) {
    note_class(codes::permanence_of(codes::class_of(recipient)));
  }
}

void CodesOutput::note_nothing(const std::string& place) {
  env_.err << fmt::format("ehlo: codes: {} holds nothing to explain\n", name_of(place));
  note_unanswered();
}

void CodesOutput::note_recipients_left_out(const std::string& place) {
  env_.err << fmt::format("ehlo: codes: {} names more recipients than the {} that are told\n",
                          place, codes::kMostRecipients);
}

void CodesOutput::note_unanswered() { exit_ = worse(exit_, Exit::check); }

void CodesOutput::complain(const base::Error& error) {
  env_.err << "ehlo: codes: " << error.text << '\n';
  exit_ = worse(exit_, commands::exit_for(error.kind));
}

bool CodesOutput::is_open() const { return static_cast<bool>(env_.out); }

void CodesOutput::note_class(codes::Permanence permanence) {
  if (options_.exit_by_class) exit_ = worse(exit_, exit_for(permanence));
}

}  // namespace commands
