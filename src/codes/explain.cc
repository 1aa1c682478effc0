#include "codes/explain.h"

#include <fmt/core.h>

#include "codes/classifier.h"
#include "codes/code_table.h"

namespace codes {
namespace {

// X.0.0, X.7.0 and X.7.1 say less than a reply code that means one thing only.
bool is_vague(const Enhanced& code) {
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

const CodePage* choose(int reply_code, const std::optional<Enhanced>& status) {
  const CodeTable& table = CodeTable::builtin();
  const CodePage* reply = table.reply(reply_code);
  if (!status || status->klass != reply_code / 100) return reply;
  if (is_vague(*status) && !is_vague(reply_code)) return reply;
  if (const CodePage* page = table.enhanced(*status)) return page;
  return is_vague(reply_code) && table.subject(status->subject) ? table.subject(status->subject)
                                                                : reply;
}

// Where the codes leave it open, the words decide.
const CodePage* by_words(int reply_code, const std::optional<Enhanced>& status,
                         std::string_view text) {
  ReplyText reply;
  reply.code = reply_code;
  reply.status = status;
  reply.words = text;
  const Verdict verdict = Classifier::builtin().classify(reply, text);
  const bool told = verdict.reason != "undefined" && verdict.reason != "onhold";
  return told ? CodeTable::reasons().named(verdict.reason) : nullptr;
}

}  // namespace

Explanation explain(int reply_code, std::optional<Enhanced> status, std::string_view text) {
  const CodePage* page = choose(reply_code, status);
  const bool open = page != nullptr && reply_code >= 400 && page->who == Actor::text;
  const CodePage* reason = open && !text.empty() ? by_words(reply_code, status, text) : nullptr;
  if (reason != nullptr) return of_page(*reason, reply_code / 100);
  if (page != nullptr) return of_page(*page, reply_code / 100);
  Explanation unknown;
  unknown.meaning = fmt::format("{} is no reply code of SMTP.", reply_code);
  unknown.who = name(Actor::text);
  unknown.todo = "Look where the number comes from.";
  return unknown;
}

}  // namespace codes
