// The conversation as text, and the text is a session file: it can be saved and run again.
#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include "report/style.h"
#include "smtp/transcript.h"

namespace report {

struct TranscriptOptions {
  bool coloured = false;
  bool timing = false;  // each reply's time as a comment
  bool hide_client = false, hide_server = false, hide_notes = false;
  // Message lines that are shown; a longer message is cut, or is `@message FILE` if it has a file.
  std::uint64_t shown_lines = 40;
  bool whole_content = false;  // all lines, however many
  bool hide_content = false;   // none
  bool raw = false;            // bytes in hexadecimal, as comments
  // The file is meant to be run tomorrow: Date and Message-ID become variables.
  bool replayable = false;
  // A comment behind a refusal: what it means and what to do. May be empty.
  std::function<std::string(const smtp::Reply&)> explain;
};

class TranscriptText {
 public:
  // `out` is written at once, event by event; it must outlive this.
  TranscriptText(std::ostream& out, TranscriptOptions options);

  void tell(const smtp::Event& event);

 private:
  void on(const smtp::event::Connecting& connecting);
  void on(const smtp::event::Connected& connected);
  void on(const smtp::event::Command& command);
  void on(const smtp::event::Heard& heard);
  void on(const smtp::event::Content& content);
  void on(const smtp::event::ContentEnd& end);
  void on(const smtp::event::TlsUp& tls);
  void on(const smtp::event::AuthBegun& begun);
  void on(const smtp::event::AuthLine& line);
  void on(const smtp::event::Note& note);
  void on(const smtp::event::Raw& raw);
  void on(const smtp::event::Closed& closed);

  void client(std::string_view line);
  void comment(Paint paint, std::string_view text);
  void content_line(std::string_view wire);
  void show_content(std::string_view text);
  std::string with_variables(std::string_view line);

  std::ostream& out_;
  TranscriptOptions options_;
  Style style_;
  std::string held_;       // complete message lines, held back until it is clear how to show them
  std::string line_;       // the message line under way, no longer than kMaxShownLine
  bool after_cr_ = false;  // the last byte of it, shown or not, was a CR
  std::uint64_t lines_ = 0;
  bool dot_ = false;      // the line that ends the content has come
  bool flowing_ = false;  // held lines are out; the rest follows at once
  bool in_header_ = true;
};

}  // namespace report
