#include "report/codes_text.h"

#include <fmt/format.h>

#include "base/text.h"
#include "codes/bounce_answer.h"
#include "codes/verdict_page.h"

namespace report {
namespace {

using codes::Answer;
using codes::BouncedRecipient;
using codes::CodePage;

std::string line(std::string_view label, std::string_view value) {
  return value.empty() ? "" : fmt::format("  {:<10} {}\n", label, base::printable(value));
}

std::string causes_of(std::string_view causes) {
  std::string text;
  int number = 0;
  if (causes.empty()) return text;
  for (std::string_view cause : base::split(causes, ';')) {
    text +=
        line(number == 0 ? "Causes:" : "", fmt::format("{}. {}", number + 1, base::trim(cause)));
    ++number;
  }
  return text;
}

std::string advice(codes::Retry retry, codes::Suppress suppress) {
  return line("Retry:", fmt::format("{}; suppress the address: {}", name(retry), name(suppress)));
}

std::string codes_of(const codes::ReplyText& reply) {
  std::string text = reply.code ? std::to_string(reply.code) : "";
  if (reply.status) text += (text.empty() ? "" : " ") + show(*reply.status);
  return text;
}

std::string certainty(const codes::Verdict& verdict) {
  return line("Why:",
              fmt::format("{} (confidence: {})", verdict.decided_by, name(verdict.confidence)));
}

std::string facts_of(const std::vector<codes::Fact>& facts) {
  std::string text;
  for (const codes::Fact& fact : facts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", fact.kind, fact.value);
  }
  return line("Quoted:", text);
}

std::string dash(std::string_view text) { return std::string(text.empty() ? "-" : text); }

std::string short_line(std::string_view code, std::string_view status, std::string_view reason,
                       codes::Permanence permanence, codes::Suppress suppress) {
  return fmt::format("{} {} {} {} {}\n", dash(code), dash(status), reason, name(permanence),
                     suppress == codes::Suppress::hard ? "suppress" : "keep");
}

std::string notes_of(const Answer& answer) {
  std::string text;
  for (const std::string& note : answer.notes) text += line("Note:", note);
  return text;
}

// What --why and --explain add.
std::string additions_to(const Answer& answer, const CodesStyle& style) {
  std::string text = style.why ? certainty(answer.verdict) : "";
  if (style.explain && answer.code != nullptr) {
    const bool enhanced = answer.code->is_enhanced() && answer.reply.status;
    text += "\n" + code_page(*answer.code, enhanced ? show(*answer.reply.status)
                                                    : std::string(answer.code->code));
  }
  return text;
}

std::string recipient_answer(const BouncedRecipient& recipient, const CodesStyle& style) {
  const Answer answer = codes::answer(recipient);
  std::string text = fmt::format("{}: {}: {}\n", base::printable(recipient.address),
                                 answer.verdict.reason, answer.reason->means);
  text += line("Action:", recipient.action) + line("Code:", codes_of(answer.reply));
  text += line("Said by:", recipient.remote_mta) + line("From:", answer.verdict.provider_name);
  text += line("Text:", recipient.diagnostic) + line("Do:", answer.reason->todo);
  text += advice(answer.retry, answer.suppress) + notes_of(answer);
  return text + additions_to(answer, style);
}

std::string bar(std::uint64_t count, std::uint64_t most, int width) {
  if (most == 0 || width < 5) return {};
  const auto length = static_cast<std::size_t>(count * static_cast<std::uint64_t>(width) / most);
  return "  " + std::string(std::max<std::size_t>(length, 1), '#');
}

std::string table_of(std::string_view title, const codes::Counter& counter, std::uint64_t total,
                     const CodesStyle& style) {
  const auto entries = counter.largest(10);
  if (entries.empty()) return {};
  std::string text = fmt::format("\n{}\n", title);
  for (const auto& entry : entries) {
    const double share = 100.0 * static_cast<double>(entry.count) / static_cast<double>(total);
    text += fmt::format("  {:<32} {:>10} {:>6.1f} %", base::printable(entry.name),
                        base::show_count(entry.count), share);
    if (style.charts) text += bar(entry.count, entries.front().count, style.columns - 56);
    text += '\n';
  }
  return text;
}

}  // namespace

std::string code_page(const CodePage& page, std::string_view asked) {
  const int klass = codes::class_of(asked);
  std::string text = fmt::format("{}  {}\n", asked, page.name);
  text += line("Defined:", page.source == "convention" ? "by convention, in no RFC" : page.source);
  text += line("Stage:", page.stage) + line("Goes with:", page.basic);
  if (klass != 0) text += line("Kind:", name(codes::permanence_of(klass)));
  text += line("Means:", page.means) + line("People say:", page.loosely) + causes_of(page.causes);
  text += line("Do:", page.todo) + line("Who:", name(page.who));
  if (klass >= 4) text += advice(page.retry_for(klass), page.suppress_for(klass));
  return text + line("Reason:", page.reason);
}

std::string code_line(const CodePage& page) {
  return fmt::format("{:<12} {}: {}\n", page.code, page.name, page.means);
}

std::string reply_answer(const Answer& answer, const CodesStyle& style) {
  const bool by_code = answer.is_by_code();
  const std::string_view kind = by_code ? name(answer.permanence) : answer.verdict.reason;
  std::string text = fmt::format("{}: {}\n", kind, answer.reason->means);
  const std::string code = codes_of(answer.reply);
  if (!code.empty()) text += line("Code:", fmt::format("{} ({})", code, name(answer.permanence)));
  text += line("From:", answer.verdict.provider_name);
  text += line("Do:", answer.reason->todo) + line("Who:", name(answer.reason->who));
  text += advice(answer.retry, answer.suppress) + facts_of(answer.facts) + notes_of(answer);
  return text + additions_to(answer, style);
}

std::string bounce_answer(const codes::Bounce& bounce, const CodesStyle& style) {
  std::string text;
  if (bounce.recipients.empty()) return "This is a bounce, but it names no recipient.\n";
  if (bounce.kind != codes::MailKind::bounce) {
    const char* article = bounce.kind == codes::MailKind::automatic_answer ? "an" : "a";
    text = fmt::format("This is {} {}.\n", article, name(bounce.kind));
  }
  for (const BouncedRecipient& recipient : bounce.recipients) {
    text += recipient_answer(recipient, style);
  }
  return text;
}

std::string log_answer(const codes::LogEvent& event, const Answer& answer,
                       const CodesStyle& style) {
  std::string text = fmt::format("{} {}", base::printable(event.time), name(event.outcome));
  if (!event.recipient.empty()) text += " " + base::printable(event.recipient);
  if (!event.remote.empty()) text += fmt::format(" ({})", base::printable(event.remote));
  text += fmt::format(": {}", answer.verdict.reason);
  const std::string code = codes_of(answer.reply);
  if (!code.empty()) text += fmt::format(" [{}]", code);
  // Whom this server has turned away, its admin need not help; but for the clients of its own.
  const bool turned_away =
      event.outcome == codes::LogOutcome::refused && answer.reason != &codes::page_of_own_trouble();
  text += fmt::format(": {} {}{}", answer.reason->means,
                      turned_away ? "If it is a client of your own: " : "", answer.reason->todo);
  if (style.why) text += fmt::format(" ({})", answer.verdict.decided_by);
  return text + "\n";
}

std::string log_summary(const codes::LogSummary& summary, const CodesStyle& style) {
  const std::uint64_t events = summary.events();
  std::string text =
      fmt::format("{} lines, {} outcomes: {} delivered, {} deferred, {} failed, {} refused here\n",
                  base::show_count(summary.lines), base::show_count(events),
                  base::show_count(summary.delivered), base::show_count(summary.deferred),
                  base::show_count(summary.failed), base::show_count(summary.refused));
  const std::uint64_t total = events - summary.delivered;
  if (total == 0) return text;
  text += table_of("By reason", summary.reasons, total, style);
  text += table_of("By code", summary.codes, total, style);
  text += table_of("By remote host", summary.hosts, total, style);
  return text + table_of("By recipient domain", summary.domains, total, style);
}

std::string short_answer(const Answer& answer) {
  const auto& reply = answer.reply;
  return short_line(reply.code ? std::to_string(reply.code) : "",
                    reply.status ? show(*reply.status) : "", answer.verdict.reason,
                    answer.permanence, answer.suppress);
}

std::string short_page(const CodePage& page, std::string_view asked) {
  const int klass = codes::class_of(asked);
  const bool enhanced = page.is_enhanced();
  return short_line(enhanced ? "" : asked, enhanced ? asked : "", dash(page.reason),
                    codes::permanence_of(klass), page.suppress_for(klass));
}

std::string short_recipient(const BouncedRecipient& recipient) {
  return base::printable(recipient.address) + " " + short_answer(codes::answer(recipient));
}

}  // namespace report
