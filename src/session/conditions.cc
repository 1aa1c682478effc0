#include "session/conditions.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"
#include "session/template.h"

namespace session {
namespace {

enum class Groups { any, one };

template <typename Row>
std::string names_of(const std::vector<Row>& rows) {
  std::string names;
  for (const Row& row : rows) names += (names.empty() ? "" : ", ") + std::string(row.name);
  return names;
}

Read<const SubjectRow*> read_subject(Cursor& cursor) {
  const Cursor start = cursor;
  const std::string_view word = cursor.take_plain_word();
  const auto found = std::ranges::find(subjects(), word, &SubjectRow::name);
  if (found == subjects().end()) return start.expected("one of " + names_of(subjects()));
  cursor.skip_blanks();
  return &*found;
}

Read<std::string> read_argument(Cursor& cursor, Argument argument) {
  const Cursor start = cursor;
  if (argument == Argument::none) return std::string();
  const std::string word(cursor.take_plain_word());
  cursor.skip_blanks();
  if (argument == Argument::keyword && word.empty())
    return start.expected("an EHLO keyword, as in 'ehlo STARTTLS'");
  if (argument == Argument::number && base::parse_number(word, 512).value_or(0) == 0)
    return start.expected("the number of a line, as in 'line 1'");
  if (argument == Argument::name && !is_name(word))
    return start.expected("the name of a variable, as in 'var queue_id'");
  return word;
}

Read<Condition> read_subject_and_argument(Cursor& cursor) {
  cursor.skip_blanks();
  const auto row = read_subject(cursor);
  if (!row) return tl::unexpected(row.error());
  auto argument = read_argument(cursor, (*row)->argument);
  if (!argument) return tl::unexpected(argument.error());
  Condition condition;
  condition.subject = (*row)->subject;
  condition.argument = std::move(*argument);
  return condition;
}

Read<const PredicateRow*> read_predicate(Cursor& cursor, const SubjectRow& subject) {
  const Cursor start = cursor;
  const std::string_view word = cursor.take_plain_word();
  const auto found = std::ranges::find(predicates(), word, &PredicateRow::name);
  if (found == predicates().end()) return start.expected("one of " + names_of(predicates()));
  const bool text = subject.measure == Measure::text;
  const bool has_order =
      subject.subject == Subject::ehlo || !(text || subject.measure == Measure::truth);
  if (found->ordered && !has_order)
    return start.expected(
        fmt::format("==, != or another predicate for text: '{}' has no order", subject.name));
  if (found->of_text && !text)
    return start.expected(
        fmt::format("==, !=, <, <=, >, >= or exists: '{}' is not text", subject.name));
  cursor.skip_blanks();
  return &*found;
}

Read<Template> read_pattern(Cursor& cursor, Groups groups) {
  const std::size_t start = cursor.at();
  if (!cursor.take("/")) return cursor.expected("a regular expression between slashes: /re2/");
  std::string pattern;
  while (!cursor.take("/")) {
    if (cursor.done()) return complain(start, "expected / to end this regular expression");
    if (cursor.take("\\/")) {
      pattern += '/';
    } else {
      const std::size_t length = cursor.peek() == '\\' && cursor.peek(1) != '\0' ? 2 : 1;
      pattern += cursor.rest().substr(0, length);
      cursor.advance(length);
    }
  }
  const RE2 compiled(pattern, RE2::Quiet);
  if (!compiled.ok())
    return complain(start, fmt::format("not a regular expression of RE2: {}",
                                       base::printable(compiled.error())));
  if (groups == Groups::one && compiled.NumberOfCapturingGroups() != 1)
    return complain(start, "expected one group in this regular expression: what is captured");
  return Template::literal(pattern);
}

bool is_measured(std::string_view text, Measure measure) {
  switch (measure) {
    case Measure::text:
      return true;
    case Measure::number:
      return base::parse_number(text.substr(text.starts_with("-") ? 1 : 0), 1'000'000'000)
          .has_value();
    case Measure::duration:
      return base::parse_duration(text).has_value();
    case Measure::size:
      return base::parse_size(text).has_value();
    case Measure::version:
      return parse_tls_version(text).has_value();
    case Measure::truth:
      return text == "true" || text == "false";
  }
  return false;
}

std::string_view example_of(Measure measure) {
  switch (measure) {
    case Measure::text:
      return "a value (in quotes when it holds blanks)";
    case Measure::number:
      return "a number";
    case Measure::duration:
      return "a duration with its unit: 200ms, 2s, 5m";
    case Measure::size:
      return "a size: 1024, 10KiB, 5MB";
    case Measure::version:
      return "TLSv1, TLSv1.1, TLSv1.2 or TLSv1.3";
    case Measure::truth:
      return "true or false";
  }
  return {};
}

Read<Template> read_value(Cursor& cursor, Measure measure) {
  const Cursor start = cursor;
  auto value = read_word(cursor, example_of(measure));
  if (!value) return value;
  if (value->is_literal() && !is_measured(value->literal_text(), measure))
    return start.expected(example_of(measure));
  return value;
}

Read<Condition> end_of_condition(Cursor& cursor, Condition condition) {
  cursor.skip_blanks();
  if (!cursor.done()) return cursor.expected("the end of the line (values with blanks are quoted)");
  return condition;
}

Read<Condition> read_rest(Cursor& cursor, Condition condition) {
  const SubjectRow& subject = row_of(condition.subject);
  condition.negated = cursor.take("not ");
  cursor.skip_blanks();
  const auto predicate = read_predicate(cursor, subject);
  if (!predicate) return tl::unexpected(predicate.error());
  condition.predicate = (*predicate)->predicate;
  if ((*predicate)->has_value) {
    auto value = condition.predicate == Predicate::matches
                     ? read_pattern(cursor, Groups::any)
                     : read_value(cursor, measure_of(condition));
    if (!value) return tl::unexpected(value.error());
    condition.value = std::move(*value);
  }
  return end_of_condition(cursor, std::move(condition));
}

std::string print_pattern(const Template& value) {
  std::string out = "/";
  const std::string_view pattern = value.literal_text();
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '/') out += '\\';
    out += pattern[i];
    if (pattern[i] == '\\' && i + 1 < pattern.size()) out += pattern[++i];
  }
  return out + "/";
}

}  // namespace

const std::vector<SubjectRow>& subjects() {
  static const std::vector<SubjectRow> rows{
      {Subject::code, "code", Argument::none, Measure::number, Known::reply},
      {Subject::status, "status", Argument::none, Measure::text, Known::reply},
      {Subject::text, "text", Argument::none, Measure::text, Known::reply},
      {Subject::line, "line", Argument::number, Measure::text, Known::reply},
      {Subject::lines, "lines", Argument::none, Measure::number, Known::reply},
      {Subject::ehlo, "ehlo", Argument::keyword, Measure::text, Known::reply},
      {Subject::time, "time", Argument::none, Measure::duration, Known::client},
      {Subject::elapsed, "elapsed", Argument::none, Measure::duration, Known::both},
      {Subject::bytes, "bytes", Argument::none, Measure::size, Known::reply},
      {Subject::tls_version, "tls.version", Argument::none, Measure::version, Known::both},
      {Subject::tls_cipher, "tls.cipher", Argument::none, Measure::text, Known::both},
      {Subject::tls_group, "tls.group", Argument::none, Measure::text, Known::both},
      {Subject::tls_verified, "tls.verified", Argument::none, Measure::truth, Known::client},
      {Subject::tls_resumed, "tls.resumed", Argument::none, Measure::truth, Known::both},
      {Subject::tls_ocsp, "tls.ocsp", Argument::none, Measure::text, Known::client},
      {Subject::tls_alert, "tls.alert", Argument::none, Measure::text, Known::client},
      {Subject::cert_subject, "cert.subject", Argument::none, Measure::text, Known::client},
      {Subject::cert_issuer, "cert.issuer", Argument::none, Measure::text, Known::client},
      {Subject::cert_names, "cert.names", Argument::none, Measure::text, Known::client},
      {Subject::cert_days, "cert.days", Argument::none, Measure::number, Known::client},
      {Subject::cert_sha256, "cert.sha256", Argument::none, Measure::text, Known::client},
      {Subject::cert_spki, "cert.spki", Argument::none, Measure::text, Known::client},
      {Subject::peer_ip, "peer.ip", Argument::none, Measure::text, Known::client},
      {Subject::peer_name, "peer.name", Argument::none, Measure::text, Known::client},
      {Subject::var, "var", Argument::name, Measure::text, Known::both},
  };
  return rows;
}

const std::vector<PredicateRow>& predicates() {
  static const std::vector<PredicateRow> rows{
      {Predicate::equal, "==", false, false, true},
      {Predicate::not_equal, "!=", false, false, true},
      {Predicate::less, "<", true, false, true},
      {Predicate::at_most, "<=", true, false, true},
      {Predicate::more, ">", true, false, true},
      {Predicate::at_least, ">=", true, false, true},
      {Predicate::contains, "contains", false, true, true},
      {Predicate::starts_with, "startsWith", false, true, true},
      {Predicate::ends_with, "endsWith", false, true, true},
      {Predicate::matches, "matches", false, true, true},
      {Predicate::exists, "exists", false, false, false},
  };
  return rows;
}

const SubjectRow& row_of(Subject subject) {
  return *std::ranges::find(subjects(), subject, &SubjectRow::subject);
}

Measure measure_of(const Condition& condition) {
  const bool by_size = condition.subject == Subject::ehlo && row_of(condition.predicate).ordered;
  return by_size ? Measure::size : row_of(condition.subject).measure;
}

const PredicateRow& row_of(Predicate predicate) {
  return *std::ranges::find(predicates(), predicate, &PredicateRow::predicate);
}

Read<Condition> read_condition(Cursor& cursor) {
  auto condition = read_subject_and_argument(cursor);
  return condition ? read_rest(cursor, std::move(*condition)) : condition;
}

Read<Condition> read_condition_or_subject(Cursor& cursor) {
  auto condition = read_subject_and_argument(cursor);
  return condition && !cursor.done() ? read_rest(cursor, std::move(*condition)) : condition;
}

Read<Condition> read_captured(Cursor& cursor) {
  auto condition = read_subject_and_argument(cursor);
  if (!condition || cursor.done()) return condition;
  condition->predicate = Predicate::matches;
  auto pattern = read_pattern(cursor, Groups::one);
  if (!pattern) return tl::unexpected(pattern.error());
  condition->value = std::move(*pattern);
  return end_of_condition(cursor, std::move(*condition));
}

std::string show_subject(const Condition& condition) {
  std::string out(row_of(condition.subject).name);
  if (!condition.argument.empty()) out += " " + condition.argument;
  return out;
}

std::string print_condition(const Condition& condition) {
  const PredicateRow& predicate = row_of(condition.predicate);
  std::string out = show_subject(condition);
  out += condition.negated ? " not " : " ";
  out += predicate.name;
  if (!predicate.has_value) return out;
  return out + " " +
         (condition.predicate == Predicate::matches ? print_pattern(condition.value)
                                                    : print_word(condition.value));
}

std::string print_condition_or_subject(const Condition& condition) {
  const bool plain = condition.predicate == Predicate::exists && !condition.negated;
  return plain ? show_subject(condition) : print_condition(condition);
}

std::string print_captured(const Condition& condition) {
  std::string out = show_subject(condition);
  if (condition.predicate == Predicate::matches) out += " " + print_pattern(condition.value);
  return out;
}

std::optional<int> parse_tls_version(std::string_view text) {
  if (text == "TLSv1" || text == "TLSv1.0") return 10;
  for (const int minor : {1, 2, 3})
    if (text == fmt::format("TLSv1.{}", minor)) return 10 + minor;
  return std::nullopt;
}

}  // namespace session
