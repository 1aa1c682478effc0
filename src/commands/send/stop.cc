#include "commands/send/stop.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "commands/misused.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using base::Stage;
using smtp::Stop;

struct StopWord {
  std::string_view word;
  Stage stage;
  bool first_hello;
};

// swaks' words, and those of the protocol.
constexpr std::array kStopWords{
    StopWord{"banner", Stage::greeting, false}, StopWord{"connect", Stage::greeting, false},
    StopWord{"first-ehlo", Stage::ehlo, true},  StopWord{"first-helo", Stage::ehlo, true},
    StopWord{"ehlo", Stage::ehlo, false},       StopWord{"helo", Stage::ehlo, false},
    StopWord{"starttls", Stage::tls, false},    StopWord{"tls", Stage::tls, false},
    StopWord{"auth", Stage::auth, false},       StopWord{"mail", Stage::mail, false},
    StopWord{"from", Stage::mail, false},       StopWord{"rcpt", Stage::rcpt, false},
    StopWord{"to", Stage::rcpt, false},         StopWord{"data", Stage::data, false},
    StopWord{"dot", Stage::dot, false},
};

Result<Stop> parse_stop(std::string_view option, Stop::How how, const std::string& word) {
  const auto found = std::ranges::find_if(kStopWords, [&](const StopWord& known) {
    return base::equal_ignoring_case(known.word, word);
  });
  if (found == kStopWords.end())
    return fail(ErrorKind::parse,
                fmt::format("{}: '{}' is not a stage: write banner, first-ehlo, ehlo, tls, auth, "
                            "mail, rcpt, data or dot",
                            option, base::printable(word)));
  if (how == Stop::How::quit_after && found->stage == Stage::data)
    return misused(
        "--quit-after data: a QUIT behind the 354 would be a line of the message; use "
        "--drop-after data");
  Stop stop{how, found->stage, found->first_hello};
  if (how == Stop::How::drop_after_send) {
    if (stop.stage == Stage::greeting)
      return misused(
          "--drop-after-send banner: the client sends nothing before the banner; use "
          "--drop-after banner");
    if (stop.stage == Stage::tls) stop.stage = Stage::starttls;
  }
  return stop;
}

}  // namespace

std::vector<std::string> stop_words() {
  std::vector<std::string> words;
  for (const StopWord& known : kStopWords) words.emplace_back(known.word);
  return words;
}

Result<void> plan_stop(const SendOptions& options, smtp::Plan& plan) {
  const int given =
      !options.quit_after.empty() + !options.drop_after.empty() + !options.drop_after_send.empty();
  if (given > 1)
    return misused("--quit-after, --drop-after and --drop-after-send exclude each other");
  if (given == 0) return {};
  auto stop =
      !options.quit_after.empty()
          ? parse_stop("--quit-after", Stop::How::quit_after, options.quit_after)
      : !options.drop_after.empty()
          ? parse_stop("--drop-after", Stop::How::drop_after, options.drop_after)
          : parse_stop("--drop-after-send", Stop::How::drop_after_send, options.drop_after_send);
  if (!stop) return fail(stop.error());
  plan.stop = *stop;
  if (plan.lmtp && plan.stop.stage == Stage::ehlo && plan.stop.how == Stop::How::drop_after_send)
    plan.stop.stage = Stage::lhlo;
  return {};
}

bool needs_recipients(const Stop& stop) {
  return stop.how == Stop::How::never || stop.stage == Stage::rcpt || stop.stage == Stage::data ||
         stop.stage == Stage::dot;
}

}  // namespace commands
