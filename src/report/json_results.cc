#include "report/json_results.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/json_parts.h"

namespace report {
namespace {

constexpr std::size_t kMostExit = 255;

std::size_t number_in(const nlohmann::json& json, std::string_view name, std::size_t otherwise) {
  const auto found = json.find(name);
  return found != json.end() && found->is_number_unsigned() ? found->get<std::size_t>() : otherwise;
}

}  // namespace

std::optional<ResultLine> parse_result_line(std::string_view line, std::string_view fail_on) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto target = json.find("target");
  if (target == json.end() || !target->is_string()) return std::nullopt;
  const auto error = json.find("error");
  const auto exits = json.find(kExits);
  const bool differs = exits != json.end() && exits->is_object() && exits->contains(fail_on);
  const std::size_t exit = differs ? number_in(*exits, fail_on, 0) : number_in(json, kExit, 0);
  return ResultLine{target->get<std::string>(),
                    number_in(json, "part", 1),
                    number_in(json, "parts", 1),
                    error != json.end() && !error->is_null(),
                    static_cast<int>(std::min(exit, kMostExit)),
                    json.contains("hosts") ? "probe" : "banner"};
}

bool may_begin_result_line(std::string_view text) {
  constexpr std::string_view kBegin = R"({"target":")";
  return text.starts_with(kBegin) || kBegin.starts_with(text);
}

std::string target_in_results(std::string_view target) { return json_text(target); }

}  // namespace report
