#include "codes/refusal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/ascii.h"
#include "base/text.h"
#include "codes/classifier.h"
#include "codes/explain.h"
#include "codes/facts.h"

namespace codes {
namespace {

struct Row {
  std::string_view reason, rule;  // a reason of reasons.txt, or one of its rules alone
  About about;
};

constexpr std::array kRows{
    Row{"blocked", "", About::client},
    Row{"badreputation", "", About::client},
    Row{"requireptr", "", About::client},
    Row{"toomanyconn", "", About::client},
    Row{"speeding", "", About::client},
    Row{"syntaxerror", "rule syntaxerror/early-talker", About::early_talk},
    Row{"policyviolation", "rule policyviolation/greylisting", About::patience},
    Row{"policyviolation", "rule policyviolation/greylisting-for-good", About::patience},
    Row{"policyviolation", "rule policyviolation/wait-and-come-back", About::patience},
    Row{"policyviolation", "rule policyviolation/wait-for-no-reason", About::patience},
    Row{"rejected", "", About::sender},
    Row{"authfailure", "", About::sender},
    Row{"securityerror", "", About::login},
    Row{"failedstarttls", "", About::login},
    Row{"norelaying", "", About::routing},
    Row{"hostunknown", "", About::domain},
    Row{"notaccept", "", About::domain},
};

About about_of(const Verdict& verdict) {
  const auto* found = std::ranges::find_if(kRows, [&](const Row& row) {
    return row.reason == verdict.reason && (row.rule.empty() || row.rule == verdict.decided_by);
  });
  if (found == kRows.end()) return About::other;
  const bool vague = found->about == About::client && verdict.confidence == Confidence::low;
  return vague ? About::other : found->about;
}

// As part of a sentence: "Find the list." becomes "find the list", and "SPF ..." stays.
std::string in_a_sentence(std::string text) {
  if (text.ends_with('.')) text.pop_back();
  const bool is_word = text.size() > 1 && base::to_lower(text[1]) == text[1];
  if (is_word) text[0] = base::to_lower(text[0]);
  return text;
}

std::string list_in(std::string_view text) {
  for (const Fact& fact : find_facts(text))
    if (fact.kind == "list") return fact.value;
  return "";
}

}  // namespace

Refusal read_refusal(const smtp::Reply& reply) {
  const std::string text = reply.text();
  const ReplyText read = reply_text(reply.code, reply.status(), text);
  const Verdict verdict = Classifier::builtin().classify(read, text);
  Refusal refusal{about_of(verdict), in_a_sentence(explain(reply.code, reply.status(), text).todo),
                  verdict.confidence == Confidence::low};
  const std::string list = refusal.about == About::client ? list_in(text) : "";
  if (!list.empty()) refusal.todo += fmt::format(" ({})", base::printable(list));
  return refusal;
}

}  // namespace codes
