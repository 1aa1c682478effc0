#include "session/variables.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/base64.h"
#include "base/text.h"
#include "session/functions.h"
#include "session/load.h"

namespace session {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::uint64_t kMostRepeated = 100'000'000;

std::string without_star_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("\\*")) ++i;
    out += text[i];
  }
  return out;
}

Result<std::string> repeated(std::string_view text, std::string_view times) {
  const auto count = base::parse_number(times, kMostRepeated);
  if (!count || *count * text.size() > kMostRepeated)
    return fail(
        ErrorKind::usage,
        fmt::format("{{{{repeat \"...\" {}}}}}: expected a number, and not more than 100 MB",
                    base::printable(times)));
  std::string out;
  out.reserve(*count * text.size());
  for (std::uint64_t i = 0; i < *count; ++i) out += text;
  return out;
}

}  // namespace

void Variables::set(std::string_view name, Origin origin, std::string value, bool heard) {
  const auto found = values_.find(name);
  if (found != values_.end() && found->second.origin > origin) return;
  values_.insert_or_assign(std::string(name),
                           Value{origin, std::move(value), heard || origin == Origin::capture});
}

void Variables::set_secret(std::string_view name, Origin origin, const base::Secret& value) {
  mask_.add("{{" + std::string(name) + "}}", value);
  set(name, origin, std::string(value.reveal()));
}

std::optional<std::string> Variables::find(std::string_view name) const {
  const auto found = values_.find(name);
  if (found != values_.end() && found->second.origin > Origin::environment)
    return found->second.text;
  if (world_.getenv)
    if (auto value = world_.getenv("EHLO_VAR_" + std::string(name))) return value;
  if (found != values_.end()) return found->second.text;
  return world_.builtin ? world_.builtin(name) : std::nullopt;
}

bool Variables::is_heard(const Template& text) const {
  return std::ranges::any_of(text.pieces, [this](const Piece& piece) {
    if (!piece.is_call) return false;
    const auto found = values_.find(piece.text);
    if (find_function(piece.text) == nullptr) return found != values_.end() && found->second.heard;
    return std::ranges::any_of(piece.arguments,
                               [this](const Template& one) { return is_heard(one); });
  });
}

Result<std::string> Variables::read_file(const std::string& path) const {
  if (!world_.read_file) return fail(ErrorKind::no_input, "files cannot be read here");
  return world_.read_file(path);
}

Result<message::Source> Variables::open_file(const std::string& path) const {
  if (world_.open_file) return world_.open_file(path);
  auto bytes = read_file(path);
  if (!bytes) return fail(bytes.error());
  return message::Source::from_text(std::move(*bytes));
}

Result<std::string> Variables::apply(std::string_view function,
                                     const std::vector<std::string>& arguments) const {
  if (function == "base64") return base::base64_encode(arguments[0]);
  if (function == "file") return read_file(relative_to(world_.beside, arguments[0]));
  if (function == "repeat") return repeated(arguments[0], arguments[1]);
  auto value = world_.getenv ? world_.getenv(arguments[0]) : std::nullopt;
  if (value) return std::move(*value);
  return fail(ErrorKind::usage,
              fmt::format("'{}' is not set in the environment", base::printable(arguments[0])));
}

Result<std::string> Variables::call(const Piece& piece) const {
  if (find_function(piece.text) == nullptr) {
    auto value = find(piece.text);
    if (value) return std::move(*value);
    return fail(ErrorKind::usage, not_set(piece.text));
  }
  std::vector<std::string> arguments;
  for (const Template& argument : piece.arguments) {
    if (is_heard(argument) && piece.text == "file") return refuse_heard("a file of this machine");
    if (is_heard(argument) && piece.text == "env")
      return refuse_heard("a variable of this machine");
    auto expanded = expand(argument);
    if (!expanded) return expanded;
    arguments.push_back(std::move(*expanded));
  }
  return apply(piece.text, arguments);
}

Result<std::string> Variables::expand(const Template& text) const {
  std::string out;
  for (const Piece& piece : text.pieces) {
    if (!piece.is_call) {
      out += piece.text;
      continue;
    }
    const auto value = call(piece);
    if (!value) return value;
    out += *value;
  }
  return out;
}

Result<std::string> Variables::expand_line(const Template& text) const {
  Template unescaped = text;
  for (Piece& piece : unescaped.pieces)
    if (!piece.is_call) piece.text = without_star_escapes(piece.text);
  auto line = expand(unescaped);
  if (line && base::breaks_line(*line))
    return fail(ErrorKind::usage,
                "a C: line cannot hold CR, LF or NUL, as a variable in it does: use @send");
  return line;
}

tl::unexpected<base::Error> refuse_heard(std::string_view what) {
  return fail(ErrorKind::usage,
              fmt::format("what the other side said must not name {}: write it in the file", what));
}

std::string not_set(std::string_view name) {
  const bool secret = name == "password" || name == "token";
  return fmt::format("variable '{}' is not set: give it with --{} {}={}", name,
                     secret ? "secret" : "var", name, secret ? "@FILE" : "...");
}

}  // namespace session
