// The tables of reply codes and enhanced codes: what each means, who must act, what to do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codes/advice.h"
#include "codes/enhanced.h"

namespace codes {

// One page of a table. Views point into the text the table was made from.
struct CodePage {
  std::string_view code;  // "550", "5xx", "X.7.26", "5.7.606-649", "X.7.X"
  std::string_view name;
  std::string_view source;  // "RFC 5321", "convention", "Exchange Online"
  std::string_view stage;   // "MAIL, RCPT"; empty for enhanced codes
  std::string_view basic;   // reply codes that go with an enhanced code
  std::string_view means;
  std::string_view loosely;  // what people take it to mean, where that differs
  std::string_view causes;   // the likeliest first, separated by "; "
  std::string_view todo;
  std::string_view reason;  // of Sisimai's names, where the code alone tells it
  Actor who = Actor::text;
  std::optional<Retry> retry;  // nothing: follows from the class
  Suppress suppress = Suppress::no;

  bool is_enhanced() const { return code.find('.') != code.npos; }
  bool is_range() const;  // "5xx", "X.7.X": of a class or subject, not of one code

  // For the class of the code that was met (2, 4 or 5).
  Retry retry_for(int klass) const;
  Suppress suppress_for(int klass) const;
};

// The first digit of a reply code or an enhanced one; 0 for "X.1.1" or a reason.
int class_of(std::string_view code);

class CodeTable {
 public:
  // The tables that are compiled in; parsed at the first call.
  static const CodeTable& builtin();

  // The reasons, as pages of the same form: "userunknown" is their code.
  static const CodeTable& reasons();

  // The page of exactly that name; nullptr when there is none.
  const CodePage* named(std::string_view code) const;

  // The page of the code itself, else the one of its first digit; nullptr outside of 1xx to 5xx.
  const CodePage* reply(int code) const;

  // The provider's page, else the registry's, else nullptr.
  const CodePage* enhanced(const smtp::EnhancedStatus& code) const;

  // "X.7.X" and "5.X.X": what is known of any code.
  const CodePage* subject(int subject) const;
  const CodePage* klass(int klass) const;

  // Reply codes, then enhanced ones, in the order of the tables.
  const std::vector<CodePage>& pages() const { return pages_; }

  // "550", "5.7.26", "4xx", "5.7.*", "x.7.26", "5": each page that the pattern names, in the
  // order of their numbers.
  std::vector<const CodePage*> find(std::string_view pattern) const;

  // Adds one table. Error kind parse for a field it does not know.
  base::Result<void> add(std::string_view text, std::string_view source);

 private:
  std::vector<CodePage> pages_;
};

}  // namespace codes
