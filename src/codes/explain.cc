#include "codes/explain.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "codes/classifier.h"
#include "codes/code_table.h"
#include "codes/verdict_page.h"

namespace codes {
namespace {

// X.0.0, X.7.0 and X.7.1 say less than a reply code that means one thing only.
bool is_vague(const smtp::EnhancedStatus& code) {
  return code.subject == 0 || (code.subject == 7 && code.detail <= 1);
}

bool is_vague(int reply_code) {
  const CodePage* page = CodeTable::builtin().reply(reply_code);
  return page == nullptr || page->is_range() || page->who == Actor::text;
}

Explanation of_page(const CodePage& page, int klass) {
  Explanation explanation;
  explanation.meaning = page.means;
  explanation.who = name(page.who);
  explanation.todo = page.todo;
  explanation.retry = page.retry_for(klass);
  explanation.suppress = page.suppress_for(klass);
  explanation.permanence = permanence_of(klass);
  return explanation;
}

const CodePage* choose(int reply_code, const std::optional<smtp::EnhancedStatus>& status) {
  const CodeTable& table = CodeTable::builtin();
  const CodePage* reply = table.reply(reply_code);
  if (!status || status->klass != reply_code / 100) return reply;
  if (is_vague(*status) && !is_vague(reply_code)) return reply;
  if (const CodePage* page = table.enhanced(*status)) return page;
  return is_vague(reply_code) && table.subject(status->subject) ? table.subject(status->subject)
                                                                : reply;
}

// Reasons that name only a kind of trouble: a code says as much or more.
bool is_kind_only(std::string_view reason) {
  static constexpr std::array<std::string_view, 5> kKinds{
      "policyviolation", "securityerror", "systemerror", "syntaxerror", "mailererror"};
  return std::ranges::find(kKinds, reason) != kKinds.end();
}

// The words are believed before the codes where a rule knows them: `4.2.1` says that a mailbox is
// switched off, and Gmail says it of a sender that is too fast. Of a policy that may end in some
// minutes, greylisting for one, the reply code says more than anything else.
const CodePage* by_words(int reply_code, const std::optional<smtp::EnhancedStatus>& status,
                         std::string_view text, const CodePage* by_codes) {
  const Verdict verdict =
      Classifier::builtin().classify(reply_text(reply_code, status, text), text);
  if (verdict.reason == "undefined" || verdict.reason == "onhold") return by_codes;
  const bool by_rule = verdict.decided_by.starts_with("rule ");
  if (by_rule && verdict.reason == "policyviolation" && reply_code / 100 == 4)
    return CodeTable::builtin().reply(reply_code);
  if (const CodePage* own = own_page_of(verdict)) return own;
  const bool open = by_codes != nullptr && by_codes->who == Actor::text;
  const bool sure = by_rule && verdict.confidence != Confidence::low &&
                    !is_kind_only(verdict.reason) && by_codes != nullptr &&
                    by_codes->reason != verdict.reason;
  return open || sure ? CodeTable::reasons().named(verdict.reason) : by_codes;
}

}  // namespace

Explanation explain(int reply_code, std::optional<smtp::EnhancedStatus> status,
                    std::string_view text) {
  const CodePage* page = choose(reply_code, status);
  if (reply_code >= 400 && !text.empty()) page = by_words(reply_code, status, text, page);
  if (page != nullptr) return of_page(*page, reply_code / 100);
  Explanation unknown;
  unknown.meaning = fmt::format("{} is no reply code of SMTP.", reply_code);
  unknown.who = name(Actor::text);
  unknown.todo = "Look where the number comes from.";
  return unknown;
}

}  // namespace codes
