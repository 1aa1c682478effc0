#include "report/content_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "session/cut_mark.h"
#include "session/printer.h"

namespace report {
namespace {

std::string size_of(const smtp::event::ContentEnd& end) {
  return fmt::format("{} line{}, {}", base::show_count(end.lines), end.lines == 1 ? "" : "s",
                     base::show_size(end.bytes));
}

}  // namespace

ContentText::ContentText(LineWriter& writer, const TranscriptOptions& options)
    : writer_(writer),
      whole_(options.whole_content || options.replayable),
      hidden_(options.hide_content),
      replayable_(options.replayable),
      most_lines_(options.shown_lines) {}

// Once enough is held the rest is not even looked at: showing must not slow a large message down.
bool ContentText::wants_more() const { return !hidden_ && (whole_ || now_.lines <= most_lines_); }

void ContentText::add(std::string_view bytes) {
  while (!bytes.empty() && wants_more()) {
    const std::string_view room = bytes.substr(0, kMostOfALine - now_.line.size());
    const std::size_t end = room.find('\n');
    const std::size_t take = end == std::string_view::npos ? room.size() : end + 1;
    now_.line += room.substr(0, take);
    bytes.remove_prefix(take);
    if (end != std::string_view::npos || now_.line.size() == kMostOfALine) take_piece();
  }
}

void ContentText::begin_chunk(bool last) {
  using Form = session::RecordedMessage::Form;
  const bool continues = std::exchange(in_chunks_, !last);
  recorded_ = session::RecordedMessage(last && !continues ? Form::counted : Form::cut);
}

// A line of one dot is the end and no line of the message, unless raw content goes on behind it.
void ContentText::take_piece() {
  const std::string wire = std::exchange(now_.line, {});
  if (std::exchange(now_.dot, false)) show(session::client_line("."));
  now_.dot = !now_.continued && wire == ".\r\n";
  if (!now_.dot) show(shown(wire));
  now_.continued = !wire.ends_with('\n');
}

// What is no whole line that ends in CRLF is shown byte by byte: a C: line would be sent as one.
std::string ContentText::shown(std::string_view wire) {
  if (now_.continued || !wire.ends_with("\r\n")) return session::send_line(wire);
  const std::string_view line = wire.substr(0, wire.size() - 2);
  return replayable_ ? recorded_.line(line) : session::client_line(line);
}

void ContentText::show(std::string_view text) {
  ++now_.lines;
  if (whole_)
    writer_.client(text);
  else if (now_.lines <= most_lines_)
    now_.held += writer_.painted(text);
}

void ContentText::end(const smtp::event::ContentEnd& end) {
  if (!now_.line.empty()) take_piece();
  const State last = std::exchange(now_, {});
  recorded_ = session::RecordedMessage();
  const bool cut = hidden_ || (last.lines > most_lines_ && !whole_);
  if (cut && !end.file.empty() && end.file != "-") {
    writer_.client("@message " + session::word(end.file));
    writer_.comment(Paint::note, size_of(end));
    return;
  }
  writer_.raw(last.held);
  if (cut) writer_.comment(Paint::note, session::cut_mark(end.lines, end.bytes));
  if (cut ? end.dotted : last.dot) writer_.client(session::client_line("."));
}

}  // namespace report
