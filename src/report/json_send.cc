#include "report/json_send.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <variant>

#include "report/json_parts.h"
#include "report/verdict.h"
#include "smtp/queue_id.h"

namespace report {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(const net::TlsFacts& facts) {
  ordered_json json{{"version", facts.version},   {"cipher", facts.cipher},
                    {"group", facts.group},       {"resumed", facts.resumed},
                    {"verified", facts.verified}, {"trouble", facts.trouble}};
  if (facts.chain.empty()) return json;
  const net::PeerCertificate& leaf = facts.chain.front();
  auto names = ordered_json::array();
  for (const std::string& name : leaf.names) names.push_back(json_text(name));
  json["certificate"] = {{"subject", json_text(leaf.subject)},
                         {"issuer", json_text(leaf.issuer)},
                         {"names", names},
                         {"not_after", leaf.not_after},
                         {"days_left", leaf.days_left},
                         {"sha256", leaf.sha256},
                         {"key", leaf.key}};
  return json;
}

ordered_json json_of(const base::Error& error) {
  return {{"stage", base::stage_name(error.stage)}, {"text", json_text(error.text)}};
}

// What the verdict says first: an error, or a refusal at its stage.
ordered_json failure_of(const smtp::Outcome& outcome) {
  if (outcome.error) return json_of(*outcome.error);
  const auto lines = verdict(outcome);
  if (lines.empty()) return nullptr;
  base::Stage stage = outcome.refused_at;
  for (const smtp::RecipientResult& one : outcome.recipients)
    if (stage == base::Stage::none && one.rcpt)
      stage = one.rcpt->ok() ? base::Stage::none : base::Stage::rcpt;
  return json_of({base::ErrorKind::protocol, stage == base::Stage::none ? base::Stage::dot : stage,
                  lines.front()});
}

}  // namespace

struct JsonSend::State {
  Explain explain;
  std::string target, peer;
  ordered_json steps = ordered_json::array();
  std::optional<net::TlsFacts> refused;  // by us, for its certificate
  ordered_json notes = ordered_json::array();
  std::size_t next = 0;  // the first step that may still get its reply

  void step(base::Stage stage, const std::string& line) {
    steps.push_back({{"stage", base::stage_name(stage)}, {"command", json_text(line)}});
  }
  // Replies come in the order of their commands. A command may stay without one (a time-out), and
  // the greeting and the content's end are replies without a command.
  void reply(const smtp::event::Heard& heard) {
    while (next < steps.size() && steps[next]["stage"] != base::stage_name(heard.stage)) ++next;
    if (next == steps.size()) steps.push_back({{"stage", base::stage_name(heard.stage)}});
    ordered_json& one = steps[next++];
    one["reply"] = json_reply(heard.reply);
    one["ms"] = std::chrono::duration_cast<base::Duration>(heard.took).count();
    const std::string hint = heard.reply.code >= 400 && explain ? explain(heard.reply) : "";
    if (!hint.empty()) one["hint"] = json_text(hint);
  }
  void on(const smtp::event::Connecting& event) {
    target = event.target;
    next = steps.size();
  }
  void on(const smtp::event::Connected& event) { peer = event.peer; }
  void on(const smtp::event::Ahead&) {}
  void on(const smtp::event::Command& event) { step(event.stage, event.line); }
  void on(const smtp::event::Heard& event) { reply(event); }
  void on(const smtp::event::Note& event) { notes.push_back(json_text(event.text)); }
  void on(const smtp::event::AuthBegun& event) {
    next = steps.size();  // a mechanism that was cancelled before stays without a reply
    step(base::Stage::auth, fmt::format("AUTH {}", event.mechanism));
  }
  void on(const smtp::event::Content&) {}
  void on(const smtp::event::ContentEnd&) {}
  void on(const smtp::event::TlsUp&) {}
  void on(const smtp::event::TlsFailed& event) {
    if (event.refused != nullptr) refused = *event.refused;
  }
  void on(const smtp::event::AuthLine&) {}
  void on(const smtp::event::SessionLine&) {}
  void on(const smtp::event::Raw&) {}
  void on(const smtp::event::Closed&) {}
};

JsonSend::JsonSend(Explain explain) : state_(std::make_unique<State>()) {
  state_->explain = std::move(explain);
}
JsonSend::~JsonSend() = default;

void JsonSend::tell(const smtp::Event& event) {
  std::visit([this](const auto& one) { state_->on(one); }, event);
}

std::string JsonSend::text(const smtp::Outcome& outcome, int exit_status) const {
  ordered_json json{
      {"exit", exit_status},
      {"delivered", outcome.outcome_unknown() ? ordered_json(nullptr)
                                              : ordered_json(outcome.delivered_to_all())},
      {"target", json_text(state_->target)},
      {"peer", state_->peer}};
  if (outcome.tls || state_->refused)
    json["tls"] = json_of(outcome.tls ? *outcome.tls : *state_->refused);
  if (!outcome.mechanism.empty()) json["auth"] = outcome.mechanism;
  auto& extensions = json["extensions"] = ordered_json::array();
  for (const smtp::Extension& extension : outcome.extensions.all())
    extensions.push_back(json_text(extension.keyword + (extension.parameters.empty() ? "" : " ") +
                                   extension.parameters));
  auto& recipients = json["recipients"] = ordered_json::array();
  for (const smtp::RecipientResult& recipient : outcome.recipients) {
    const bool asked = recipient.rcpt && recipient.rcpt->ok() && !recipient.final;
    ordered_json one{{"address", json_text(recipient.path.address())},
                     {"delivered", asked && outcome.outcome_unknown()
                                       ? ordered_json(nullptr)
                                       : ordered_json(outcome.delivered(recipient))}};
    if (recipient.rcpt) one["rcpt"] = json_reply(*recipient.rcpt);
    if (recipient.final) {
      one["final"] = json_reply(*recipient.final);
      if (const auto id = smtp::queue_id(*recipient.final)) one["queue_id"] = *id;
    }
    recipients.push_back(std::move(one));
  }
  json["message"] = {{"bytes", outcome.content_bytes}, {"lines", outcome.content_lines}};
  json["steps"] = state_->steps;
  json["notes"] = state_->notes;
  json["error"] = failure_of(outcome);
  return json.dump(2, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace report
