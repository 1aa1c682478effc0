#include "banner/look.h"

#include <fmt/format.h>

#include <chrono>
#include <variant>

#include "banner/trouble.h"
#include "codes/refusal.h"
#include "smtp/connection.h"

namespace banner {
namespace {

using base::Duration;
using base::Error;
using base::Result;
using base::Stage;
using policy::Level;

Duration since(base::Deadline::Clock::time_point begun) {
  return std::chrono::duration_cast<Duration>(base::Deadline::Clock::now() - begun);
}

class Visit {
 public:
  Visit(std::unique_ptr<net::Stream> stream, const Wish& wish)
      : wish_(wish), connection_(std::move(stream), transcript_, {wish.timeout, wish.timeout}) {
    transcript_.wants_raw = true;
    transcript_.listen([this](const smtp::Event& event) {
      const auto* raw = std::get_if<smtp::event::Raw>(&event);
      if (raw != nullptr && raw->side == smtp::Side::server) look_.heard += raw->bytes.size();
    });
  }

  Look run() {
    if (const auto met = meet(); !met) look_.error = met.error();
    part();
    policy::worst_first(look_.findings);
    return std::move(look_);
  }

 private:
  // What goes wrong with QUIT the connection only notes. Who has refused may leave as it likes, and
  // must behind a 421 (RFC 5321 section 3.8).
  void part() {
    const bool closing = look_.hello && look_.hello->code == 421;
    const bool expected = look_.reply && look_.reply->code == 220 && !look_.error && !closing;
    if (expected)
      transcript_.listen([this](const smtp::Event& event) {
        if (const auto* note = std::get_if<smtp::event::Note>(&event))
          look_.findings.push_back({Level::hint,
                                    "does not part in order: " + note->text,
                                    "answer QUIT with 221 (RFC 5321 section 4.1.1.10)",
                                    {}});
      });
    connection_.quit();
  }

  Result<void> meet() {
    if (wish_.tls)
      if (const auto facts = connection_.start_tls(wish_.tls_options); !facts)
        return base::fail(facts.error());
    if (auto greeted = hear_greeting(); !greeted) return greeted;
    auto talked = wish_.helo.empty() || look_.reply->code != 220 ? Result<void>() : hear_hello();
    if (look_.reply)
      look_.software = recognise(look_.greeting, look_.hello ? &*look_.hello : nullptr);
    return talked;
  }

  std::string hello_line() const {
    return fmt::format("{} {}", wish_.lmtp ? "LHLO" : "EHLO", wish_.helo);
  }
  Stage hello_stage() const { return wish_.lmtp ? Stage::lhlo : Stage::ehlo; }

  Result<void> hear_greeting() {
    const auto begun = base::Deadline::Clock::now();
    if (wish_.talk_early)
      if (auto said = connection_.write_ahead(hello_line() + "\r\n"); !said) return said;
    auto reply = connection_.receive(Stage::greeting);
    if (!reply) return base::fail(tell_half(reply.error()));
    look_.delay = since(begun);
    look_.reply = std::move(*reply);
    look_.greeting = read_greeting(*look_.reply);
    look_.early_talk = judge_early_talk();
    if (look_.early_talk != EarlyTalk::refused)
      look_.findings = greeting_findings(*look_.reply, look_.delay);
    if (look_.early_talk == EarlyTalk::tolerated)
      look_.findings.push_back({Level::hint,
                                "takes EHLO before its greeting: many senders of spam do not wait",
                                "refuse who talks first (Postfix: postscreen)",
                                {}});
    return {};
  }

  // A server that has begun is not silent.
  Error tell_half(Error error) const {
    if (error.kind == base::ErrorKind::timeout && look_.heard > 0)
      error.text += ": " + half_a_greeting(look_.heard);
    return error;
  }

  EarlyTalk judge_early_talk() const {
    if (!wish_.talk_early) return EarlyTalk::not_tried;
    if (look_.reply->code == 220) return EarlyTalk::tolerated;
    const codes::About about = codes::read_refusal(*look_.reply).about;
    return about == codes::About::client ? EarlyTalk::not_told : EarlyTalk::refused;
  }

  Result<void> hear_hello() {
    if (!wish_.talk_early)
      if (auto said = connection_.send(hello_stage(), hello_line()); !said) return said;
    auto reply = connection_.receive(hello_stage());
    if (!reply) return base::fail(reply.error());
    look_.hello = std::move(*reply);
    if (look_.hello->ok()) look_.extensions = smtp::Extensions::parse(*look_.hello);
    const HelloTrial trial = try_helo();
    look_.another_service =
        !look_.hello->ok() && is_another_service(*look_.hello, look_.greeting, trial);
    if (look_.another_service) look_.findings.clear();
    for (policy::Finding& finding : hello_findings(*look_.hello, look_.greeting, trial))
      look_.findings.push_back(std::move(finding));
    return {};
  }

  // Asked of who refuses EHLO for good alone; who has hung up meanwhile takes it no more.
  HelloTrial try_helo() {
    HelloTrial trial{wish_.lmtp};
    if (!look_.hello->permanent() || wish_.lmtp) return trial;
    if (!connection_.send(Stage::helo, "HELO " + wish_.helo)) return trial;
    auto reply = connection_.receive(Stage::helo);
    if (!reply) return trial;
    trial.helo_taken = reply->ok();
    if (!trial.helo_taken) trial.helo_refusal = std::move(*reply);
    return trial;
  }

  const Wish& wish_;
  smtp::Transcript transcript_;
  smtp::Connection connection_;
  Look look_;
};

}  // namespace

Look look(std::unique_ptr<net::Stream> stream, const Wish& wish) {
  return Visit(std::move(stream), wish).run();
}

}  // namespace banner
