#include "session/directives.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "session/conditions.h"
#include "session/template.h"

namespace session {
namespace {

constexpr std::string_view kTlsVersions = "TLSv1|TLSv1.0|TLSv1.1|TLSv1.2|TLSv1.3";

bool is_one_of(std::string_view text, std::string_view words) {
  const auto all = base::split(words, '|');
  return std::ranges::find(all, text) != all.end();
}

std::string list_words(std::string_view words) {
  std::string out;
  for (const std::string_view word : base::split(words, '|'))
    out += (out.empty() ? "" : " or ") + std::string(word);
  return out;
}

std::string what_is(const Parameter& parameter) {
  switch (parameter.kind) {
    case Kind::text:
      return std::string(parameter.name);
    case Kind::words:
      return list_words(parameter.words);
    case Kind::name:
      return "a name (letters, digits, '_', '-', '.')";
    case Kind::file:
      return "a file";
    case Kind::target:
      return "HOST, HOST:PORT, unix:PATH or exec:COMMAND";
    case Kind::duration:
      return "a duration: 200ms, 3s, 5m";
    case Kind::size:
      return "a size: 4096, 64KiB, 1MB";
    case Kind::version:
      return list_words(kTlsVersions);
    case Kind::bytes:
      return "bytes in quotes: \"...\\r\\n\"";
  }
  return {};
}

bool suits(std::string_view text, const Parameter& parameter) {
  switch (parameter.kind) {
    case Kind::text:
    case Kind::bytes:
      return true;
    case Kind::words:
      return is_one_of(text, parameter.words);
    case Kind::name:
      return is_name(text);
    case Kind::file:
    case Kind::target:
      return !text.empty();
    case Kind::duration:
      return base::parse_duration(text).has_value();
    case Kind::size:
      return base::parse_size(text).value_or(0) > 0;
    case Kind::version:
      return std::ranges::any_of(base::split(kTlsVersions, '|'), [text](std::string_view one) {
        return base::equal_ignoring_case(one, text);
      });
  }
  return false;
}

bool may_be_expanded(Kind kind) { return kind != Kind::name && kind != Kind::words; }

Read<Template> read_value(Cursor& cursor, const Parameter& parameter, std::string_view usage) {
  const Cursor start = cursor;
  const std::string wanted = fmt::format("{}, as in {}", what_is(parameter), usage);
  const bool command = parameter.kind == Kind::target && cursor.rest().starts_with("exec:");
  auto value = command                         ? read_text(cursor)
               : parameter.kind == Kind::bytes ? read_quoted(cursor, wanted)
                                               : read_word(cursor, wanted);
  if (!value) return value;
  if (!cursor.done() && cursor.peek() != ' ' && cursor.peek() != '\t')
    return cursor.expected("a blank or the end of the line behind the closing quote");
  const bool fits = value->is_literal() ? suits(value->literal_text(), parameter)
                                        : may_be_expanded(parameter.kind);
  if (!fits) return start.expected(wanted);
  return value;
}

// The key when KEY= stands here; the cursor is then behind the '='.
std::optional<std::string> take_key(Cursor& cursor) {
  Cursor ahead = cursor;
  const std::string key(ahead.take_name());
  if (!is_name(key) || !ahead.take("=")) return std::nullopt;
  cursor = ahead;
  return key;
}

const Parameter* find_option(const DirectiveRow& row, std::string_view key) {
  static constexpr Parameter kAny{"a value", Kind::text};
  if (row.any_option) return &kAny;
  const auto found = std::ranges::find(row.options, key, &Parameter::name);
  return found == row.options.end() ? nullptr : &*found;
}

std::string option_names(const DirectiveRow& row) {
  std::string names;
  for (const Parameter& option : row.options)
    names += fmt::format("{}{}=", names.empty() ? "" : ", ", option.name);
  return names;
}

Read<Option> read_option(Cursor& cursor, const DirectiveRow& row, std::size_t at, std::string key,
                         const Directive& so_far) {
  const Parameter* parameter = find_option(row, key);
  if (parameter == nullptr)
    return complain(
        at, fmt::format("@{} has no option '{}='; expected {}", row.name, key, option_names(row)));
  if (so_far.option(key) != nullptr) return complain(at, fmt::format("'{}=' stands twice", key));
  auto value = read_value(cursor, *parameter, row.usage);
  if (!value) return tl::unexpected(value.error());
  return Option{std::move(key), std::move(*value)};
}

bool takes_options(const DirectiveRow& row) { return row.any_option || !row.options.empty(); }

Read<Directive> read_arguments(Cursor& cursor, const DirectiveRow& row, Directive directive) {
  for (cursor.skip_blanks(); !cursor.done(); cursor.skip_blanks()) {
    const std::size_t at = cursor.at();
    auto key = takes_options(row) ? take_key(cursor) : std::nullopt;
    if (key) {
      auto option = read_option(cursor, row, at, std::move(*key), directive);
      if (!option) return tl::unexpected(option.error());
      directive.options.push_back(std::move(*option));
    } else if (directive.values.size() == row.values.size()) {
      return cursor.expected(fmt::format("the end of the line, as in {}", row.usage));
    } else {
      auto value = read_value(cursor, row.values[directive.values.size()], row.usage);
      if (!value) return tl::unexpected(value.error());
      directive.values.push_back(std::move(*value));
    }
  }
  if (directive.values.size() < row.least)
    return cursor.expected(
        fmt::format("{}, as in {}", what_is(row.values[directive.values.size()]), row.usage));
  return directive;
}

// `@expect close [within 5s]` and `@expect silence 2s` are the one directive whose second word
// hangs on its first.
Read<Directive> read_expect(Cursor& cursor, const DirectiveRow& row, Directive directive) {
  auto read = read_arguments(cursor, row, std::move(directive));
  if (!read) return read;
  const std::vector<Template>& values = read->values;
  const bool silence = values.front().literal_text() == "silence";
  if (silence && (values.size() != 2 || !suits(values[1].literal_text(), {"", Kind::duration})))
    return complain(cursor.at(), "expected how long, as in @expect silence 2s");
  if (!silence && values.size() != 1 &&
      (values.size() != 3 || values[1].literal_text() != "within"))
    return complain(cursor.at(), "expected the end of the line or 'within 5s' behind 'close'");
  return read;
}

Read<const DirectiveRow*> read_row(Cursor& cursor, bool of_server) {
  const Cursor start = cursor;
  const std::string_view name = cursor.take_plain_word();
  const auto found = std::ranges::find(directives(), name, &DirectiveRow::name);
  if (found == directives().end()) {
    std::vector<std::string> known;
    for (const DirectiveRow& row : directives()) known.emplace_back(row.name);
    const auto meant = base::nearest(name, known);
    return start.expected(meant ? fmt::format("a directive: did you mean @{}?", *meant)
                                : fmt::format("a directive: {}", fmt::join(known, ", ")));
  }
  if (of_server && found->party == Party::client)
    return start.expected(
        fmt::format("send, close, reset, pause or swallow behind @S: @{} is the "
                    "client's",
                    found->name));
  if (!of_server && found->party == Party::server)
    return start.expected(fmt::format("{}: it is the server's", found->usage));
  return &*found;
}

Read<Statement> read_connect(Cursor& cursor, const DirectiveRow& row) {
  Statement statement;
  cursor.skip_blanks();
  const std::size_t at = cursor.at();
  if (const auto key = take_key(cursor)) {
    if (find_option(row, *key) != nullptr)
      return complain(at, "expected HOST, HOST:PORT, unix:PATH or exec:COMMAND first, as in " +
                              std::string(row.usage));
    statement.connection = *key;
  }
  auto directive = read_arguments(cursor, row, Directive{row.verb, false, {}, {}});
  if (!directive) return tl::unexpected(directive.error());
  statement.what = std::move(*directive);
  return statement;
}

template <typename Made>
Read<Statement> as_statement(Read<Made> made) {
  if (!made) return tl::unexpected(made.error());
  return Statement{{}, {}, std::move(*made)};
}

Read<Statement> read_capture(Cursor& cursor, const DirectiveRow& row) {
  cursor.skip_blanks();
  auto name = read_value(cursor, {"NAME", Kind::name}, row.usage);
  if (!name) return tl::unexpected(name.error());
  auto from = read_captured(cursor);
  if (!from) return tl::unexpected(from.error());
  return Statement{{}, {}, Capture{std::string(name->literal_text()), std::move(*from)}};
}

Read<Statement> read_skip(Cursor& cursor) {
  auto condition = read_condition_or_subject(cursor);
  if (!condition) return tl::unexpected(condition.error());
  return Statement{{}, {}, SkipUnless{std::move(*condition)}};
}

std::string print_value(const Template& value, const DirectiveRow& row, std::size_t index) {
  const bool bytes = index < row.values.size() && row.values[index].kind == Kind::bytes;
  return bytes ? print_quoted(value) : print_word(value);
}

}  // namespace

const std::vector<DirectiveRow>& directives() {
  static constexpr std::string_view kFail = "fail";
  static const std::vector<DirectiveRow> rows{
      {Verb::connect,
       "connect",
       Party::client,
       "@connect mx.example.com:25",
       1,
       {{"HOST:PORT", Kind::target}},
       {{"from", Kind::text}, {"expect", Kind::words, kFail}}},
      {Verb::use, "use", Party::client, "@use second", 1, {{"NAME", Kind::name}}, {}},
      {Verb::tls,
       "tls",
       Party::client,
       "@tls verify=on",
       0,
       {},
       {{"verify", Kind::words, "on|off|ca|name|dane"},
        {"name"},
        {"sni"},
        {"min", Kind::version},
        {"max", Kind::version},
        {"ciphers"},
        {"groups"},
        {"cert", Kind::file},
        {"key", Kind::file},
        {"ocsp", Kind::words, "require"},
        {"expect", Kind::words, kFail}}},
      {Verb::plain, "plain", Party::client, "@plain", 0, {}, {}},
      {Verb::auth,
       "auth",
       Party::client,
       "@auth PLAIN user=alice password={{password}}",
       1,
       {{"a mechanism"}},
       {{"user"}, {"password"}, {"token"}, {"authorization"}, {"realm"}, {"domain"}}},
      {Verb::proxy,
       "proxy",
       Party::client,
       "@proxy v2 from=192.0.2.1:1234 to=192.0.2.2:25",
       1,
       {{"version", Kind::words, "v1|v2"}, {"local", Kind::words, "local"}},
       {{"from"}, {"to"}}},
      {Verb::xclient,
       "xclient",
       Party::client,
       "@xclient NAME=spike.example.org ADDR=192.0.2.1",
       0,
       {},
       {},
       true},
      {Verb::message, "message", Party::client, "@message FILE", 1, {{"FILE", Kind::file}}, {}},
      {Verb::bdat,
       "bdat",
       Party::client,
       "@bdat FILE chunk=64KiB",
       1,
       {{"FILE", Kind::file}},
       {{"chunk", Kind::size}}},
      {Verb::send, "send", Party::both, "@send \"NOOP\\r\\n\"", 1, {{"bytes", Kind::bytes}}, {}},
      {Verb::flush, "flush", Party::client, "@flush", 0, {}, {}},
      {Verb::pause, "pause", Party::both, "@pause 3s", 1, {{"how long", Kind::duration}}, {}},
      {Verb::timeout,
       "timeout",
       Party::client,
       "@timeout 30s",
       1,
       {{"how long", Kind::duration}},
       {}},
      {Verb::close, "close", Party::both, "@close", 0, {}, {}},
      {Verb::reset, "reset", Party::both, "@reset", 0, {}, {}},
      {Verb::swallow,
       "swallow",
       Party::server,
       "@S swallow 4096",
       1,
       {{"how much", Kind::size}},
       {}},
      {Verb::expect,
       "expect",
       Party::client,
       "@expect close within 5s",
       1,
       {{"what", Kind::words, "close|silence"},
        {"'within' or how long"},
        {"how long", Kind::duration}},
       {}},
      {Verb::set,
       "set",
       Party::client,
       "@set name value",
       2,
       {{"NAME", Kind::name}, {"a value"}},
       {}},
      {Verb::capture,
       "capture",
       Party::client,
       "@capture queue_id text /queued as (\\w+)/",
       0,
       {},
       {}},
      {Verb::include, "include", Party::client, "@include FILE", 1, {{"FILE", Kind::file}}, {}},
      {Verb::skip_unless, "skip-unless", Party::client, "@skip-unless ehlo STARTTLS", 0, {}, {}},
  };
  return rows;
}

const DirectiveRow& row_of(Verb verb) {
  return *std::ranges::find(directives(), verb, &DirectiveRow::verb);
}

bool is_told_as_it_stands(Verb verb) {
  static constexpr std::array kTold{Verb::plain, Verb::flush, Verb::pause,   Verb::timeout,
                                    Verb::close, Verb::reset, Verb::swallow, Verb::expect};
  return std::ranges::find(kTold, verb) != kTold.end();
}

Read<Statement> read_directive(Cursor& cursor) {
  const bool of_server = cursor.take("S ");
  if (of_server) cursor.skip_blanks();
  const auto row = read_row(cursor, of_server);
  if (!row) return tl::unexpected(row.error());
  Directive directive{(*row)->verb, of_server, {}, {}};
  switch ((*row)->verb) {
    case Verb::connect:
      return read_connect(cursor, **row);
    case Verb::capture:
      return read_capture(cursor, **row);
    case Verb::skip_unless:
      return read_skip(cursor);
    case Verb::expect:
      return as_statement(read_expect(cursor, **row, std::move(directive)));
    case Verb::use:
    case Verb::tls:
    case Verb::plain:
    case Verb::auth:
    case Verb::proxy:
    case Verb::xclient:
    case Verb::message:
    case Verb::bdat:
    case Verb::send:
    case Verb::flush:
    case Verb::pause:
    case Verb::timeout:
    case Verb::close:
    case Verb::reset:
    case Verb::swallow:
    case Verb::set:
    case Verb::include:
      return as_statement(read_arguments(cursor, **row, std::move(directive)));
  }
  return cursor.expected("a directive");
}

std::string print_directive(const Statement& statement, const Directive& directive) {
  const DirectiveRow& row = row_of(directive.verb);
  std::string out = fmt::format("@{}{}", directive.of_server ? "S " : "", row.name);
  const std::string name = statement.connection.empty() ? "" : statement.connection + "=";
  for (std::size_t i = 0; i < directive.values.size(); ++i)
    out += fmt::format(" {}{}", i == 0 ? name : "", print_value(directive.values[i], row, i));
  for (const Option& option : directive.options)
    out += fmt::format(" {}={}", option.key, print_word(option.value));
  return out;
}

}  // namespace session
