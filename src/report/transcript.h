// The conversation as text, and the text is a session file: it can be saved and run again.
#pragma once

#include <ostream>

#include "report/content_text.h"
#include "report/line_writer.h"
#include "report/transcript_options.h"
#include "smtp/transcript.h"

namespace report {

class TranscriptText {
 public:
  // `out` is written at once, event by event; it must outlive this.
  TranscriptText(std::ostream& out, TranscriptOptions options);

  void tell(const smtp::Event& event);

 private:
  void on(const smtp::event::Connecting& connecting);
  void on(const smtp::event::Connected& connected);
  void on(const smtp::event::Ahead& ahead);
  void on(const smtp::event::Command& command);
  void on(const smtp::event::Heard& heard);
  void on(const smtp::event::Content& content);
  void on(const smtp::event::ContentEnd& end);
  void on(const smtp::event::TlsUp& tls);
  void on(const smtp::event::TlsFailed& tls);
  void on(const smtp::event::AuthBegun& begun);
  void on(const smtp::event::AuthLine& line);
  void on(const smtp::event::SessionLine& directive);
  void on(const smtp::event::Note& note);
  void on(const smtp::event::Raw& raw);
  void on(const smtp::event::Closed& closed);

  bool needs_explanation(const smtp::event::Heard& heard);

  TranscriptOptions options_;
  LineWriter writer_;
  ContentText content_;
  bool given_up_ = false;  // the last line of a login was "*"
};

}  // namespace report
