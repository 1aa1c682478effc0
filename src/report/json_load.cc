#include "report/json_load.h"

#include <nlohmann/json.hpp>

#include "report/json_parts.h"
#include "report/load_summary.h"
#include "smtp/queue_id.h"

namespace report {

using nlohmann::ordered_json;

std::string json_of_message(std::uint64_t number, const smtp::Outcome& outcome) {
  ordered_json json{
      {"n", number},
      {"accepted", outcome.outcome_unknown() ? ordered_json(nullptr)
                                             : ordered_json(outcome.delivered_to_all())},
      {"to", ordered_json::array()}};
  const smtp::Reply* reply = refusal_of(outcome);
  for (const smtp::RecipientResult& recipient : outcome.recipients) {
    json["to"].push_back(json_text(recipient.path.address()));
    if (reply == nullptr && recipient.final) reply = &*recipient.final;
  }
  if (reply != nullptr) {
    json["reply"] = json_reply(*reply);
    if (const auto id = smtp::queue_id(*reply); id && reply->ok()) json["queue_id"] = *id;
  }
  if (outcome.error) json["error"] = json_text(outcome.error->text);
  return json.dump(-1, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace report
