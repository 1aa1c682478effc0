#include "report/json_results.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/json_parts.h"

namespace report {
namespace {

constexpr std::size_t kMostExit = 255;

}  // namespace

std::optional<ResultLine> parse_result_line(std::string_view line) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto target = json.find("target");
  if (target == json.end() || !target->is_string()) return std::nullopt;
  const auto number = [&json](const char* name, std::size_t otherwise) {
    const auto found = json.find(name);
    return found != json.end() && found->is_number_unsigned() ? found->get<std::size_t>()
                                                              : otherwise;
  };
  const auto error = json.find("error");
  return ResultLine{target->get<std::string>(), number("part", 1), number("parts", 1),
                    error != json.end() && !error->is_null(),
                    static_cast<int>(std::min<std::size_t>(number("exit", 0), kMostExit))};
}

std::string target_in_results(std::string_view target) { return json_text(target); }

}  // namespace report
