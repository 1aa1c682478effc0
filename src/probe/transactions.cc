#include "probe/transactions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace probe {

using smtp::Reply;

std::optional<Reply> Transactions::say(base::Stage stage, const std::string& line) {
  if (!lost().empty()) return std::nullopt;
  auto reply = call_.ask(stage, line);
  if (reply && reply->code == 421) farewell_ = reply;
  return reply;
}

bool Transactions::reset() {
  if (!stands_) return true;
  stands_ = has_rcpt_ = false;
  return say(base::Stage::rset, "RSET").has_value();
}

std::optional<Reply> Transactions::mail(const std::string& sender, const std::string& parameters) {
  if (!reset()) return std::nullopt;
  auto reply = say(base::Stage::mail, fmt::format("MAIL FROM:{}{}", sender, parameters));
  stands_ = reply && reply->ok();
  sender_ = sender;
  parameters_ = parameters;
  if (reply) begun_ = *reply;
  return reply;
}

std::string_view Transactions::parameters_for(std::initializer_list<std::string_view> addresses) {
  return std::ranges::all_of(addresses, base::is_ascii) ? "" : " SMTPUTF8";
}

std::optional<Reply> Transactions::begin(const std::string& sender, const std::string& parameters) {
  if (stands_ && !has_rcpt_ && sender_ == sender && parameters_ == parameters) return begun_;
  return mail(sender, parameters);
}

std::optional<Reply> Transactions::recipient(const std::string& sender,
                                             const std::string& recipient) {
  const std::string parameters(parameters_for({sender, recipient}));
  if (auto reply = begin(sender, parameters); !reply || !reply->ok()) return reply;
  auto reply = say(base::Stage::rcpt, fmt::format("RCPT TO:{}", recipient));
  has_rcpt_ = reply && reply->ok();
  return reply;
}

std::optional<Reply> Transactions::ask(const std::string& line) {
  if (!reset()) return std::nullopt;
  return say(base::Stage::other, line);
}

std::string Transactions::lost() const {
  if (farewell_) return one_line(*farewell_);
  return call_.facts().error ? call_.facts().error->text : "";
}

bool Transactions::was_cut_off() const {
  const auto& error = call_.facts().error;
  return !farewell_ && error && error->kind != base::ErrorKind::timeout;
}

}  // namespace probe
