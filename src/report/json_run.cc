#include "report/json_run.h"

#include "report/json_parts.h"
#include "report/meaning.h"
#include "session/cursor.h"

namespace report {
namespace {

using nlohmann::ordered_json;
using session::Outcome;
using session::Verdict;

std::string line_of(const ordered_json& json) {
  return json.dump(-1, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "passed";
    case Verdict::failed:
      return "failed";
    case Verdict::skipped:
      return "skipped";
  }
  return "";
}

void add_place(ordered_json& json, const session::Place& place) {
  json["file"] = json_text(place.source->name);
  json["line"] = place.line;
  json["column"] = column_of(place);
}

ordered_json json_of(const session::StepRecord& step) {
  ordered_json json{{"type", "step"}};
  add_place(json, step.place);
  json["step"] = json_text(step.text);
  json["ok"] = step.failure.empty();
  if (step.reply) {
    json["reply"] = json_reply(*step.reply);
    json["ms"] = step.took.count();
  }
  if (!step.failure.empty()) json["failure"] = json_text(step.failure);
  return json;
}

ordered_json json_of(const session::Failure& failure) {
  ordered_json json;
  add_place(json, failure.place);
  json["text"] = json_text(failure.text);
  if (failure.reply) {
    json["reply"] = json_reply(*failure.reply);
    json["ms"] = failure.took.count();
    if (failure.reply->code >= 400) json["meaning"] = json_text(meaning(*failure.reply));
  }
  json["dialogue"] = json_text(failure.dialogue);
  return json;
}

ordered_json json_of(const session::Finding& finding) {
  ordered_json json;
  add_place(json, finding.place);
  json["text"] = json_text(finding.text);
  json["fatal"] = finding.fatal;
  return json;
}

template <typename Items>
ordered_json list_of(const Items& items) {
  auto list = ordered_json::array();
  for (const auto& item : items) list.push_back(json_of(item));
  return list;
}

}  // namespace

void JsonRun::file(std::size_t number, const Outcome& outcome) {
  for (const session::StepRecord& step : outcome.steps) out_ << line_of(json_of(step));
  ordered_json json{{"type", "file"},
                    {"number", number + 1},
                    {"file", json_text(outcome.file)},
                    {"title", json_text(outcome.title)},
                    {"verdict", name_of(outcome.verdict)},
                    {"checks", outcome.checks},
                    {"tries", outcome.tries},
                    {"ms", outcome.took.count()}};
  json["skipped"] = json_text(outcome.skipped);
  json["error"] = outcome.error ? ordered_json(json_text(outcome.error->text)) : nullptr;
  json["findings"] = list_of(outcome.findings);
  json["failures"] = list_of(outcome.failures);
  out_ << line_of(json) << std::flush;
}

void JsonRun::end(const RunTotals& totals) {
  out_ << line_of({{"type", "run"},
                   {"passed", totals.passed},
                   {"failed", totals.failed},
                   {"skipped", totals.skipped},
                   {"not_run", totals.not_run},
                   {"checks", totals.checks},
                   {"ms", totals.took.count()}});
}

}  // namespace report
