#include <fmt/format.h>

#include "probe/call.h"
#include "probe/checks.h"
#include "probe/examination.h"
#include "probe/smuggling.h"

namespace probe {
namespace {

using base::Stage;

constexpr Check kSmuggling{
    "smuggling",
    probe::Stage::envelope,
    Verdict::fail,
    "CVE-2023-51764, CVE-2023-51765, CVE-2023-51766",
    "only CRLF, dot, CRLF ends a message (--smuggling)",
    "update the server (Postfix: smtpd_forbid_bare_newline = normalize): who relays through it can "
    "write mail in anybody's name"};

// MAIL, RCPT and DATA. Why they were refused; empty when the server waits for a message.
std::string up_to_content(Call& call, const Tests& tests) {
  const auto refused = [&](const std::optional<smtp::Reply>& reply) {
    if (reply) return one_line(*reply);
    return call.facts().error ? call.facts().error->text : std::string("no reply");
  };
  const auto mail = call.ask(Stage::mail, "MAIL FROM:" + tests.sender.in_angles());
  if (!mail || !mail->ok()) return "MAIL: " + refused(mail);
  const auto rcpt = call.ask(Stage::rcpt, "RCPT TO:" + tests.recipients.front().in_angles());
  if (!rcpt || !rcpt->ok()) return "RCPT: " + refused(rcpt);
  const auto data = call.ask(Stage::data, "DATA");
  if (!data || !data->go_on()) return "DATA: " + refused(data);
  return "";
}

// Enough for what is behind a near miss to come in a packet of its own.
constexpr base::Duration kApart{200};

base::Result<void> write_message(smtp::Connection& connection, const Tests& tests,
                                 const std::string& message) {
  constexpr auto kAtOnce = smtp::Connection::Flow::as_it_comes;
  if (auto written = connection.write_content(message, kAtOnce); !written) return written;
  tests.wait(kApart);
  if (auto written = connection.write_content(kBehindTheMiss, kAtOnce); !written) return written;
  return connection.end_content("", {"", 0, message.size() + kBehindTheMiss.size(), true}, 1);
}

// Nothing is told apart by how long a server is silent: one that ended the message at the near miss
// has given one reply too many.
SmugglingReplies send_message(Call& call, const Tests& tests, const std::string& message) {
  smtp::Connection& connection = call.connection();
  SmugglingReplies seen;
  if (auto sent = write_message(connection, tests, message); !sent) {
    seen.error = sent.error();
    return seen;
  }
  auto end = connection.receive(Stage::dot);
  if (!end) {
    seen.error = end.error();
    return seen;
  }
  seen.end = std::move(*end);
  seen.quit = call.ask(Stage::quit, "QUIT");
  if (!seen.quit) seen.error = call.facts().error;
  return seen;
}

Judgements try_near_miss(const Subject& subject, const NearMiss& miss) {
  const Tests& tests = subject.wish.tests;
  Call call(subject.dialer, subject.host.place, subject.wish, subject.listener);
  if (!call.prepare(subject.facts.address)) {
    const auto& error = call.facts().error;
    return unknown(fmt::format("{}: {}", miss.name,
                               error ? error->text : "the server did not take a connection"));
  }
  if (const std::string why = up_to_content(call, tests); !why.empty()) {
    call.finish();
    return unknown(fmt::format("{}: no message could be sent: {}", miss.name, why));
  }
  const auto seen = send_message(
      call, tests,
      message_up_to(miss, tests.sender.in_angles(), tests.recipients.front().in_angles()));
  call.connection().close();
  call.finish();
  return judge_smuggling(miss, seen);
}

}  // namespace

bool wants_smuggling(const Subject& subject) {
  return subject.wish.tests.smuggling && !subject.host.place.lmtp && subject.wish.wants(kSmuggling);
}

std::vector<Finding> examine_smuggling(const Subject& subject) {
  std::vector<Finding> findings;
  for (const NearMiss& miss : near_misses()) {
    findings.push_back(finding_of(kSmuggling, std::move(try_near_miss(subject, miss).front())));
    // What keeps the first message out keeps them all out.
    if (findings.size() == 1 && findings.front().verdict == Verdict::unknown) break;
  }
  return findings;
}

std::span<const Check> smuggling_checks() { return {&kSmuggling, 1}; }

}  // namespace probe
