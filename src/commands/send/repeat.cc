#include "commands/send/repeat.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "message/compose.h"
#include "message/stencil.h"

namespace commands {
namespace {

using base::Result;
using namespace std::chrono_literals;

// What stands in a message of it: the part ahead of the @ makes boundaries too.
struct Words {
  explicit Words(const Own& own)
      : date(message::rfc5322_date(own.date)),
        all{date, std::string_view(own.message_id).substr(0, own.message_id.find('@'))} {}
  Words(const Words&) = delete;
  Words& operator=(const Words&) = delete;

  std::string date;
  std::array<std::string_view, 2> all;
};

// Two of them differ in all that can differ: the length of the number, the day and the time, each
// digit of the identity.
Own trial(const Own& own, char digit) {
  const int days = digit - '0';
  Own other{own.number << (16 * days), own.date + days * (25h + 61s), own.message_id};
  const std::size_t at = std::min(other.message_id.find('@'), other.message_id.size());
  std::ranges::fill(std::span(other.message_id).first(at), digit);
  return other;
}

std::optional<std::string> text_of(const smtp::Message& message) {
  std::string text;
  for (;;) {
    const auto piece = message.content();
    if (!piece || text.size() + piece->size() > Repeater::kMostKept) return std::nullopt;
    if (piece->empty()) return text;
    text += *piece;
  }
}

// Lines that end in LF alone: each costs a byte more on the wire.
std::uint64_t bare_lfs(std::string_view text) {
  std::uint64_t count = 0;
  for (std::size_t lf = text.find('\n'); lf != std::string_view::npos; lf = text.find('\n', lf + 1))
    if (lf == 0 || text[lf - 1] != '\r') ++count;
  return count;
}

}  // namespace

const std::string& Uuid::operator*() const {
  if (text_->empty()) *text_ = message::make_uuid();
  return *text_;
}

struct Repeater::Mould {
  smtp::Message message;  // without its content
  std::uint64_t bare_lf = 0;
  message::Stencil stencil;
};

Repeater::Repeater(ComposeOwn compose) : compose_(std::move(compose)) {}
Repeater::~Repeater() = default;

std::unique_ptr<const Repeater::Mould> Repeater::try_out(const Own& own,
                                                         const smtp::Extensions& offered) const {
  const Own one = trial(own, '1'), two = trial(own, '2');
  auto message = compose_(one, offered);
  const auto other = compose_(two, offered);
  if (!message || !other || message->read_once) return nullptr;
  auto text = text_of(*message);
  if (!text) return nullptr;
  const std::uint64_t bare_lf = message->raw || message->binary ? 0 : bare_lfs(*text);
  message::Stencil stencil(std::move(*text), Words(one).all);
  if (stencil.filled(Words(two).all) != text_of(*other)) return nullptr;
  message->content = nullptr;
  return std::make_unique<const Mould>(Mould{std::move(*message), bare_lf, std::move(stencil)});
}

Result<smtp::Message> Repeater::make(const Own& own, const smtp::Extensions& offered) {
  Kind& kind = kinds_.at(offered.has("8BITMIME") ? 1 : 0);
  std::call_once(kind.once, [&] { kind.mould = try_out(own, offered); });
  if (!kind.mould) return compose_(own, offered);
  smtp::Message message = kind.mould->message;
  std::string filled = kind.mould->stencil.filled(Words(own).all);
  message.size = filled.size() + kind.mould->bare_lf;
  message.content = [text = std::move(filled),
                     given = false]() mutable -> Result<std::string_view> {
    return std::exchange(given, true) ? std::string_view() : std::string_view(text);
  };
  return message;
}

}  // namespace commands
