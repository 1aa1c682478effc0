#include "report/json_parts.h"

#include <fmt/format.h>

#include "base/text.h"
#include "policy/row.h"

namespace report {

using nlohmann::ordered_json;

std::string json_text(std::string_view bytes) {
  return base::is_utf8(bytes) ? std::string(bytes) : base::printable(bytes);
}

ordered_json json_reply(const smtp::Reply& reply) {
  ordered_json json{{"code", reply.code}};
  if (const auto status = reply.status()) json["status"] = show(*status);
  auto& lines = json["lines"] = ordered_json::array();
  for (const std::string& line : reply.lines) lines.push_back(json_text(line));
  return json;
}

ordered_json json_finding(const policy::Finding& finding) {
  ordered_json json{{"verdict", policy::verdict_name(policy::verdict_of(finding.level))},
                    {"text", json_text(finding.text)}};
  if (!finding.fix.empty()) json["fix"] = json_text(finding.fix);
  if (finding.column) json["column"] = *finding.column;
  return json;
}

void add_status(ordered_json& json, const ResultStatus& status) {
  json[kExit] = status.exit;
  if (status.on_warn != status.on_fail)
    json[kExits] = {{"warn", status.on_warn}, {"fail", status.on_fail}};
}

std::string json_line(const ordered_json& json) {
  return json.dump(-1, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

std::string json_library_version() {
  return fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                     NLOHMANN_JSON_VERSION_PATCH);
}

}  // namespace report
