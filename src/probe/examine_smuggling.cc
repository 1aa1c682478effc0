#include <fmt/format.h>

#include "probe/call.h"
#include "probe/checks.h"
#include "probe/envelope_judges.h"
#include "probe/examination.h"
#include "probe/smuggling.h"
#include "probe/transactions.h"

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
  const std::string from = tests.sender.in_angles(), to = tests.recipients.front().in_angles();
  const auto mail = call.ask(
      Stage::mail, fmt::format("MAIL FROM:{}{}", from, Transactions::parameters_for({from, to})));
  if (!mail || !mail->ok()) return "MAIL: " + refused(mail);
  const auto rcpt = call.ask(Stage::rcpt, "RCPT TO:" + to);
  if (!rcpt || !rcpt->ok()) return "RCPT: " + refused(rcpt);
  const auto data = call.ask(Stage::data, "DATA");
  if (!data || !data->go_on()) return "DATA: " + refused(data);
  return "";
}

// Enough for what is behind a near miss to come in a packet of its own.
constexpr base::Duration kApart{200};

constexpr auto kAtOnce = smtp::Connection::Flow::as_it_comes;

base::Result<void> write_the_end(smtp::Connection& connection, std::size_t size) {
  if (auto written = connection.write_content(kBehindTheMiss, kAtOnce); !written) return written;
  return connection.end_content("", {"", 0, size + kBehindTheMiss.size(), true}, 1);
}

// Nothing is told apart by how long a server is silent: one that ended the message at the near miss
// has given one reply too many, or has given it ahead of the true end.
SmugglingReplies send_message(Call& call, const Tests& tests, const std::string& message) {
  smtp::Connection& connection = call.connection();
  SmugglingReplies seen;
  auto sent = connection.write_content(message, kAtOnce);
  tests.wait(kApart);
  seen.early = sent && call.has_input();
  if (sent && !seen.early) sent = write_the_end(connection, message.size());
  auto end = sent ? connection.receive(Stage::dot) : base::fail(sent.error());
  if (!end) {
    seen.error = end.error();
    return seen;
  }
  seen.end = std::move(*end);
  if (seen.early) return seen;
  seen.quit = call.ask(Stage::quit, "QUIT");
  if (!seen.quit) seen.error = call.facts().error;
  return seen;
}

// `sent`: the server waited for a message.
Judgements try_near_miss(const Subject& subject, const NearMiss& miss, bool& sent) {
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
  sent = true;
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
  const Tests& tests = subject.wish.tests;
  if (auto why =
          judge_unwritable(subject.facts.offered(), {tests.sender, tests.recipients.front()}))
    return {finding_of(kSmuggling, std::move(*why))};
  for (const NearMiss& miss : near_misses()) {
    bool sent = false;
    findings.push_back(
        finding_of(kSmuggling, std::move(try_near_miss(subject, miss, sent).front())));
    // What keeps the first message out keeps them all out.
    if (findings.size() == 1 && !sent) break;
  }
  return findings;
}

std::span<const Check> smuggling_checks() { return {&kSmuggling, 1}; }

}  // namespace probe
