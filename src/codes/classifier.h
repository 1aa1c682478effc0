// Why a message was refused, from the words of the reply.
//
// One pass over the text finds the patterns that can match (literals.h); of these the first rule
// in order that does match decides.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codes/reply_text.h"
#include "codes/rule.h"

namespace codes {

enum class Confidence { low, medium, high };
std::string_view name(Confidence confidence);

struct Verdict {
  std::string_view reason = "undefined";  // one of data/reasons.txt
  std::string decided_by;                 // "rule userunknown/wrong-recipient", "status 5.1.1"
  std::string_view provider;              // "google"; empty when nobody is recognised
  std::string_view provider_name;         // "Gmail"
  Confidence confidence = Confidence::low;
  std::optional<smtp::EnhancedStatus> status;  // that came with the words
};

class Classifier {
 public:
  // Patterns are compiled when they are needed; check_patterns() compiles all.
  static base::Result<Classifier> make(std::vector<Rule> rules);

  // With the rules that are compiled in; made at the first call.
  static const Classifier& builtin();

  // By the words of the reply itself, else by those around it; then by the enhanced code, then by
  // words that say little (tier 3), then by the reply code. What would say that an address is of no
  // use says it of the sender's where stage, enhanced code or words are about that; but a rule of
  // the user's own stands as it is.
  Verdict classify(const ReplyText& text, std::string_view whole) const;
  Verdict classify(std::string_view text) const { return classify(find_reply(text), text); }

  // By the name of a host, unless the verdict names a provider already.
  void name_provider(std::string_view host, Verdict& verdict) const;

  const std::vector<Rule>& rules() const;

  // All rules that match the words of the reply, first the one that decides: for the lint.
  std::vector<const Rule*> matching(std::string_view text) const;

  // Error kind parse, naming the first pattern that is none.
  base::Result<void> check_patterns() const;

  ~Classifier();
  Classifier(Classifier&&) noexcept;

 private:
  struct Matcher;
  explicit Classifier(std::unique_ptr<Matcher> matcher);
  std::unique_ptr<Matcher> matcher_;
};

}  // namespace codes
