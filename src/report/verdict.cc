#include "report/verdict.h"

#include <fmt/format.h>

#include <algorithm>

namespace report {
namespace {

using base::Stage;

// A 250 to DATA refuses nothing, and yet is no answer to it.
std::string_view refused(const smtp::Reply& reply) {
  return reply.code >= 400 ? "refused" : "answered out of turn";
}

// Recipients that the server refused, each with its own words.
void add_recipients(std::vector<std::string>& lines, const smtp::Outcome& outcome) {
  const Stage at_end = outcome.refused_at == Stage::message ? Stage::message : Stage::dot;
  for (const smtp::RecipientResult& recipient : outcome.recipients) {
    const bool at_rcpt = recipient.rcpt && !recipient.rcpt->ok();
    const smtp::Reply* reply = at_rcpt                                     ? &*recipient.rcpt
                               : recipient.final && !recipient.final->ok() ? &*recipient.final
                                                                           : nullptr;
    if (reply != nullptr)
      lines.push_back(fmt::format("{} {} at {}: {}", recipient.path.in_angles(), refused(*reply),
                                  base::stage_words(at_rcpt ? Stage::rcpt : at_end),
                                  one_line(*reply)));
  }
}

// Of several recipients, once one was asked; but nobody knows behind a dot without a reply.
bool tells_how_many(const smtp::Outcome& outcome, std::ptrdiff_t delivered) {
  const bool asked =
      std::ranges::any_of(outcome.recipients, [](const auto& one) { return one.rcpt.has_value(); });
  if (outcome.recipients.size() < 2 || !asked || outcome.stopped || outcome.delivered_to_all())
    return false;
  return delivered > 0 || !outcome.outcome_unknown();
}

}  // namespace

std::vector<std::string> verdict(const smtp::Outcome& outcome) {
  std::vector<std::string> lines;
  if (outcome.error) lines.push_back(outcome.error->text);
  if (const smtp::Reply* reply = outcome.refusal())
    lines.push_back(fmt::format("{} {}: {}", base::stage_words(outcome.refused_at), refused(*reply),
                                one_line(*reply)));
  // After a refused MAIL a pipelined RCPT is refused too, which is no news.
  if (outcome.refused_at != Stage::mail) add_recipients(lines, outcome);
  const auto delivered = std::ranges::count_if(
      outcome.recipients, [&](const auto& recipient) { return outcome.delivered(recipient); });
  if (tells_how_many(outcome, delivered))
    lines.push_back(
        fmt::format("delivered to {} of {} recipients", delivered, outcome.recipients.size()));
  return lines;
}

}  // namespace report
