#include "report/json_codes.h"

#include <nlohmann/json.hpp>

#include "codes/bounce_answer.h"
#include "codes/remote_host.h"
#include "report/json_parts.h"

namespace report {
namespace {

using nlohmann::ordered_json;

// What is not known is null everywhere.
ordered_json text_or_null(std::string_view text) {
  return text.empty() ? ordered_json(nullptr) : ordered_json(json_text(text));
}

// Who it is about and what was done, in the words of RFC 3464.
struct Delivery {
  std::string_view recipient;
  std::string_view action;
  std::string_view diagnostic;
  std::string_view remote_mta;
};

// The same fields for a text, a recipient of a mail and a log line.
void add_answer(ordered_json& json, const Delivery& delivery, const codes::Answer& answer) {
  const codes::ReplyText& reply = answer.reply;
  const codes::CodePage& reason = *answer.reason;
  const bool staged = reply.stage != base::Stage::none;
  json["recipient"] = text_or_null(delivery.recipient);
  json["action"] = text_or_null(delivery.action);
  json["status"] = text_or_null(reply.status ? show(*reply.status) : "");
  json["reply"] = reply.code ? ordered_json(reply.code) : ordered_json(nullptr);
  json["stage"] = text_or_null(staged ? base::stage_name(reply.stage) : "");
  json["diagnostic"] = text_or_null(delivery.diagnostic);
  json["remote_mta"] = text_or_null(delivery.remote_mta);
  json["permanence"] = name(answer.permanence);
  json["reason"] = answer.verdict.reason;
  json["provider"] = text_or_null(answer.verdict.provider);
  json["confidence"] = name(answer.verdict.confidence);
  json["decided_by"] = answer.verdict.decided_by;
  json["means"] = reason.means;
  json["do"] = reason.todo;
  json["who"] = name(reason.who);
  json["retry"] = name(answer.retry);
  json["suppress"] = name(answer.suppress);
  auto& facts = json["facts"] = ordered_json::array();
  for (const codes::Fact& fact : answer.facts) {
    facts.push_back({{"kind", fact.kind}, {"value", json_text(fact.value)}});
  }
  json["notes"] = answer.notes;
}

ordered_json recipient_json(const codes::BouncedRecipient& recipient) {
  ordered_json json = ordered_json::object();
  add_answer(json,
             {recipient.address, recipient.action, recipient.diagnostic, recipient.remote_mta},
             answer(recipient));
  return json;
}

// A mailer that tries again has delayed the message.
std::string_view action_of(codes::LogOutcome outcome) {
  return outcome == codes::LogOutcome::deferred ? "delayed" : name(outcome);
}

ordered_json counts(const codes::Counter& counter) {
  ordered_json json = ordered_json::array();
  for (const auto& entry : counter.largest(1000)) {
    json.push_back({{"name", json_text(entry.name)}, {"count", entry.count}});
  }
  return json;
}

}  // namespace

std::string json_of(const codes::CodePage& page, std::string_view asked) {
  const int klass = codes::class_of(asked);
  const bool is_refusal = klass >= 4;
  ordered_json json{
      {"code", asked},
      {"name", page.name},
      {"source", page.source},
      {"stage", text_or_null(page.stage)},
      {"basic", text_or_null(page.basic)},
      {"permanence", name(codes::permanence_of(klass))},
      {"means", page.means},
      {"loosely", text_or_null(page.loosely)},
      {"causes", text_or_null(page.causes)},
      {"do", page.todo},
      {"who", name(page.who)},
      {"reason", text_or_null(page.reason)},
      {"retry", text_or_null(is_refusal || page.retry ? name(page.retry_for(klass)) : "")},
      {"suppress", name(is_refusal ? page.suppress_for(klass) : page.suppress)}};
  return json_line(json);
}

std::string json_of(const codes::Answer& answer, std::string_view text,
                    std::string_view recipient) {
  ordered_json json = ordered_json::object();
  add_answer(json, {recipient, "", text, codes::host_named_in(text)}, answer);
  return json_line(json);
}

std::string json_of(const codes::Bounce& bounce, std::string_view file) {
  ordered_json json{{"file", text_or_null(file)},
                    {"kind", name(bounce.kind)},
                    {"subject", text_or_null(bounce.subject)},
                    {"reporting_mta", text_or_null(bounce.reporting_mta)}};
  auto& recipients = json["recipients"] = ordered_json::array();
  for (const auto& recipient : bounce.recipients) recipients.push_back(recipient_json(recipient));
  json["truncated"] = bounce.is_truncated;
  return json_line(json);
}

std::string json_of(const codes::LogEvent& event, const codes::Answer& answer) {
  ordered_json json{{"time", text_or_null(event.time)}, {"system", name(event.system)}};
  add_answer(json, {event.recipient, action_of(event.outcome), event.text, event.remote}, answer);
  return json_line(json);
}

std::string json_of(const codes::LogSummary& summary) {
  ordered_json json{{"lines", summary.lines},
                    {"delivered", summary.delivered},
                    {"delayed", summary.deferred},
                    {"failed", summary.failed},
                    {"refused", summary.refused}};
  json["reasons"] = counts(summary.reasons);
  json["codes"] = counts(summary.codes);
  json["hosts"] = counts(summary.hosts);
  json["domains"] = counts(summary.domains);
  return json_line(json);
}

}  // namespace report
