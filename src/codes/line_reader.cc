#include "codes/line_reader.h"

#include <fmt/core.h>

#include <cstring>

namespace codes {

LineReader::LineReader(std::istream& in) : in_(in), buffer_(kMostLineBytes + 1) {}

// Takes what is there, without waiting for more than one byte.
bool LineReader::fill() {
  if (begin_ > 0 && end_ == buffer_.size()) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  std::streambuf* source = in_.rdbuf();
  if (end_ == buffer_.size() || source->sgetc() == std::char_traits<char>::eof()) return false;
  const std::streamsize there = std::max<std::streamsize>(source->in_avail(), 1);
  const std::streamsize room = static_cast<std::streamsize>(buffer_.size() - end_);
  const std::streamsize got = source->sgetn(buffer_.data() + end_, std::min(there, room));
  end_ += static_cast<std::size_t>(got);
  return got > 0;
}

base::Result<std::optional<std::string_view>> LineReader::next() {
  std::size_t searched = begin_;
  while (true) {
    const char* from = buffer_.data() + searched;
    const void* feed = std::memchr(from, '\n', end_ - searched);
    if (feed != nullptr) {
      const auto at = static_cast<std::size_t>(static_cast<const char*>(feed) - buffer_.data());
      std::string_view line(buffer_.data() + begin_, at - begin_);
      begin_ = at + 1;
      ++line_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      return line;
    }
    const std::size_t pending = end_ - begin_;
    if (pending > kMostLineBytes) {
      return base::fail(base::ErrorKind::parse,
                        fmt::format("line {} is longer than 1 MiB; this is no log", line_ + 1));
    }
    if (!fill()) break;
    searched = begin_ + pending;
  }
  if (begin_ == end_) return std::nullopt;
  const std::string_view last(buffer_.data() + begin_, end_ - begin_);
  begin_ = end_;
  return last;
}

void LineReader::skip_line() {
  while (begin_ < end_ || fill()) {
    const void* feed = std::memchr(buffer_.data() + begin_, '\n', end_ - begin_);
    begin_ = feed == nullptr
                 ? end_
                 : static_cast<std::size_t>(static_cast<const char*>(feed) - buffer_.data()) + 1;
    if (feed != nullptr) break;
  }
  ++line_;
}

std::string_view LineReader::take_rest() {
  const std::string_view rest = peek(0);
  begin_ = end_;
  return rest;
}

std::string_view LineReader::peek(std::size_t bytes) {
  while (end_ - begin_ < bytes && fill()) {
  }
  return {buffer_.data() + begin_, end_ - begin_};
}

}  // namespace codes
