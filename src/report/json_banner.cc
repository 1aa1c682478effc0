#include "report/json_banner.h"

#include <nlohmann/json.hpp>

#include "report/json_parts.h"

namespace report {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMostLines = 20;
constexpr std::size_t kLongestLine = 600;

ordered_json lines_json(const std::vector<std::string>& lines) {
  auto json = ordered_json::array();
  for (std::size_t i = 0; i < std::min(lines.size(), kMostLines); ++i)
    json.push_back(json_text(lines[i].substr(0, kLongestLine)));
  return json;
}

void add_greeting(ordered_json& json, const banner::Look& look) {
  if (!look.reply) return;
  const banner::Greeting& greeting = look.greeting;
  json["code"] = greeting.code;
  json["name"] = nullptr;
  if (!greeting.name.empty()) json["name"] = json_text(greeting.name.substr(0, kLongestLine));
  json["protocol"] = greeting.protocol;
  json["greeting"] = lines_json(look.reply->lines);
  json["lines"] = greeting.lines;
  json["ascii"] = greeting.ascii;
  json["masked"] = greeting.masked;
  json["greeting_ms"] = look.delay.count();
}

void add_software(ordered_json& json, const banner::Software& software) {
  if (software.id.empty()) return;
  auto& out = json["software"] = {{"id", software.id}, {"name", software.name}};
  if (!software.version.empty()) out["version"] = software.version;
  out["confidence"] = banner::confidence_name(software.confidence);
}

void add_hello(ordered_json& json, const banner::Look& look) {
  if (!look.hello) return;
  json["ehlo_code"] = look.hello->code;
  json["ehlo_name"] = json_text(look.extensions.server_name());
  auto& extensions = json["extensions"] = ordered_json::array();
  for (const smtp::Extension& one : look.extensions.all())
    extensions.push_back(
        json_text(one.keyword + (one.parameters.empty() ? "" : " ") + one.parameters));
}

void add_reverse(ordered_json& json, const policy::MailAddress& reverse) {
  if (!reverse.looked_up) return;
  auto& names = json["reverse_names"] = ordered_json::array();
  for (const policy::ReverseName& name : reverse.names)
    names.push_back({{"name", json_text(name.name)}, {"leads_back", name.leads_back}});
  if (!reverse.trouble.empty()) json["unknown"] = json_text(reverse.trouble);
}

void add_error(ordered_json& json, const banner::Look& look) {
  if (!look.error) return;
  json["error"] = {{"stage", base::stage_name(look.error->stage)},
                   {"text", json_text(look.error->text)}};
  if (!look.advice.empty()) json["error"]["fix"] = look.advice;
}

std::string_view early_talk_name(banner::EarlyTalk talk) {
  switch (talk) {
    case banner::EarlyTalk::not_tried:
    case banner::EarlyTalk::not_told:
      return "";
    case banner::EarlyTalk::refused:
      return "refused";
    case banner::EarlyTalk::tolerated:
      return "tolerated";
  }
  return "";
}

}  // namespace

std::string json_of(const banner::ServerReport& report, std::size_t part, std::size_t parts,
                    const ResultStatus& status) {
  ordered_json json{{"target", json_text(report.target)}};
  if (parts > 1) json["part"] = part;
  if (parts > 1) json["parts"] = parts;
  if (!report.host.empty()) json["host"] = json_text(report.host);
  if (!report.address.empty()) json["address"] = json_text(report.address);
  json["verdict"] = policy::verdict_name(report.verdict());
  if (!report.address.empty()) json["connect_ms"] = report.connect.count();
  add_greeting(json, report.look);
  add_software(json, report.look.software);
  add_hello(json, report.look);
  add_reverse(json, report.reverse);
  if (const auto talk = early_talk_name(report.look.early_talk); !talk.empty())
    json["early_talk"] = talk;
  auto& findings = json["findings"] = ordered_json::array();
  for (const policy::Finding& finding : report.look.findings)
    findings.push_back(json_finding(finding));
  add_error(json, report.look);
  add_status(json, status);
  return json_line(json);
}

}  // namespace report
