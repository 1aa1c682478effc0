#include "smtp/series.h"

#include <algorithm>
#include <limits>

#include "smtp/envelope.h"
#include "smtp/transaction.h"

namespace smtp {
namespace {

using base::Stage;

Outcome for_letter(const Outcome& session, const Plan& plan) {
  Outcome outcome;
  outcome.extensions = session.extensions;
  outcome.tls = session.tls;
  for (const Path& path : plan.recipients) outcome.recipients.push_back({path, {}, {}});
  return outcome;
}

bool came_to_its_content(const Outcome& outcome) {
  return std::ranges::any_of(outcome.recipients, [](const RecipientResult& recipient) {
    return recipient.final.has_value();
  });
}

// False when the connection is of no more use.
bool is_clear_again(Connection& connection, const Outcome& outcome) {
  if (connection.lost() || connection.closed()) return false;
  if (came_to_its_content(outcome)) return true;
  if (!connection.send(Stage::rset, "RSET")) return false;
  const auto reply = connection.receive(Stage::rset);
  return reply && reply->ok();
}

}  // namespace

Outcome converse_in_series(Connection& connection, Transcript& transcript, Plan plan,
                           const Series& series) {
  Outcome session;
  bool going = prepare_session(connection, transcript, plan, session);
  auto left =
      limit(session.extensions, "MAILMAX").value_or(std::numeric_limits<std::uint64_t>::max());
  while (going && left-- > 0) {
    auto letter = series.next();
    if (!letter) break;
    plan.recipients = std::move(letter->recipients);
    plan.compose = std::move(letter->compose);
    Outcome outcome = for_letter(session, plan);
    const auto sent = run_transaction(connection, transcript, plan, outcome);
    if (!sent) outcome.error = sent.error();
    series.done(outcome);
    going = is_clear_again(connection, outcome);
  }
  connection.quit();
  return session;
}

}  // namespace smtp
