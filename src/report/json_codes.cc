#include "report/json_codes.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "codes/verdict_page.h"
#include "report/json_parts.h"

namespace report {
namespace {

using nlohmann::ordered_json;

void add_verdict(ordered_json& json, const codes::Verdict& verdict) {
  json["reason"] = verdict.reason;
  json["provider"] = verdict.provider;
  json["confidence"] = name(verdict.confidence);
  json["decided_by"] = verdict.decided_by;
}

void add_codes(ordered_json& json, const codes::ReplyText& reply) {
  json["reply"] = reply.code ? ordered_json(reply.code) : ordered_json(nullptr);
  json["status"] = reply.status ? ordered_json(show(*reply.status)) : ordered_json(nullptr);
}

void add_advice(ordered_json& json, const codes::CodePage& reason, codes::Retry retry,
                codes::Suppress suppress) {
  json["means"] = reason.means;
  json["do"] = reason.todo;
  json["who"] = name(reason.who);
  json["retry"] = name(retry);
  json["suppress"] = name(suppress);
}

ordered_json answer_json(const codes::Answer& answer) {
  ordered_json json;
  add_codes(json, answer.reply);
  json["stage"] = base::stage_name(answer.reply.stage);
  json["permanence"] = name(answer.permanence);
  add_verdict(json, answer.verdict);
  add_advice(json, *answer.reason, answer.retry, answer.suppress);
  auto& facts = json["facts"] = ordered_json::array();
  for (const codes::Fact& fact : answer.facts) {
    facts.push_back({{"kind", fact.kind}, {"value", json_text(fact.value)}});
  }
  json["notes"] = answer.notes;
  return json;
}

ordered_json recipient_json(const codes::BouncedRecipient& recipient) {
  const codes::CodePage& reason =
      codes::page_of(recipient.verdict, codes::parse_enhanced(recipient.status));
  const int klass = class_of_code(recipient);
  ordered_json json{{"recipient", json_text(recipient.address)},
                    {"action", json_text(recipient.action)},
                    {"status", recipient.status},
                    {"reply", recipient.reply ? std::to_string(recipient.reply) : ""},
                    {"diagnostic", json_text(recipient.diagnostic)},
                    {"remote_mta", json_text(recipient.remote_mta)}};
  add_verdict(json, recipient.verdict);
  add_advice(json, reason, retry_for(reason, klass), suppress_for(reason, klass));
  return json;
}

ordered_json counts(const codes::Counter& counter) {
  ordered_json json = ordered_json::array();
  for (const auto& entry : counter.largest(1000)) {
    json.push_back({{"name", json_text(entry.name)}, {"count", entry.count}});
  }
  return json;
}

}  // namespace

std::string json_of(const codes::CodePage& page) {
  ordered_json json{
      {"code", page.code},       {"name", page.name},     {"source", page.source},
      {"stage", page.stage},     {"basic", page.basic},   {"means", page.means},
      {"loosely", page.loosely}, {"causes", page.causes}, {"do", page.todo},
      {"who", name(page.who)},   {"reason", page.reason}, {"suppress", name(page.suppress)}};
  return json_line(json);
}

std::string json_of(const codes::Answer& answer, std::string_view text) {
  ordered_json json = answer_json(answer);
  json["text"] = json_text(text);
  return json_line(json);
}

std::string json_of(const codes::Bounce& bounce, std::string_view file) {
  ordered_json json{{"file", json_text(file)},
                    {"kind", name(bounce.kind)},
                    {"subject", json_text(bounce.subject)},
                    {"reporting_mta", json_text(bounce.reporting_mta)}};
  auto& recipients = json["recipients"] = ordered_json::array();
  for (const auto& recipient : bounce.recipients) recipients.push_back(recipient_json(recipient));
  return json_line(json);
}

std::string json_of(const codes::LogEvent& event, const codes::Answer& answer) {
  ordered_json json{{"time", json_text(event.time)},     {"system", name(event.system)},
                    {"outcome", name(event.outcome)},    {"recipient", json_text(event.recipient)},
                    {"remote", json_text(event.remote)}, {"text", json_text(event.text)}};
  json.update(answer_json(answer));
  return json_line(json);
}

std::string json_of(const codes::LogSummary& summary) {
  ordered_json json{{"lines", summary.lines},
                    {"delivered", summary.delivered},
                    {"deferred", summary.deferred},
                    {"failed", summary.failed},
                    {"refused", summary.refused}};
  json["reasons"] = counts(summary.reasons);
  json["codes"] = counts(summary.codes);
  json["hosts"] = counts(summary.hosts);
  json["domains"] = counts(summary.domains);
  return json_line(json);
}

}  // namespace report
