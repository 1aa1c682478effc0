// The content of a message as a transcript shows it: as C: lines, the first of them, or as the file
// that it came from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "report/line_writer.h"
#include "report/transcript_options.h"
#include "session/recorded_message.h"
#include "smtp/transcript.h"

namespace report {

class ContentText {
 public:
  // A longer line is shown in pieces of this size, each an @send. A session file could hold it
  // whole up to 1 MiB, but what is held back until it is clear how to show a message is bounded.
  static constexpr std::size_t kMostOfALine = 16 * 1024;

  ContentText(LineWriter& writer, const TranscriptOptions& options);

  // Bytes as they stand on the wire, cut anywhere.
  void add(std::string_view bytes);
  // What comes next is a chunk (BDAT); `last`: the message ends with it.
  void begin_chunk(bool last);
  // The content is over; the next one may begin.
  void end(const smtp::event::ContentEnd& end);

 private:
  bool wants_more() const;
  void take_piece();
  std::string shown(std::string_view wire);
  void show(std::string_view text);
  void show_file(const smtp::event::ContentEnd& end, std::string_view size);

  LineWriter& writer_;
  bool whole_, hidden_, replayable_;
  std::uint64_t most_lines_;

  // Of the content under way.
  struct State {
    std::string line;        // what has come of the line under way
    bool continued = false;  // it has begun in a piece that was shown before
    std::string held;        // painted lines, held back until it is clear how to show them
    std::uint64_t lines = 0;
    bool dot = false;  // the line that ends the content has come
  };
  State now_;
  session::RecordedMessage recorded_;
  bool in_chunks_ = false;  // some of the message's chunks have come
};

}  // namespace report
