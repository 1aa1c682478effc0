#include "report/json_codes.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "codes/verdict_page.h"

namespace report {
namespace {

using nlohmann::ordered_json;

// Bytes of a server or a mail as JSON can hold them.
std::string text_of(std::string_view bytes) {
  return base::is_utf8(bytes) ? std::string(bytes) : base::printable(bytes);
}

std::string in_one_line(const ordered_json& json) {
  return json.dump(-1, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

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
    facts.push_back({{"kind", fact.kind}, {"value", text_of(fact.value)}});
  }
  json["notes"] = answer.notes;
  return json;
}

ordered_json recipient_json(const codes::BouncedRecipient& recipient) {
  const codes::CodePage& reason = codes::page_of(recipient.verdict);
  const int klass = recipient.reply            ? recipient.reply / 100
                    : recipient.status.empty() ? 0
                                               : recipient.status[0] - '0';
  ordered_json json{{"recipient", text_of(recipient.address)},
                    {"action", text_of(recipient.action)},
                    {"status", recipient.status},
                    {"reply", recipient.reply ? std::to_string(recipient.reply) : ""},
                    {"diagnostic", text_of(recipient.diagnostic)},
                    {"remote_mta", text_of(recipient.remote_mta)}};
  add_verdict(json, recipient.verdict);
  add_advice(json, reason, retry_for(reason, klass), suppress_for(reason, klass));
  return json;
}

ordered_json counts(const codes::Counter& counter) {
  ordered_json json = ordered_json::array();
  for (const auto& entry : counter.largest(1000)) {
    json.push_back({{"name", text_of(entry.name)}, {"count", entry.count}});
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
  return in_one_line(json);
}

std::string json_of(const codes::Answer& answer, std::string_view text) {
  ordered_json json = answer_json(answer);
  json["text"] = text_of(text);
  return in_one_line(json);
}

std::string json_of(const codes::Bounce& bounce, std::string_view file) {
  ordered_json json{{"file", text_of(file)},
                    {"kind", name(bounce.kind)},
                    {"subject", text_of(bounce.subject)},
                    {"reporting_mta", text_of(bounce.reporting_mta)}};
  auto& recipients = json["recipients"] = ordered_json::array();
  for (const auto& recipient : bounce.recipients) recipients.push_back(recipient_json(recipient));
  return in_one_line(json);
}

std::string json_of(const codes::LogEvent& event, const codes::Answer& answer) {
  ordered_json json{{"time", text_of(event.time)},     {"system", name(event.system)},
                    {"outcome", name(event.outcome)},  {"recipient", text_of(event.recipient)},
                    {"remote", text_of(event.remote)}, {"text", text_of(event.text)}};
  json.update(answer_json(answer));
  return in_one_line(json);
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
  return in_one_line(json);
}

}  // namespace report
