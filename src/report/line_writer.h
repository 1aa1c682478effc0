// Writes the lines of a transcript, each in its colour, and leaves out what is hidden.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "report/style.h"
#include "report/transcript_options.h"
#include "smtp/reply.h"

namespace report {

class LineWriter {
 public:
  // `out` must outlive it.
  LineWriter(std::ostream& out, const TranscriptOptions& options);

  // A line of a session file, as session/printer.h makes it.
  void directive(std::string_view line);
  void client(std::string_view line);
  void server(const smtp::Reply& reply);

  // A `#` line. Whatever would end it is escaped: words of a server must never stand on a line of
  // their own. A warning is shown even where comments are hidden.
  void comment(Paint paint, std::string_view text);

  // The line as client() would write it, for later; written with raw().
  std::string painted(std::string_view client_line) const;
  void raw(std::string_view painted_lines) { out_ << painted_lines; }

  void flush() { out_.flush(); }

 private:
  std::ostream& out_;
  Style style_;
  bool hide_client_, hide_server_, hide_notes_;
};

}  // namespace report
