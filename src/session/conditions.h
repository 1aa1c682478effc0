// The subjects and predicates of `?` lines: one table of each, which parser, printer, man page
// check and evaluation read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/cursor.h"
#include "session/script.h"

namespace session {

enum class Argument { none, keyword, number, name };

// What a subject's value is, and so what it can be compared with.
enum class Measure {
  text,      // any bytes
  number,    // 3
  duration,  // 200ms
  size,      // 10KiB
  version,   // TLSv1.2
  truth,     // true or false
};

// Whose knowledge a subject is.
enum class Known {
  reply,   // it stands in the reply: whoever reads the script knows it too
  client,  // the client's alone
  both,    // each side sees its own
};

struct SubjectRow {
  Subject subject;
  std::string_view name;
  Argument argument;
  Measure measure;
  Known known;
};
struct PredicateRow {
  Predicate predicate;
  std::string_view name;
  bool ordered;  // only for what can be more or less
  bool of_text;  // only for text
  bool has_value;
};

const std::vector<SubjectRow>& subjects();
const std::vector<PredicateRow>& predicates();
const SubjectRow& row_of(Subject subject);

// As what the values of this condition are compared: those of its subject, but of an EHLO keyword
// as a size where it is to be more or less (SIZE, LIMITS give numbers).
Measure measure_of(const Condition& condition);
const PredicateRow& row_of(Predicate predicate);

// SUBJECT [ARGUMENT] [not] PREDICATE [VALUE], up to the end of the line.
Read<Condition> read_condition(Cursor& cursor);
// The same for @skip-unless, where `exists` may be left out.
Read<Condition> read_condition_or_subject(Cursor& cursor);
// SUBJECT [ARGUMENT] [/re2 with one group/], for @capture.
Read<Condition> read_captured(Cursor& cursor);

std::string print_condition(const Condition& condition);
std::string print_condition_or_subject(const Condition& condition);
std::string print_captured(const Condition& condition);

// "ehlo STARTTLS", "line 2": what is looked at.
std::string show_subject(const Condition& condition);

// TLSv1, TLSv1.1, TLSv1.2, TLSv1.3 in that order as 10 to 13; nothing for anything else.
std::optional<int> parse_tls_version(std::string_view text);

}  // namespace session
