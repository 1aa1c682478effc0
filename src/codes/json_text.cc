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
    const bool is_alone = length == 0;
    out += is_alone ? kReplacement : text.substr(0, length);
    text.remove_prefix(is_alone ? kEscape : length);
  }
  return out;
}

bool opens(char bracket) { return bracket == '{' || bracket == '['; }

// The brackets of JSON, but for those in its strings.
class BracketFinder {
 public:
  BracketFinder(std::string_view text, std::size_t from) : text_(text), at_(from) {}

  // Where the next one stands; npos when there is none.
  std::size_t next() {
    while (at_ < text_.size()) {
      const std::size_t at = at_++;
      const char c = text_[at];
      if (in_string_) {
        if (c == '\\') ++at_;
        in_string_ = c != '"';
      } else if (c == '"') {
        in_string_ = true;
      } else if (opens(c) || c == '}' || c == ']') {
        return at;
      }
    }
    return std::string_view::npos;
  }

 private:
  std::string_view text_;
  std::size_t at_;
  bool in_string_ = false;
};

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
  BracketFinder brackets(text, begin);
  for (auto at = brackets.next(); at != text.npos; at = brackets.next()) {
    depth = opens(text[at]) ? depth + 1 : depth - 1;
    if (depth > 0) continue;
    const std::string_view found = text.substr(begin, at + 1 - begin);
    text.remove_prefix(at + 1);
    return found;
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
  BracketFinder brackets(text, begin);
  for (auto at = brackets.next(); at != text.npos; at = brackets.next()) {
    if (opens(text[at])) {
      open += text[at] == '{' ? '}' : ']';
    } else if (!open.empty()) {
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
