#include "smtp/dot_decoder.h"

namespace smtp {

// One byte at the start of a line. A dot there is never content: it was stuffed, or it is the end.
//
// LF "." LF, CRLF "." LF, CR "." CR and the like are content. A server that takes one of them for
// the end lets a message carry another one inside, past whoever checked the outer one ("SMTP
// smuggling", CVE-2023-51764). Do not be lenient here.
std::size_t DotDecoder::take_line_start(std::string_view wire, std::size_t at,
                                        std::vector<std::string_view>& content) {
  const char c = wire[at];
  if (state_ == State::line_start && c == '.') {
    state_ = State::dot;
    return at + 1;
  }
  if (state_ == State::dot && c == '\r') {
    state_ = State::dot_cr;
    return at + 1;
  }
  if (state_ == State::dot_cr && c == '\n') {
    state_ = State::done;
    return at + 1;
  }
  const bool held_cr = state_ == State::dot_cr;
  if (held_cr) content.emplace_back("\r");
  bytes_ += (state_ != State::line_start ? 1U : 0U) + (held_cr ? 1U : 0U);
  state_ = held_cr ? State::cr : State::line;
  return at;
}

// The rest of a line, with its end where that is in `wire`.
std::size_t DotDecoder::take_line(std::string_view wire, std::size_t at) {
  const std::size_t lf = wire.find('\n', at);
  if (lf == std::string_view::npos) {
    state_ = wire.back() == '\r' ? State::cr : State::line;
    return wire.size();
  }
  const bool strict = lf > at ? wire[lf - 1] == '\r' : state_ == State::cr;
  ++lines_;
  if (!strict) ++bare_;
  state_ = strict ? State::line_start : State::line;
  return lf + 1;
}

std::size_t DotDecoder::decode(std::string_view wire, std::vector<std::string_view>& content) {
  std::size_t at = 0, run = 0;  // wire[run, at) is content that is not given out yet
  while (at < wire.size() && !done()) {
    if (state_ == State::line || state_ == State::cr ||
        (state_ == State::line_start && wire[at] != '.')) {
      at = take_line(wire, at);
      continue;
    }
    if (at > run) content.push_back(wire.substr(run, at - run));
    bytes_ += at - run;
    run = at = take_line_start(wire, at, content);
  }
  if (at > run) content.push_back(wire.substr(run, at - run));
  bytes_ += at - run;
  return at;
}

}  // namespace smtp
