// How a conversation is to be shown.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "smtp/reply.h"

namespace report {

struct TranscriptOptions {
  bool coloured = false;
  bool timing = false;  // each reply's time as a comment
  bool hide_client = false, hide_server = false;
  bool hide_notes = false;  // comments, but not warnings of what happened
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

}  // namespace report
