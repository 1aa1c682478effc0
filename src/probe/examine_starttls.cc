#include <fmt/format.h>

#include <array>

#include "probe/call.h"
#include "probe/checks.h"
#include "probe/examination.h"
#include "probe/starttls_judges.h"

namespace probe {
namespace {

using base::Stage;

constexpr std::array kChecks{
    Check{"starttls-enforced", probe::Stage::starttls, Verdict::warn, "RFC 8314 section 3.3",
          "a port for submission takes no mail before TLS, an MX does (--starttls-test)",
          "demand TLS (Postfix: smtpd_tls_security_level = encrypt for submission)"},
    Check{"starttls-command-injection", probe::Stage::starttls, Verdict::fail, "CVE-2011-0411",
          "a command behind STARTTLS, in the same packet, is not obeyed inside TLS "
          "(--starttls-test)",
          "update the server: who stands on the way may say commands in the client's name"},
};
constexpr const Check &kEnforced = kChecks[0], &kInjection = kChecks[1];

std::string why_lost(const Call& call) {
  const auto& error = call.facts().error;
  return error ? error->text : "the server did not take a further connection";
}

Judgements try_mail_in_clear(const Subject& subject) {
  Call call(subject.dialer, subject.host.place, subject.wish, subject.listener);
  if (!call.connect(subject.facts.address) || !call.greet() || !call.hello())
    return unknown(why_lost(call));
  const auto reply = call.ask(Stage::mail, "MAIL FROM:<>");
  call.finish();
  return reply ? judge_mail_in_clear(subject.host.place.is_submission(), *reply)
               : unknown(why_lost(call));
}

// Who obeys the NOOP answers one command more than was said inside TLS: QUIT gets the reply to the
// EHLO ahead of it.
Judgements try_injection(const Subject& subject) {
  Call call(subject.dialer, subject.host.place, subject.wish, subject.listener);
  if (!call.connect(subject.facts.address) || !call.greet() || !call.hello())
    return unknown(why_lost(call));
  InjectionReplies seen;
  smtp::Connection& connection = call.connection();
  (void)connection.queue(Stage::starttls, "STARTTLS");
  (void)connection.queue(Stage::other, "NOOP");
  if (!connection.flush()) return holds("the server hangs up");
  if (auto reply = connection.receive(Stage::starttls)) seen.starttls = std::move(*reply);
  const bool agreed = seen.starttls && seen.starttls->code == 220;
  seen.secured = agreed && call.handshake();
  if (call.facts().error) seen.error = call.facts().error;
  if (seen.secured) seen.hello = call.ask(Stage::ehlo, "EHLO " + subject.wish.helo);
  if (seen.hello) seen.quit = call.ask(Stage::quit, "QUIT");
  connection.close();
  call.finish();
  return judge_injection(seen);
}

}  // namespace

bool wants_starttls_test(const Subject& subject) {
  return subject.wish.tests.starttls && subject.facts.starttls.has_value() &&
         (subject.wish.wants(kEnforced) || subject.wish.wants(kInjection));
}

std::vector<Finding> examine_starttls(const Subject& subject) {
  std::vector<Finding> findings;
  if (subject.wish.wants(kEnforced))
    findings.push_back(finding_of(kEnforced, std::move(try_mail_in_clear(subject).front())));
  if (subject.wish.wants(kInjection))
    findings.push_back(finding_of(kInjection, std::move(try_injection(subject).front())));
  return findings;
}

std::span<const Check> starttls_test_checks() { return kChecks; }

}  // namespace probe
