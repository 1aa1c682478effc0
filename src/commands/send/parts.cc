#include "commands/send/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/text.h"
#include "message/media_type.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using message::Source;

constexpr std::string_view kDefaultBody = "This is a test message, sent by ehlo.\r\n";
constexpr std::string_view kName = ";name=";

auto wrong(std::string_view option, std::string_view why) {
  return fail(ErrorKind::parse, fmt::format("{}: {}", option, why));
}

// "image/png"; a type may bring parameters.
bool is_type(std::string_view text) {
  const std::string_view type = text.substr(0, text.find(';'));
  const std::size_t slash = type.find('/');
  const auto is_token = [](std::string_view word) {
    return !word.empty() && std::ranges::all_of(word, [](char c) {
      return c > ' ' && c < 0x7F &&
             std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
    });
  };
  return slash != std::string_view::npos && is_token(type.substr(0, slash)) &&
         is_token(type.substr(slash + 1)) && base::is_ascii(text) && !base::breaks_line(text);
}

Result<void> check_type(std::string_view option, const std::string& type) {
  if (is_type(type)) return {};
  return wrong(option,
               fmt::format("'{}' is not a media type: write text/plain, image/png or the like",
                           base::printable(type)));
}

bool is_file(std::string_view value) {
  return value == "-" || value.starts_with('@') || value.starts_with("-;name=");
}

// A value that was meant as a file, although it is not written as one: a word of which the disk or
// its form says so.
bool is_meant_as_file(std::string_view value) {
  std::error_code none;
  if (std::filesystem::is_regular_file(value, none)) return true;
  const std::string_view word = base::trim(value);
  if (word.empty() || word.find_first_of(" \t\r\n") != std::string_view::npos) return false;
  constexpr std::array<std::string_view, 4> kPaths{"@", "/", "./", "../"};
  return std::ranges::any_of(kPaths, [&](auto begin) { return word.starts_with(begin); }) ||
         message::media_type(std::string(word)) != message::kUnknownType;
}

// Its value is @FILE, -, or the text itself. A lone @ is most often a variable of the shell that
// was not set.
Result<PlannedPart> part_of(std::string_view option, std::string_view value) {
  if (value == "@") return wrong(option, "'@' names no file");
  PlannedPart part;
  part.option = option;
  if (is_file(value))
    part.file = value == "-" ? value : value.substr(1);
  else
    part.text = value;
  return part;
}

class Planner {
 public:
  explicit Planner(const SendOptions& options) : options_(options) {}

  Result<PlannedParts> run();

 private:
  Result<void> take(const AttachWord& word);
  Result<void> attach(std::string_view value);
  Result<void> inline_file(std::string_view value);
  Result<void> add_text(std::string_view option, std::string type, std::string_view value);
  Result<void> survey_all();
  Result<void> survey(PlannedPart& part);
  Result<void> peek(PlannedPart& part);

  const SendOptions& options_;
  PlannedParts planned_;
  std::string type_;                 // --attach-type in force
  bool type_waits_ = false;          // for what it is the type of
  std::optional<std::string> name_;  // --attach-name, for the next one
  bool stdin_taken_ = false;
};

// By the name that it gets, else by that of the file.
std::string type_by_name(const PlannedPart& part) {
  std::string type = message::media_type(part.name);
  return type == message::kUnknownType ? message::media_type(part.file) : type;
}

Result<void> Planner::attach(std::string_view text) {
  const AttachValue split = split_attach(text);
  const std::string_view value = split.content;
  const std::string type(split.type.empty() ? type_ : split.type);
  auto name = std::exchange(name_, std::nullopt);
  if (split.name) name = *split.name;
  type_waits_ = false;
  auto planned = part_of("--attach", value);
  if (!planned) return fail(planned.error());
  PlannedPart& part = *planned;
  if (!is_file(value) && (type.empty() || is_meant_as_file(value))) {
    const std::string_view word = base::trim(value);
    return wrong(
        "--attach",
        fmt::format("'{}' is not @FILE: write --attach @{}{}", base::printable(value),
                    base::printable(word.starts_with('@') ? word.substr(1) : word),
                    type.empty() ? "; a text needs a type, as in --attach-type text/plain" : ""));
  }
  const bool on_disk = is_file(value) && value != "-";
  part.name = name ? *name : on_disk ? std::filesystem::path(part.file).filename().string() : "";
  if (base::breaks_line(part.name)) return wrong("--attach", "a name cannot hold CR, LF or NUL");
  part.type = !type.empty() ? type : type_by_name(part);
  planned_.attachments.push_back(std::move(part));
  return {};
}

Result<void> Planner::add_text(std::string_view option, std::string type, std::string_view value) {
  auto part = part_of(option, value);
  if (!part) return fail(part.error());
  part->type = std::move(type);
  planned_.texts.push_back(std::move(*part));
  return {};
}

Result<void> Planner::inline_file(std::string_view value) {
  const auto [id, file] = split_inline(value);
  const bool good = !id.empty() && base::is_ascii(id) && !base::breaks_line(id) &&
                    id.find_first_of("<> \t") == std::string_view::npos;
  if (!good || file.empty())
    return wrong("--inline", fmt::format("'{}' is not CID:FILE, where the HTML has src=\"cid:CID\"",
                                         base::printable(value)));
  PlannedPart part;
  part.option = "--inline";
  part.file = file;
  part.name = std::filesystem::path(part.file).filename().string();
  if (base::breaks_line(part.name)) return wrong("--inline", "a name cannot hold CR, LF or NUL");
  part.type = message::media_type(part.file);
  part.content_id = id;
  const auto same_id = [wanted = id](const PlannedPart& other) {
    return other.content_id == wanted;
  };
  if (std::ranges::any_of(planned_.inlined, same_id))
    return wrong("--inline", fmt::format("'{}' is the CID of two files: each needs its own", id));
  planned_.inlined.push_back(std::move(part));
  return {};
}

Result<void> Planner::take(const AttachWord& word) {
  switch (word.kind) {
    case AttachWord::Kind::type:
      type_ = word.text;
      type_waits_ = true;
      return check_type("--attach-type", type_);
    case AttachWord::Kind::name:
      name_ = word.text;
      return {};
    case AttachWord::Kind::body:
      type_waits_ = false;
      name_.reset();
      return add_text("--attach-body",
                      type_.empty() ? "text/plain" : std::exchange(type_, std::string()),
                      word.text);
    case AttachWord::Kind::file:
      return attach(word.text);
  }
  return {};
}

// What a part holds is known before it is sent only if it can be read twice.
Result<void> Planner::survey(PlannedPart& part) {
  if (part.file == "-" && std::exchange(stdin_taken_, true))
    return fail(ErrorKind::usage, part.option + ": standard input can be read only once");
  if (!part.file.empty() && !Source::can_be_read_twice(part.file)) {
    part.survey = message::unknown();
    return {};
  }
  auto source = part.file.empty() ? Source::from_text(part.text) : Source::open(part.file);
  auto found = source ? message::survey(*source) : fail(source.error());
  if (found) {
    part.survey = *found;
    return {};
  }
  found.error().text = fmt::format("{}: {}", part.option, found.error().text);
  return fail(found.error());
}

// A file is encoded whatever it holds, but of a text the charset is told.
Result<void> Planner::peek(PlannedPart& part) {
  auto source = Source::open(part.file);
  const auto piece = source ? source->next() : fail(source.error());
  if (!piece)
    return fail(piece.error().kind, fmt::format("{}: {}", part.option, piece.error().text));
  constexpr std::size_t kLongest = 4;  // bytes of one character, which the piece's end may cut
  const std::size_t rest = piece->size() - base::utf8_prefix(*piece);
  part.survey.utf8 = rest == 0 || (rest < kLongest && source->size() != piece->size());
  return {};
}

Result<void> Planner::survey_all() {
  for (auto* parts : {&planned_.texts, &planned_.inlined, &planned_.attachments})
    for (PlannedPart& part : *parts) {
      const bool as_it_is = parts == &planned_.texts || part.type.starts_with("message/");
      if (as_it_is || !Source::can_be_read_twice(part.file)) {
        if (auto done = survey(part); !done) return done;
      } else if (!part.file.empty()) {
        if (auto done = peek(part); !done) return done;
      }
    }
  return {};
}

Result<PlannedParts> Planner::run() {
  for (const AttachWord& word : options_.attach_words())
    if (auto taken = take(word); !taken) return fail(taken.error());
  if (type_waits_ || name_)
    return fail(ErrorKind::usage,
                fmt::format("--attach-{} stands ahead of the --attach{} that it is for",
                            name_ ? "name" : "type", name_ ? "" : " or --attach-body"));
  for (const std::string& one : options_.inlined)
    if (auto taken = inline_file(one); !taken) return fail(taken.error());
  if (options_.html)
    if (auto good = add_text("--html", "text/html", *options_.html); !good)
      return fail(good.error());
  if (options_.body || planned_.texts.empty()) {
    const std::string body = options_.body.value_or(std::string(kDefaultBody));
    if (auto good = add_text("--body", "text/plain", body); !good) return fail(good.error());
    std::rotate(planned_.texts.begin(), planned_.texts.end() - 1, planned_.texts.end());
  }
  if (auto done = survey_all(); !done) return fail(done.error());
  return std::move(planned_);
}

Result<message::Part> open(const PlannedPart& planned,
                           const message::TokenReplacer::Table& tokens) {
  auto source = planned.file.empty()
                    ? Source::from_text(message::replace_tokens(planned.text, tokens))
                    : Source::open(planned.file);
  if (!source)
    return fail(source.error().kind, fmt::format("{}: {}", planned.option, source.error().text));
  if (!planned.file.empty() && !tokens.empty())
    source = Source::replaced(std::move(*source), tokens);
  return message::Part{planned.type, planned.name, planned.content_id, std::move(*source),
                       planned.survey};
}

}  // namespace

AttachValue split_attach(std::string_view value) {
  AttachValue split;
  const std::size_t colon = value.find(':');
  if (colon != std::string_view::npos && is_type(value.substr(0, colon))) {
    split.type = value.substr(0, colon);
    value.remove_prefix(colon + 1);
  }
  if (const std::size_t at = value.rfind(kName); is_file(value) && at != std::string_view::npos) {
    const std::string_view name = value.substr(at + kName.size());
    const bool quoted = name.size() > 1 && name.starts_with('"') && name.ends_with('"');
    split.name = quoted ? name.substr(1, name.size() - 2) : name;
    value = value.substr(0, at);
  }
  split.content = value;
  return split;
}

InlineValue split_inline(std::string_view value) {
  const std::size_t colon = value.find(':');
  std::string_view file = colon == std::string_view::npos ? "" : value.substr(colon + 1);
  if (file.starts_with('@')) file.remove_prefix(1);
  return {value.substr(0, colon), file};
}

Result<PlannedParts> plan_parts(const SendOptions& options) { return Planner(options).run(); }

Result<message::Parts> open_parts(const PlannedParts& planned,
                                  const message::TokenReplacer::Table& tokens) {
  message::Parts parts;
  for (const auto& [from, into] :
       {std::pair(&planned.texts, &parts.texts), std::pair(&planned.inlined, &parts.inlined),
        std::pair(&planned.attachments, &parts.attachments)})
    for (const PlannedPart& one : *from) {
      auto part = open(one, into == &parts.texts ? tokens : message::TokenReplacer::Table());
      if (!part) return fail(part.error());
      into->push_back(std::move(*part));
    }
  return parts;
}

}  // namespace commands
