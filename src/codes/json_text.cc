#include "codes/json_text.h"

namespace codes {

using nlohmann::json;

std::optional<json> parse_json(std::string_view text) {
  constexpr int kDeepest = 30;
  if (text.size() > kMostJson) return std::nullopt;
  const auto keep = [](int depth, json::parse_event_t, json&) { return depth <= kDeepest; };
  json value = json::parse(text.begin(), text.end(), keep, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

std::string_view take_json(std::string_view& text) {
  const std::size_t begin = text.find_first_of("{[");
  if (begin == text.npos) return {};
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t at = begin; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      const std::string_view found = text.substr(begin, at + 1 - begin);
      text.remove_prefix(at + 1);
      return found;
    }
  }
  return {};
}

std::string string_at(const json& object, std::string_view name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end()) return {};
  if (found->is_number_integer()) return found->dump();
  return found->is_string() ? found->get<std::string>() : std::string();
}

std::string first_string(const json& object, std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) {
    if (std::string text = string_at(object, name); !text.empty()) return text;
  }
  return {};
}

}  // namespace codes
