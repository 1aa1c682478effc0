// The part of a Connection that carries message content.
#include <utility>

#include "smtp/connection.h"

namespace smtp {

using base::fail;
using base::Result;
using base::Stage;

// A reply that came behind the 354 unasked would be taken for the one to the dot.
Result<void> Connection::begin_content() {
  if (lost()) return fail(trouble());
  in_content_ = true;
  if (std::exchange(content_begun_, true)) return {};
  return refuse_unread(Stage::message);
}

Result<void> Connection::write_content(std::string_view bytes, Flow flow) {
  if (auto begun = begin_content(); !begun) return begun;
  transcript_.tell(event::Content{bytes});
  raw_content_ = flow == Flow::raw;
  if (raw_content_) return write_held(Stage::dot, bytes);
  if (flow == Flow::together && held_.size() + bytes.size() < kHeld) {
    held_ += bytes;
    return {};
  }
  return write_held(Stage::message, bytes);
}

Result<void> Connection::release(Stage stage) {
  if (held_.empty()) return {};
  auto written = write(stage, held_, false);
  held_.clear();
  return written;
}

// What is held goes first; what is large is not copied.
Result<void> Connection::write_held(Stage stage, std::string_view bytes) {
  if (bytes.size() < kHeld) {
    held_ += bytes;
    return release(stage);
  }
  if (auto written = release(stage); !written) return written;
  return write(stage, bytes, false);
}

Result<void> Connection::end_content(std::string_view end, const event::ContentEnd& told,
                                     int replies) {
  if (auto begun = begin_content(); !begun) return begun;
  // What is there before the dot is no answer to it: taken for one, a 250 that came too early would
  // report a message as delivered that the server then refuses. Content that brings its own dot may
  // have its answer already.
  if (!end.empty()) {
    if (auto quiet = refuse_unread(Stage::dot); !quiet) return quiet;
    transcript_.tell(event::Content{end});
  }
  transcript_.tell(told);
  awaited_ += replies;
  ends_ += replies;
  // Content that brings its own end may lack it: then only a reply shows that it is over.
  in_content_ = content_begun_ = end.empty();
  held_ += end;
  if (!group_.empty())
    if (auto taken = take_group(); !taken) return taken;
  if (auto written = release(Stage::dot); !written) return written;
  return drop_if_asked(Stage::dot);
}

// The group and the BDAT join what is held; of the octets only the transcript hears.
Result<void> Connection::hold_bdat(Stage stage, std::string_view line, std::string_view octets,
                                   int replies) {
  if (auto queued = queue(stage, line); !queued) return queued;
  if (auto taken = take_group(); !taken) return taken;
  in_content_ = data_asked_ = false;
  awaited_ += replies - 1;
  if (stage == Stage::dot) ends_ += replies;
  transcript_.tell(event::Content{octets});
  return {};
}

Result<void> Connection::send_chunk(Stage stage, std::string_view line, std::string_view octets,
                                    int replies) {
  if (auto told = hold_bdat(stage, line, octets, replies); !told) return told;
  if (auto written = write_held(stage, octets); !written) return written;
  return drop_if_due();
}

Result<void> Connection::hold_chunk(Stage stage, std::string_view line, std::string_view octets,
                                    int replies) {
  if (auto told = hold_bdat(stage, line, octets, replies); !told) return told;
  held_ += octets;
  return {};
}

}  // namespace smtp
