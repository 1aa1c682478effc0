// All that `ehlo send` shows and writes: the conversation, the record, JSON, certificates, the
// progress of a large message, and at the end the verdict.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/result.h"
#include "commands/env.h"
#include "commands/exit.h"
#include "commands/send/options.h"
#include "smtp/conversation.h"
#include "smtp/transcript.h"

namespace commands {

// --silent, of which each level shows less.
enum class Silence { none, until_failure, only_failures, complete };

// Error kind parse for a level that is none.
base::Result<Silence> silence_of(const SendOptions& options);

class SendOutput {
 public:
  // Opens the record; certificates are written when they come. Errors name the option: kind usage
  // or io for a file (send_files.h), kind io when standard output is closed and something is to be
  // shown there. Options and Env must outlive it.
  static base::Result<SendOutput> open(const SendOptions& options,
                                       std::optional<std::uint64_t> message_size, Env& env);
  SendOutput(SendOutput&&) noexcept;
  ~SendOutput();

  void listen(smtp::Transcript& transcript);

  // Says what came of it, and gives the exit status. `signal` is what ends the process behind
  // this; 0: none does.
  Exit finish(const smtp::Outcome& outcome, int signal = 0);

 private:
  struct State;
  explicit SendOutput(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The exit status of a sending conversation.
Exit exit_for(const smtp::Outcome& outcome);

}  // namespace commands
