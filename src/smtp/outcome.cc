#include <algorithm>

#include "smtp/conversation.h"

namespace smtp {

using base::Stage;

const Reply* Outcome::refusal() const {
  const auto given = [](const std::optional<Reply>& reply) { return reply ? &*reply : nullptr; };
  switch (refused_at) {
    case Stage::greeting:
      return given(greeting);
    case Stage::ehlo:
    case Stage::helo:
    case Stage::lhlo:
      return given(hello);
    case Stage::starttls:
      return given(starttls);
    case Stage::auth:
      return given(auth);
    case Stage::mail:
      return given(mail);
    case Stage::data:
      return given(data);
    case Stage::other:
      return given(proxied);
    case Stage::none:
    case Stage::resolve:
    case Stage::connect:
    case Stage::tls:
    case Stage::rcpt:
    case Stage::message:
    case Stage::dot:
    case Stage::rset:
    case Stage::quit:
      return nullptr;
  }
  return nullptr;
}

bool Outcome::delivered(const RecipientResult& recipient) const {
  return recipient.rcpt && recipient.rcpt->ok() && recipient.final && recipient.final->ok();
}

bool Outcome::delivered_to_all() const {
  return !recipients.empty() && std::ranges::all_of(recipients, [this](const auto& recipient) {
    return delivered(recipient);
  });
}

bool Outcome::delivered_in_part() const {
  const auto got_it = [this](const RecipientResult& one) { return delivered(one); };
  return !delivered_to_all() && std::ranges::any_of(recipients, got_it);
}

}  // namespace smtp
