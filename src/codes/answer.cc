#include "codes/answer.h"

#include <string>

#include "codes/verdict_page.h"

namespace codes {
namespace {

int class_of(const ReplyText& reply) {
  if (reply.code != 0) return reply.code / 100;
  return reply.status ? reply.status->klass : 0;
}

// What the subject of an enhanced code says of a refusal is beside the point here: 2.6.0 tells of
// no fault in a message.
const CodePage* page_of_success(const ReplyText& reply) {
  const CodePage* page = page_of(reply);
  const bool goes_with = page->basic.find(std::to_string(reply.code)) != page->basic.npos;
  return reply.code == 0 || goes_with ? page : CodeTable::builtin().reply(reply.code);
}

}  // namespace

const CodePage* page_of(const ReplyText& reply) {
  const CodeTable& table = CodeTable::builtin();
  const CodePage* page = reply.status ? table.enhanced(*reply.status) : nullptr;
  return page || reply.code == 0 ? page : table.reply(reply.code);
}

bool Answer::is_by_code() const {
  const bool refused = permanence == Permanence::temporary || permanence == Permanence::permanent;
  return !refused && verdict.reason == "undefined" && code != nullptr;
}

bool Answer::tells_nothing() const {
  return reply.code == 0 && !reply.status && verdict.reason == "undefined";
}

void advise(Answer& answer, int klass, std::string_view text) {
  const int most = klass == 0 ? 5 : klass;
  // A temporary code always allows another attempt, whatever the reason.
  answer.retry = klass == 4 ? Retry::later : answer.reason->retry_for(most);
  answer.suppress = answer.reason->suppress_for(most);
  if (answer.suppress != Suppress::hard || !speaks_of_later(text)) return;
  answer.retry = Retry::after_change;
  answer.suppress = Suppress::soft;
}

Answer answer(std::string_view text, const Classifier& classifier, const Context& context) {
  Answer all;
  all.reply = find_reply(text);
  if (!all.reply.status) all.reply.status = parse_enhanced(context.status);
  if (all.reply.stage == base::Stage::none) all.reply.stage = context.stage;
  all.verdict = classifier.classify(all.reply, text);
  all.reason = &page_of(all.verdict);
  all.code = page_of(all.reply);
  all.facts = find_facts(text);
  all.notes = find_contradictions(all.reply, text);
  const int klass = class_of(all.reply);
  if (klass == 4 && all.reason->retry_for(5) == Retry::never) {
    all.notes.emplace_back(
        "The code is temporary, so this is not certain yet: the mailer tries again, and the "
        "address should stay until the refusal is permanent.");
  }
  all.permanence = permanence_of(klass);
  if (all.is_by_code()) all.reason = page_of_success(all.reply);
  advise(all, klass, text);
  // Words alone may be of a sentence about bounces: no reason to stop mail to an address for good.
  if (klass == 0 && all.suppress == Suppress::hard) {
    all.retry = Retry::after_change;
    all.suppress = Suppress::soft;
  }
  return all;
}

}  // namespace codes
