#include "codes/bounce_answer.h"

#include "codes/verdict_page.h"

namespace codes {
namespace {

std::vector<std::string> notes_of(const BouncedRecipient& recipient, const ReplyText& reply) {
  if (recipient.action == "failed" && class_of_code(recipient) == 4) {
    return {"The mailer has given up: the message must be sent again to arrive."};
  }
  return find_contradictions(reply, reply.reply);
}

}  // namespace

Answer answer(const BouncedRecipient& recipient) {
  Answer all;
  all.reply = find_reply(recipient.diagnostic);
  all.reply.code = recipient.reply;
  all.reply.status = parse_enhanced(recipient.status);
  all.verdict = recipient.verdict;
  all.reason = &page_of(all.verdict);
  all.code = page_of(all.reply);
  all.facts = find_facts(recipient.diagnostic);
  all.notes = notes_of(recipient, all.reply);
  all.permanence = permanence_of(class_of(recipient));
  advise(all, class_of_code(recipient), all.reply.reply);
  return all;
}

}  // namespace codes
