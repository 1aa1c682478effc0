#include "smtp/content_writer.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "smtp/envelope.h"

namespace smtp {
namespace {

using base::fail;
using base::Result;
using base::Stage;

constexpr std::size_t kMostUnanswered = 8;  // chunks

// What content that brings its own end must hold.
constexpr std::string_view kEnd = "\r\n.\r\n";

// Finds it in pieces, wherever they are cut.
bool holds_end(std::string& tail, std::string_view piece) {
  const std::string seam = tail + std::string(piece.substr(0, kEnd.size()));
  const bool found = seam.find(kEnd) != seam.npos || piece.find(kEnd) != piece.npos;
  tail = piece.size() < kEnd.size() ? seam.substr(seam.size() - std::min(seam.size(), kEnd.size()))
                                    : std::string(piece.substr(piece.size() - kEnd.size()));
  return found;
}

}  // namespace

// What ends the content before its time ends the transcript too.
Result<std::string_view> ContentWriter::read() {
  auto piece = message_.content();
  if (!piece) transcript_.note(piece.error().text);
  return piece;
}

Result<void> ContentWriter::send_dotted(bool declared, bool declared_utf8, int replies) {
  bool surprising = false;  // 8-bit to a server that was not told
  bool ended_itself = false;
  std::string tail = "\r\n";
  for (;;) {
    const auto piece = read();
    if (!piece) return fail(piece.error());
    if (piece->empty()) break;
    const std::string_view wire = message_.raw ? *piece : encoder_.encode(*piece);
    if (message_.raw) {
      bytes_ += wire.size();
      ended_itself = holds_end(tail, wire) || ended_itself;
    }
    if (!declared && !message_.seven_bit && !surprising) surprising = !base::is_ascii(wire);
    // What comes out of a pipe must not wait there for what its writer has yet to say.
    const auto flow = message_.raw         ? Connection::Flow::raw
                      : message_.read_once ? Connection::Flow::as_it_comes
                                           : Connection::Flow::together;
    if (auto written = connection_.write_content(wire, flow); !written) return written;
  }
  if (surprising)
    transcript_.warn(
        "the message holds 8-bit characters, and the server does not offer 8BITMIME (RFC 6152): "
        "they may be refused or damaged");
  if (message_.utf8_header && !declared_utf8)
    transcript_.warn(
        "the header holds letters outside ASCII, and the server does not offer SMTPUTF8 (RFC "
        "6531): "
        "it may be refused or damaged on the way");
  const std::string_view end = message_.raw ? std::string_view() : encoder_.finish();
  if (!message_.raw) bytes_ = encoder_.bytes();
  lines_ = encoder_.lines();
  auto ended = connection_.end_content(end, {message_.file, lines_, bytes_}, replies);
  if (message_.raw && !ended_itself)
    transcript_.warn(
        "the message has no final dot (CRLF . CRLF): the server may wait for more, and so do we");
  return ended;
}

std::string_view ContentWriter::lines_of(std::string_view piece) {
  return message_.binary ? piece : line_ends_.encode(piece);
}

// chunk_ gets `size` octets, or what is left of the content. False: that was all.
Result<bool> ContentWriter::fill(std::size_t size) {
  chunk_ = std::exchange(left_, {});
  while (chunk_.size() <= size) {  // one octet more tells whether it is the last chunk
    const auto piece = read();
    if (!piece) return fail(piece.error());
    if (piece->empty()) return false;
    chunk_ += lines_of(*piece);
  }
  left_ = chunk_.substr(size);
  chunk_.resize(size);
  return true;
}

Result<void> ContentWriter::read_whole() {
  if (const auto more = fill(std::numeric_limits<std::size_t>::max()); !more)
    return fail(more.error());
  bytes_ = chunk_.size();
  lines_ = base::count_lines(chunk_);
  return {};
}

Result<void> ContentWriter::hold_whole() {
  if (auto held = connection_.hold_chunk(Stage::dot, bdat_command(bytes_, true), chunk_, 1); !held)
    return held;
  transcript_.tell(event::ContentEnd{"", lines_, bytes_, false});
  return {};
}

// A server that refuses a chunk may close before it has read those behind it.
Result<ContentWriter::Chunked> ContentWriter::hear_out(Chunked state, const Answered& answered,
                                                       base::Error failure) {
  for (; state.replies_due > 0; --state.replies_due) {
    const auto on = answered();
    if (!on) return fail(on.error());
    if (!*on) return Chunked{};
  }
  return fail(std::move(failure));
}

Result<ContentWriter::Chunked> ContentWriter::send_chunks(std::size_t size, bool pipelined,
                                                          int replies, const Answered& answered) {
  Chunked state;
  for (;;) {
    const auto more = fill(size);
    if (!more) return fail(more.error());
    const Stage stage = *more ? Stage::data : Stage::dot;
    bytes_ += chunk_.size();
    const std::uint64_t lines = base::count_lines(chunk_);
    lines_ += lines;
    if (auto sent = connection_.send_chunk(stage, bdat_command(chunk_.size(), !*more), chunk_,
                                           *more ? 1 : replies);
        !sent)
      return hear_out(state, answered, sent.error());
    transcript_.tell(event::ContentEnd{"", lines, chunk_.size(), false});
    state.last_is_out = !*more;
    if (state.last_is_out) return state;
    ++state.replies_due;
    while (state.replies_due > (pipelined ? kMostUnanswered : 0)) {
      const auto on = answered();
      if (!on) return fail(on.error());
      --state.replies_due;
      if (!*on) return state;
    }
  }
}

}  // namespace smtp
