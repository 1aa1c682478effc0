#include "commands/codes/log_answers.h"

#include <atomic>

#include "base/text.h"
#include "codes/forwarded.h"
#include "codes/lines.h"
#include "codes/log_answer.h"
#include "codes/log_fields.h"
#include "commands/codes/log_since.h"
#include "commands/stop_signals.h"

namespace commands {
namespace {

using base::Result;

constexpr std::size_t kMostUnwrapped = 64 * 1024;

// A mail program may have wrapped the line of a log: only a date begins one.
void put_behind(std::string& text, std::string_view line) {
  line = base::trim(codes::without_quote_marks(line));
  if (!text.empty()) text += codes::starts_with_date(line) || line.empty() ? '\n' : ' ';
  text += line;
}

}  // namespace

bool LogAnswers::is_recent(const codes::LogEvent& event) const {
  if (since_ == 0) return true;
  const auto time = time_of_line(event.time, std::time(nullptr));
  return !time || *time >= since_;
}

// Whether it tells of anything.
bool LogAnswers::explain_line(std::string_view line) {
  bool found = false;
  for (auto event = reader_.read(line); event; event = reader_.read_on()) {
    if (!is_recent(*event)) continue;
    found = true;
    if (event->outcome == codes::LogOutcome::delivered) continue;
    output_.show(*event, codes::answer(*event, classifier_));
  }
  leaves_out_ = leaves_out_ || reader_.leaves_recipients_out();
  return found;
}

bool LogAnswers::explain_unwrapped(std::string_view text) {
  bool found = false;
  while (!text.empty()) found = explain_line(codes::take_line(text)) || found;
  return found;
}

Result<void> LogAnswers::explain(codes::LineReader& lines) {
  bool found = false;
  std::string unread;
  while (output_.is_open()) {
    const auto line = lines.next();
    if (!line) return base::fail(line.error());
    if (!*line) break;
    found = explain_line(**line) || found;
    if (!found && unread.size() < kMostUnwrapped) put_behind(unread, **line);
  }
  if (!found && !explain_unwrapped(unread)) output_.note_unanswered();
  if (leaves_out_) output_.note_recipients_left_out("a line");
  return {};
}

Result<void> LogAnswers::summarise(codes::LineReader& lines) {
  codes::LogSummary summary;
  codes::VerdictCache cache(classifier_);
  // Who follows a log ends it with Ctrl-C, and wants what was counted.
  std::atomic<bool> stopped = false;
  StopSignals signals([&stopped] { stopped = true; }, kTimeToStop);
  while (output_.is_open() && !stopped) {
    const auto line = lines.next();
    if (!line) return base::fail(line.error());
    if (!*line) break;
    ++summary.lines;
    for (auto event = reader_.read(**line); event; event = reader_.read_on()) {
      if (is_recent(*event)) summary.add(*event, cache);
    }
    leaves_out_ = leaves_out_ || reader_.leaves_recipients_out();
  }
  if (summary.events() == 0) output_.note_unanswered();
  output_.show(summary);  // a signal that is noticed late ends the process with `signals`
  if (leaves_out_) output_.note_recipients_left_out("a line");
  if (signals.caught() != 0 && output_.is_open()) die_of(signals.caught());
  return {};
}

}  // namespace commands
