#include "report/json_spf.h"

#include <nlohmann/json.hpp>

#include "report/json_parts.h"

namespace report {
namespace {

using nlohmann::ordered_json;

std::string_view outcome_name(policy::SpfOutcome outcome) {
  switch (outcome) {
    case policy::SpfOutcome::no_match:
      return "no-match";
    case policy::SpfOutcome::match:
      return "match";
    case policy::SpfOutcome::temperror:
      return "temperror";
    case policy::SpfOutcome::permerror:
      return "permerror";
  }
  return "";
}

ordered_json visit_json(const policy::SpfVisit& visit) {
  ordered_json json{{"domain", json_text(visit.domain)},
                    {"record", json_text(visit.record)},
                    {"result", policy::spf_result_name(visit.result)}};
  auto& steps = json["steps"] = ordered_json::array();
  for (const policy::SpfStep& step : visit.steps) {
    ordered_json term{{"term", json_text(step.term)},
                      {"outcome", outcome_name(step.outcome)},
                      {"reason", json_text(step.reason)}};
    for (const policy::SpfVisit& inner : step.inner) term["inner"].push_back(visit_json(inner));
    steps.push_back(std::move(term));
  }
  return json;
}

}  // namespace

std::string json_of(const policy::SpfVerdict& verdict, const policy::SpfClient& client) {
  const ordered_json json{{"domain", json_text(client.domain)},
                          {"ip", client.ip.show()},
                          {"sender", json_text(client.sender)},
                          {"helo", json_text(client.helo)},
                          {"result", policy::spf_result_name(verdict.result)},
                          {"mechanism", json_text(verdict.mechanism)},
                          {"problem", json_text(verdict.problem)},
                          {"explanation", json_text(verdict.explanation)},
                          {"lookups", verdict.lookups},
                          {"void_lookups", verdict.voids},
                          {"way", visit_json(verdict.way)}};
  return json.dump(-1, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace report
