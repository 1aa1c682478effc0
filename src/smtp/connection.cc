#include "smtp/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "smtp/farewell.h"

namespace smtp {
namespace {

using base::Deadline;
using base::Duration;
using base::Error;
using base::ErrorKind;
using base::fail;
using base::Result;
using base::Stage;
using namespace std::chrono_literals;

constexpr std::size_t kShownUnread = 200;
constexpr std::size_t kShownLines = 5;

struct StageRow {
  Stage stage;
  std::string_view consequence = "";  // of losing the conversation there
};
constexpr std::string_view kNotDelivered = "; the message was not delivered";
constexpr std::array kStages{
    StageRow{Stage::none},
    StageRow{Stage::resolve},
    StageRow{Stage::connect},
    StageRow{Stage::greeting},
    StageRow{Stage::ehlo},
    StageRow{Stage::helo},
    StageRow{Stage::lhlo},
    StageRow{Stage::starttls},
    StageRow{Stage::tls},
    StageRow{Stage::auth},
    StageRow{Stage::mail, kNotDelivered},
    StageRow{Stage::rcpt, kNotDelivered},
    StageRow{Stage::data, kNotDelivered},
    StageRow{Stage::message, kNotDelivered},
    StageRow{Stage::dot, "; the message may have been delivered"},
    StageRow{Stage::rset},
    StageRow{Stage::quit},
    StageRow{Stage::other},
};
static_assert(base::in_order_of_enum(kStages, &StageRow::stage, Stage::other));

const StageRow& row_of(Stage stage) { return kStages.at(static_cast<std::size_t>(stage)); }

std::string waiting_for(Stage stage) {
  if (stage == Stage::greeting) return "waiting for the greeting";
  return fmt::format("waiting for the reply to {}", base::stage_words(stage));
}

// An alert or a handshake (RFC 8446 section 5.1), where a reply should begin.
bool is_tls_record(std::string_view bytes) {
  return bytes.size() >= 2 && (bytes[0] == 0x15 || bytes[0] == 0x16) && bytes[1] == 0x03;
}

Error closed_by_peer(Stage stage) {
  return {ErrorKind::lost, stage, "connection closed by the peer"};
}

}  // namespace

Connection::Connection(std::unique_ptr<net::Stream> stream, Transcript& transcript,
                       Patience patience)
    : stream_(std::move(stream)), transcript_(transcript), patience_(patience) {}

Connection::~Connection() { close(); }

Deadline Connection::deadline_for(Stage stage) const {
  if (farewell_) return *farewell_;
  if (unwritable_) return Deadline::after(kFarewell);
  return Deadline::after(stage == Stage::dot ? patience_.dot : patience_.each);
}

Error Connection::told_of(Stage stage, Error cause, std::string_view doing) {
  // Behind the end of a message each loss leaves its fate open, whatever reply it was that did not
  // come: a BDAT goes out with commands ahead of it.
  cause.stage = ends_ > 0 ? Stage::dot : stage;
  const bool taken = final_word_ && final_word_->ok();
  const std::string_view fate = taken ? "" : row_of(cause.stage).consequence;
  cause.text = fmt::format("{}{}{}{}", cause.text, doing.empty() ? "" : " ", doing, fate);
  tells_fate_ = !fate.empty();
  return cause;
}

tl::unexpected<Error> Connection::lose(Stage stage, Error cause, std::string_view doing) {
  error_ = told_of(stage, std::move(cause), doing);
  tell_notes();
  return fail(*error_);
}

void Connection::tell_notes() {
  for (std::string& line : stream_->take_notes())
    transcript_.note(base::printable(masked(std::move(line))));
}

void Connection::conceal(Mask mask) {
  masks_.push_back(std::move(mask));
  parser_.withhold();
}

std::string Connection::masked(std::string text) const {
  for (const Mask& mask : masks_) text = mask(std::move(text));
  return text;
}

Reply Connection::masked(Reply reply) const {
  for (std::string& line : reply.lines) line = masked(std::move(line));
  return reply;
}

// What stands in the buffer of a broken reply, so that nothing the server said is lost to view.
void Connection::tell_last_words(Stage stage) {
  const Reply& partial = parser_.partial();
  if (conceals()) {
    if (!partial.lines.empty() || !parser_.unread().empty())
      transcript_.note("what else the server said is not shown: it may hold the password");
    return;
  }
  for (std::size_t i = 0; i < std::min(partial.lines.size(), kShownLines); ++i)
    transcript_.note(fmt::format("unfinished reply to {}: {} {}", base::stage_words(stage),
                                 partial.code, base::printable(partial.lines[i])));
  if (partial.lines.size() > kShownLines) transcript_.note("... and so on");
  const std::string_view unread = parser_.unread();
  if (!unread.empty())
    transcript_.note(fmt::format("unread: {}", base::printable(unread.substr(0, kShownUnread))));
}

Result<void> Connection::queue(Stage stage, std::string_view line) {
  if (lost()) return fail(trouble());
  if (base::breaks_line(line)) {
    group_.clear();
    return fail(ErrorKind::usage, stage,
                fmt::format("a command cannot hold CR, LF or NUL: \"{}\"", base::printable(line)));
  }
  group_.push_back({stage, std::string(line)});
  return {};
}

// The group joins what is held, and is told to the transcript.
Result<void> Connection::take_group() {
  if (auto quiet = refuse_unread(group_.front().stage); !quiet) {
    group_.clear();
    return quiet;
  }
  awaited_ += static_cast<int>(group_.size());
  // Until DATA is refused, whatever is said next may be taken for a line of the message.
  if (group_.back().stage == Stage::data) in_content_ = data_asked_ = true;
  for (Queued& queued : group_) {
    held_ += queued.line;
    held_ += "\r\n";
    drop_due_ = drop_due_ || queued.stage == drop_stage_;
    transcript_.tell(event::Command{queued.stage, std::move(queued.line)});
  }
  group_.clear();
  return {};
}

Result<void> Connection::flush() {
  if (lost()) return fail(trouble());
  if (group_.empty()) return {};
  const Stage last = group_.back().stage;
  if (auto taken = take_group(); !taken) return taken;
  if (auto written = release(last); !written) return written;
  return drop_if_due();
}

Result<void> Connection::write_ahead(std::string_view bytes) {
  return write(Stage::greeting, bytes, false);
}

Result<void> Connection::drop_if_due() {
  return drop_due_ ? drop_if_asked(drop_stage_) : Result<void>();
}

Result<void> Connection::drop_if_asked(Stage stage) {
  if (drop_stage_ == Stage::none || stage != drop_stage_) return {};
  dropped_ = true;
  close();
  error_ = Error{ErrorKind::lost, stage,
                 fmt::format("dropped, as asked, behind {}", base::stage_words(stage))};
  return fail(*error_);
}

Result<void> Connection::send(Stage stage, std::string_view line) {
  if (auto queued = queue(stage, line); !queued) return queued;
  return flush();
}

// Only a refusal can be one: a 250 says nothing of a message that is not whole.
void Connection::keep_final_word(Stage stage, const Reply& said) {
  transcript_.tell(event::Heard{stage, said, {}});
  if (said.code >= 400 || (raw_content_ && said.ok())) final_word_ = said;
}

Result<void> Connection::refuse_unread(Stage next) {
  if (awaited_ > 0) return {};
  const std::string before = fmt::format("before {}", base::stage_words(next));
  // Ahead of the dot the server cannot have taken the message.
  const Stage now = next == Stage::dot ? Stage::message : next;
  while (parser_.unread().empty() && stream_->has_input()) {
    const auto got = read_some(deadline_for(now), false);
    if (!got) return lose(now, got.error(), before);
    if (*got == 0) return lose(now, closed_by_peer(now), before);
  }
  if (parser_.unread().empty()) return {};

  const std::string unread =
      conceals() ? "(not shown: it may hold the password)"
                 : fmt::format("\"{}\"", base::printable(parser_.unread().substr(0, kShownUnread)));
  auto reply = parser_.next();
  const int code = reply && *reply ? (*reply)->code : 0;
  if (code != 0) **reply = masked(std::move(**reply));
  if (now == Stage::message && code >= 400) keep_final_word(now, **reply);
  if (code == 421 || final_word_)
    return lose(now,
                {ErrorKind::lost, now,
                 fmt::format("the server {} with \"{}\"", code == 421 ? "closed" : "refused",
                             one_line(**reply))},
                before);
  const std::string said = code != 0 ? fmt::format("\"{}\"", one_line(**reply)) : unread;
  return lose(now, {ErrorKind::protocol, now, fmt::format("unasked reply {}", said)},
              before + ": the server is out of step, so no later reply could be trusted");
}

Result<void> Connection::write(Stage stage, std::string_view bytes, bool secret) {
  if (lost()) return fail(trouble());
  if (transcript_.wants_raw && !secret) transcript_.tell(event::Raw{Side::client, bytes});
  const auto deadline = deadline_for(stage);
  written_ = std::chrono::steady_clock::now();
  if (const auto written = net::write_all(*stream_, bytes, deadline); !written)
    return owed_ > 0 ? write_no_more(stage, written.error())
                     : lose_writing(stage, written.error(), secret);
  owed_ = awaited_;
  tell_notes();
  return {};
}

// A server that has had enough says why and closes, or reads no more; what it said is still to be
// read.
tl::unexpected<Error> Connection::lose_writing(Stage stage, Error cause, bool secret) {
  std::string doing = fmt::format("sending {}", base::stage_words(stage));
  const bool spoke = cause.kind == ErrorKind::timeout && stream_->has_input();
  if (cause.kind == ErrorKind::lost || spoke) {
    auto said = read_reply(stage, Deadline::after(kFarewell), secret);
    error_.reset();
    if (said) {
      *said = masked(std::move(*said));
      keep_final_word(stage, *said);
      doing += fmt::format(", after \"{}\"", one_line(*said));
    }
  }
  return lose(stage, std::move(cause), doing);
}

// The answers to what was written before are not thrown away: letters may have been taken by them.
tl::unexpected<Error> Connection::write_no_more(Stage stage, Error cause) {
  unwritable_ = std::move(cause);
  unwritable_->text += fmt::format(" sending {}", base::stage_words(stage));
  if (!stream_->wrote_nothing()) return fail(told_of(stage, *unwritable_, ""));
  tells_fate_ = true;
  return fail(unwritable_->kind, Stage::message,
              fmt::format("{}{}", unwritable_->text, kNotDelivered));
}

Result<std::size_t> Connection::read_some(Deadline deadline, bool secret) {
  std::array<char, 16 * 1024> bytes;  // NOLINT: filled by read()
  const auto got = stream_->read(bytes, deadline);
  if (!got) return got;
  const std::string_view text(bytes.data(), *got);
  if (transcript_.wants_raw && !secret) tell_raw(text);
  parser_.feed(text);
  return got;
}

// Once something is concealed, in whole lines: of half a secret each half would be shown.
void Connection::tell_raw(std::string_view text) {
  raw_line_ += text;
  const std::size_t whole = conceals() ? raw_line_.rfind('\n') + 1 : raw_line_.size();
  if (whole == 0) return;
  transcript_.tell(event::Raw{Side::server, masked(raw_line_.substr(0, whole))});
  raw_line_.erase(0, whole);
}

Result<Reply> Connection::read_reply(Stage stage, Deadline deadline, bool secret) {
  for (;;) {
    auto reply = parser_.next();
    if (!reply) {
      tell_last_words(stage);
      return lose(stage, reply.error(), waiting_for(stage));
    }
    if (*reply) {
      awaited_ = std::max(0, awaited_ - 1);
      owed_ = std::max(0, owed_ - 1);
      return std::move(**reply);
    }
    const auto got = read_some(deadline, secret);
    if (got && *got > 0) continue;
    tell_last_words(stage);
    if (unwritable_) return lose(stage, *unwritable_, "");
    if (is_tls_record(parser_.unread()))
      return lose(stage,
                  {ErrorKind::tls, stage,
                   "the server speaks TLS from the first byte on this port (use smtps://):"},
                  "a TLS record came " + waiting_for(stage));
    if (!got) return lose(stage, got.error(), waiting_for(stage));
    return lose(stage, closed_by_peer(stage), waiting_for(stage));
  }
}

Result<Reply> Connection::receive(Stage stage) {
  if (error_) return fail(*error_);
  auto reply = read_reply(stage, deadline_for(stage), false);
  if (!reply) return reply;
  *reply = masked(std::move(*reply));
  tell_notes();
  if (stage == Stage::data) {
    in_content_ = reply->go_on();
    data_asked_ = false;
  }
  if (stage == Stage::dot) {
    in_content_ = data_asked_;
    content_begun_ = false;
    ends_ = std::max(0, ends_ - 1);
  }
  const auto took = std::chrono::steady_clock::now() - written_;
  transcript_.tell(
      event::Heard{stage, *reply, std::chrono::duration_cast<std::chrono::microseconds>(took)});
  return reply;
}

Result<Reply> Connection::exchange_secret(std::string_view line, std::string_view shown) {
  if (lost()) return fail(trouble());
  if (base::breaks_line(line))
    return fail(ErrorKind::usage, Stage::auth, "a SASL response cannot hold CR, LF or NUL");
  if (auto quiet = refuse_unread(Stage::auth); !quiet) return fail(quiet.error());
  transcript_.tell(event::AuthLine{Side::client, std::string(shown)});
  ++awaited_;
  std::string wire(line);
  wire += "\r\n";
  const auto written = write(Stage::auth, wire, true);
  base::wipe(wire);
  if (!written) return fail(written.error());
  if (auto kept = drop_if_asked(Stage::auth); !kept) return fail(kept.error());
  auto reply = read_reply(Stage::auth, deadline_for(Stage::auth), true);
  if (reply) tell_notes();
  return reply;
}

Result<net::TlsFacts> Connection::start_tls(const net::TlsOptions& options) {
  if (error_) return fail(*error_);
  const auto deadline = deadline_for(Stage::tls);
  // Behind its 220 the server waits for us: what came in a packet of its own is no better than what
  // came with the 220. With TLS from the first byte, where the greeting is still due, it may be
  // one.
  if (awaited_ == 0 && parser_.unread().empty() && stream_->has_input())
    if (const auto got = read_some(deadline, false); !got)
      return lose(Stage::tls, got.error(), "in the TLS handshake");
  if (!parser_.unread().empty()) {
    tell_last_words(Stage::starttls);
    return lose(
        Stage::starttls,
        {ErrorKind::protocol, Stage::starttls, "plaintext arrived behind the reply to STARTTLS"},
        "(STARTTLS injection, CVE-2011-0411): whoever sent it may not be the server; the "
        "session was ended and no credential was sent");
  }
  std::optional<net::TlsFacts> refused;
  net::TlsOptions watched = options;
  watched.on_refused = [&](const net::TlsFacts& shown) { refused = shown; };
  auto facts = stream_->start_tls(watched, deadline);
  if (!facts) {
    transcript_.tell(event::TlsFailed{options, refused ? &*refused : nullptr});
    Error cause = facts.error();
    const bool lost = cause.kind == ErrorKind::lost || cause.kind == ErrorKind::timeout;
    if (!lost) cause.text = "TLS handshake failed: " + cause.text;
    return lose(Stage::tls, std::move(cause), lost ? "in the TLS handshake" : "");
  }
  transcript_.tell(event::TlsUp{*facts, options});
  return facts;
}

}  // namespace smtp
