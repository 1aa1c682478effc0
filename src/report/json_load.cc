#include "report/json_load.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/json_parts.h"
#include "report/load_summary.h"
#include "smtp/queue_id.h"

namespace report {

using nlohmann::ordered_json;

namespace {

ordered_json accepted(const smtp::Outcome& outcome) {
  if (outcome.outcome_unknown()) return nullptr;
  if (outcome.delivered_in_part()) return "in part";
  return outcome.delivered_to_all();
}

// What the server calls the message, in each transaction that it took.
std::vector<std::string> queue_ids(const smtp::Outcome& outcome) {
  std::vector<std::string> ids;
  for (const smtp::RecipientResult& recipient : outcome.recipients) {
    const auto id = outcome.delivered(recipient) ? smtp::queue_id(*recipient.final) : std::nullopt;
    if (id && std::ranges::find(ids, *id) == ids.end()) ids.push_back(*id);
  }
  return ids;
}

}  // namespace

std::string json_of_message(std::uint64_t number, const smtp::Outcome& outcome) {
  ordered_json json{{"n", number}, {"accepted", accepted(outcome)}, {"to", ordered_json::array()}};
  const bool in_part = outcome.delivered_in_part();
  if (in_part) json["accepted_for"] = ordered_json::array();
  const smtp::Reply* reply = refusal_of(outcome);
  ordered_json refused = ordered_json::array();
  for (const smtp::RecipientResult& recipient : outcome.recipients) {
    json["to"].push_back(json_text(recipient.path.address()));
    if (in_part && outcome.delivered(recipient))
      json["accepted_for"].push_back(json_text(recipient.path.address()));
    if (reply == nullptr && recipient.final) reply = &*recipient.final;
    if (const smtp::Reply* no = refusal_of(recipient))
      refused.push_back({{"to", json_text(recipient.path.address())}, {"reply", json_reply(*no)}});
  }
  if (reply != nullptr) json["reply"] = json_reply(*reply);
  if (outcome.recipients.size() > 1 && !refused.empty()) json["refused"] = std::move(refused);
  const auto ids = queue_ids(outcome);
  if (!ids.empty()) json["queue_id"] = ids.front();
  if (ids.size() > 1) json["queue_ids"] = ids;
  if (outcome.error) json["error"] = json_text(outcome.error->text);
  return json.dump(-1, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace report
