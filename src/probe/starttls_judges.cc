#include "probe/starttls_judges.h"

#include <fmt/format.h>

namespace probe {

Judgements judge_mail_in_clear(bool submission, const smtp::Reply& reply) {
  const std::string said = one_line(reply);
  if (submission)
    return reply.ok() ? broken("MAIL is taken before STARTTLS: " + said)
                      : holds("MAIL before STARTTLS is refused: " + said);
  if (reply.ok()) return holds("mail is taken without TLS too, as an MX must");
  return milder(Verdict::hint, "MAIL before STARTTLS is refused: " + said,
                "senders without TLS cannot reach this host; that may be what you want");
}

Judgements judge_injection(const InjectionReplies& seen) {
  if (!seen.starttls) return holds("the server hangs up");
  if (seen.starttls->code != 220) return holds("refused: " + one_line(*seen.starttls));
  if (!seen.secured) {
    const bool answered = seen.error && seen.error->stage == base::Stage::starttls;
    if (answered) return broken("it is answered in clear, behind the 220: " + seen.error->text);
    return holds("the server ends it: " + (seen.error ? seen.error->text : std::string("closed")));
  }
  if (!seen.hello) return holds("the server hangs up inside TLS");
  if (seen.quit && seen.quit->code == 221) return holds("dropped");
  if (!seen.quit) return unknown("the conversation was lost behind EHLO in TLS");
  return broken(fmt::format("obeyed: inside TLS EHLO got \"{}\", and QUIT \"{}\"",
                            one_line(*seen.hello), one_line(*seen.quit)));
}

}  // namespace probe
