#include <fmt/compile.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <utility>

#include "base/line_ends.h"
#include "base/random.h"
#include "base/text.h"
#include "smtp/dot_decoder.h"
#include "smtp/server_session.h"

namespace smtp {
namespace {

using base::Stage;

// Unique in this process, and in practice among processes.
std::string make_id() {
  static const auto seed = static_cast<std::uint32_t>(base::random_bits());
  static std::atomic<std::uint64_t> counter{0};
  return fmt::format(FMT_COMPILE("{:08x}-{}"), seed, ++counter);
}

struct Chunk {
  std::uint64_t size = 0;
  bool last = false;
};

std::optional<Chunk> parse_chunk(std::string_view argument) {
  const std::size_t blank = std::min(argument.find(' '), argument.size());
  const std::string_view end = base::trim(argument.substr(blank));
  const auto size =
      base::parse_number(argument.substr(0, blank), std::numeric_limits<std::int64_t>::max());
  if (!size || !(end.empty() || base::equal_ignoring_case(end, "LAST"))) return std::nullopt;
  return Chunk{*size, !end.empty()};
}

}  // namespace

Intake::Intake(Mailbox& mailbox, const Envelope& envelope, std::uint64_t max_size)
    : max_size_(max_size) {
  auto delivery = mailbox.begin(envelope);
  if (delivery) {
    delivery_ = std::move(*delivery);
  } else {
    trouble_ = delivery.error().text;
    refuse(Reply{452, {"4.3.1 the message cannot be kept"}});
  }
}

void Intake::refuse(Reply reply) {
  delivery_.reset();
  refusal_ = std::move(reply);
}

void Intake::take(std::string_view content) {
  size_ += content.size();
  if (refusal_) return;
  if (max_size_ != 0 && size_ > max_size_)
    return refuse(Reply{552, {fmt::format("5.3.4 more than {} bytes", max_size_)}});
  if (auto written = delivery_->write(content); !written) {
    trouble_ = written.error().text;
    refuse(Reply{452, {"4.3.1 the message cannot be kept"}});
  }
}

Intake::Outcome Intake::finish(const std::string& id) {
  if (!refusal_) {
    auto kept = delivery_->commit();
    if (kept) return {Reply{250, {"2.0.0 ok: queued as " + id}}, *kept};
    trouble_ = kept.error().text;
    refuse(Reply{452, {"4.3.1 the message cannot be kept"}});
  }
  return {*refusal_, trouble_};
}

std::optional<Reply> ServerSession::why_no_content() const {
  if (!envelope_) return Reply{503, {"5.5.1 say MAIL first"}};
  if (envelope_->recipients.empty()) return Reply{503, {"5.5.1 there is no recipient"}};
  return std::nullopt;
}

ServerSession::Done ServerSession::data(std::string_view argument) {
  if (!argument.empty()) return refuse(501, "5.5.4 DATA takes nothing");
  if (const auto why = why_no_content()) return refuse(why->code, why->text());
  if (chunked_) return refuse(503, "5.5.1 the content comes by BDAT already");
  if (binary_) return refuse(503, "5.5.1 BINARYMIME needs BDAT");
  intake_.emplace(mailbox_, *envelope_, settings_.max_size);
  say(354, "end with <CRLF>.<CRLF>");
  ruled_.reset();
  if (auto done = receive_dotted(); !done) return done;
  end_message();
  return {};
}

ServerSession::Done ServerSession::receive_dotted() {
  DotDecoder decoder;
  std::vector<std::string_view> pieces;
  while (!decoder.done()) {
    const auto wire = input_.bytes(ServerInput::kCapacity, deadline());
    if (!wire) {
      transcript_.tell(event::ContentEnd{"", decoder.lines(), decoder.bytes(), false});
      return base::fail(wire.error());
    }
    pieces.clear();
    const std::size_t used = decoder.decode(*wire, pieces);
    for (const std::string_view piece : pieces) intake_->take(piece);
    transcript_.tell(event::Content{wire->substr(0, used)});
    input_.consume(used);
  }
  transcript_.tell(event::ContentEnd{"", decoder.lines(), decoder.bytes()});
  if (decoder.bare_lines() != 0)
    transcript_.warn(fmt::format("{} message line{} end in LF alone (RFC 5321 wants CRLF)",
                                 base::show_count(decoder.bare_lines()),
                                 decoder.bare_lines() == 1 ? "" : "s"));
  return {};
}

// Whatever the answer will be, the bytes behind BDAT are content and must not be taken for commands
// (RFC 3030 section 2).
ServerSession::Done ServerSession::bdat(std::string_view argument) {
  const auto chunk = parse_chunk(argument);
  if (!chunk) return leave(421, "4.5.4 BDAT without a size: what follows cannot be told apart");
  auto why = ruled_ ? std::exchange(ruled_, {}) : why_no_content();
  if (!why && !intake_) intake_.emplace(mailbox_, *envelope_, settings_.max_size);
  chunked_ = chunked_ || !why;
  if (why && intake_) intake_->refuse(*why);
  if (auto done = receive_chunk(chunk->size); !done) return done;
  if (why) {
    if (intake_ && chunk->last) forget();
    closing_ = closing_ || why->code == 421;
    return refuse(why->code, why->text());
  }
  if (chunk->last)
    end_message();
  else
    say(250, fmt::format("2.0.0 {} bytes", chunk->size));
  return {};
}

ServerSession::Done ServerSession::receive_chunk(std::uint64_t size) {
  std::uint64_t lines = 0;
  for (std::uint64_t left = size; left != 0;) {
    const auto most =
        static_cast<std::size_t>(std::min<std::uint64_t>(left, ServerInput::kCapacity));
    const auto bytes = input_.bytes(most, deadline());
    if (!bytes) return base::fail(bytes.error());
    if (intake_) intake_->take(*bytes);
    lines += base::count_lines(*bytes);
    transcript_.tell(event::Content{*bytes});
    left -= bytes->size();
    input_.consume(bytes->size());
  }
  transcript_.tell(event::ContentEnd{"", lines, size, false});
  return {};
}

// LMTP answers once for each recipient (RFC 2033 section 4.2); all of them have the same fate here.
void ServerSession::end_message() {
  stage_ = Stage::dot;
  const std::size_t replies = settings_.lmtp ? envelope_->recipients.size() : 1;
  const bool rules = !settings_.rules.empty();
  if (const ReplyRule* rule = rules ? find_rule(settings_.rules, {"."}) : nullptr) {
    if (!rule->reply || rule->reply->code >= 400) {
      for (std::size_t i = 0; i < replies && !dropping_; ++i) apply_rule({"."});
      return forget();
    }
  }
  const Intake::Outcome outcome = intake_->finish(make_id());
  if (!outcome.note.empty()) transcript_.note(outcome.note);
  for (std::size_t i = 0; i < replies; ++i) {
    if (!rules || !apply_rule({"."})) say(Reply(outcome.reply));
  }
  forget();
}

}  // namespace smtp
