#include "codes/json_text.h"

#include <algorithm>

#include "base/text.h"

namespace codes {

using nlohmann::json;

namespace {

json parse(std::string_view text) {
  constexpr int kDeepest = 30;
  const auto keep = [](int depth, json::parse_event_t, json&) { return depth <= kDeepest; };
  return json::parse(text.begin(), text.end(), keep, false);
}

constexpr std::size_t kEscape = 6;  // the length of "\ud800"

// Whether such a one stands there, with one of these digits behind "\ud".
bool is_surrogate(std::string_view text, std::string_view digits) {
  return text.size() >= kEscape && base::starts_with_ignoring_case(text, "\\ud") &&
         digits.find(base::to_lower(text[3])) != text.npos;
}

// Of the escape that stands there; 0 for a surrogate without its other half.
std::size_t escape_length(std::string_view text) {
  constexpr std::string_view kHigh = "89ab";
  constexpr std::string_view kLow = "cdef";
  const bool high = is_surrogate(text, kHigh);
  if (high && is_surrogate(text.substr(kEscape), kLow)) return 2 * kEscape;
  return high || is_surrogate(text, kLow) ? 0 : std::min<std::size_t>(2, text.size());
}

// With the replacement character for each byte that is not UTF-8 and each surrogate that is alone.
std::string repaired(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string out;
  while (!text.empty()) {
    std::string_view plain = text.substr(0, text.find('\\'));
    text.remove_prefix(plain.size());
    while (!plain.empty()) {
      const std::size_t good = base::utf8_prefix(plain);
      out += plain.substr(0, good);
      if (good < plain.size()) out += kReplacement;
      plain.remove_prefix(std::min(good + 1, plain.size()));
    }
    if (text.empty()) break;
    const std::size_t length = escape_length(text);
    length == 0 ? out += kReplacement : out += text.substr(0, length);
    text.remove_prefix(length == 0 ? kEscape : length);
  }
  return out;
}

}  // namespace

std::optional<json> parse_json(std::string_view text) {
  if (text.size() > kMostJson) return std::nullopt;
  json value = parse(text);
  if (value.is_discarded()) value = parse(repaired(text));
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

bool is_cut(std::string_view text) {
  const std::size_t begin = text.find_first_of("{[");
  if (begin == text.npos) return false;
  const std::string whole = repaired(base::trim(text.substr(begin)));
  const auto forget = [](int, json::parse_event_t, json&) { return false; };
  try {
    [[maybe_unused]] const json forgotten = json::parse(whole, forget);
  } catch (const json::parse_error& error) {
    return error.byte > whole.size();
  }
  return false;
}

std::string closed_json(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_of("{["), text.size());
  std::string open;       // what closes each that is open
  std::size_t depth = 0;  // at `end`
  std::size_t end = begin;
  bool in_string = false;
  for (std::size_t at = begin; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      open += c == '{' ? '}' : ']';
    } else if ((c == '}' || c == ']') && !open.empty()) {
      open.pop_back();
      end = at + 1;
      depth = open.size();
    }
  }
  std::string closed(text.substr(begin, end - begin));
  return closed.append(open.rend() - static_cast<std::ptrdiff_t>(depth), open.rend());
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
