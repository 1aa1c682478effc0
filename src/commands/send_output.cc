#include "commands/send_output.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "report/json_send.h"
#include "report/meaning.h"
#include "report/progress.h"
#include "report/transcript.h"
#include "report/verdict.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using base::Stage;

constexpr std::uint64_t kWorthABar = 5'000'000;

enum class Silence { none, until_failure, only_failures, complete };

Result<Silence> silence(const SendOptions& options) {
  if (!options.silent_requested) return Silence::none;
  const std::string level = options.silent.empty() ? "" : options.silent.front();
  if (level.empty() || level == "{}" || level == "1") return Silence::until_failure;
  if (level == "2") return Silence::only_failures;
  if (level == "3") return Silence::complete;
  return fail(ErrorKind::parse, fmt::format("--silent: '{}' is not a level: write 1, 2 or 3",
                                            base::printable(level)));
}

bool coloured(const SendOptions& options, const Env& env) {
  if (options.color != "auto") return options.color == "always";
  const auto no_color = env.getenv("NO_COLOR");
  return env.out_is_terminal && (!no_color || no_color->empty());
}

report::TranscriptOptions transcript_options(const SendOptions& options, const Env& env) {
  report::TranscriptOptions text;
  text.coloured = coloured(options, env);
  text.timing = options.timing;
  text.hide_client = options.hide_send;
  text.hide_server = options.hide_receive;
  text.hide_notes = options.hide_info;
  text.whole_content = options.show_data;
  text.hide_content = options.suppress_data;
  text.raw = options.raw;
  text.explain = report::meaning;
  return text;
}

Result<std::ofstream> open_file(std::string_view option, const std::string& path) {
  std::ofstream file;
  if (path.empty()) return file;
  file.open(path, std::ios::binary);
  if (!file)
    return fail(ErrorKind::io, fmt::format("{}: cannot write {}: {}", option, base::printable(path),
                                           base::to_lower(std::strerror(errno))));
  return file;
}

// True when this event is the first sign of a failure.
bool is_failure(const smtp::Event& event) {
  if (const auto* heard = std::get_if<smtp::event::Heard>(&event)) return heard->reply.code >= 400;
  if (const auto* closed = std::get_if<smtp::event::Closed>(&event))
    return closed->error != nullptr;
  return false;
}

}  // namespace

Exit exit_for(const smtp::Outcome& outcome) {
  Exit exit = Exit::ok;
  if (outcome.error) exit = exit_for(outcome.error->kind);
  if (const smtp::Reply* refusal = outcome.refusal())
    exit = worse(exit, exit_for(*refusal, outcome.refused_at));
  for (const smtp::RecipientResult& recipient : outcome.recipients) {
    if (recipient.rcpt && !recipient.rcpt->ok())
      exit = worse(exit, exit_for(*recipient.rcpt, Stage::rcpt));
    if (recipient.final && !recipient.final->ok())
      exit = worse(exit, exit_for(*recipient.final, Stage::dot));
  }
  return exit;
}

struct SendOutput::State {
  State(const SendOptions& given, Env& world) : options(given), env(world) {}

  const SendOptions& options;
  Env& env;
  Silence silence = Silence::none;
  std::ofstream record, certificate, chain;
  std::unique_ptr<report::TranscriptText> text, recorded;
  std::unique_ptr<report::JsonSend> json;
  std::unique_ptr<report::Progress> progress;
  bool failed = false;

  void show(const smtp::Event& event) {
    if (text == nullptr) return;
    failed = failed || is_failure(event);
    if (silence == Silence::none || (silence == Silence::until_failure && failed))
      text->tell(event);
  }
  void keep_certificates(const net::TlsFacts& facts) {
    if (certificate.is_open() && !facts.chain.empty()) certificate << facts.chain.front().pem;
    if (chain.is_open())
      for (const net::PeerCertificate& one : facts.chain) chain << one.pem;
  }
  void tell(const smtp::Event& event) {
    show(event);
    if (recorded) recorded->tell(event);
    if (json) json->tell(event);
    if (const auto* tls = std::get_if<smtp::event::TlsUp>(&event)) keep_certificates(tls->facts);
    if (!progress) return;
    if (const auto* content = std::get_if<smtp::event::Content>(&event))
      progress->add(content->bytes.size());
    if (std::holds_alternative<smtp::event::ContentEnd>(event)) progress->finish();
  }
};

SendOutput::SendOutput(std::unique_ptr<State> state) : state_(std::move(state)) {}
SendOutput::SendOutput(SendOutput&&) noexcept = default;
SendOutput::~SendOutput() = default;

Result<SendOutput> SendOutput::open(const SendOptions& options,
                                    std::optional<std::uint64_t> message_size, Env& env) {
  auto state = std::make_unique<State>(options, env);
  const auto level = silence(options);
  if (!level) return fail(level.error());
  state->silence = *level;
  const bool shows = options.json || (!options.hide_all && *level < Silence::only_failures);
  if (shows && !env.out_is_writable)
    return fail(ErrorKind::io,
                "standard output is closed, and the conversation was to go there; --hide-all does "
                "without it");
  auto record = open_file("--record", options.record);
  if (!record) return fail(record.error());
  state->record = std::move(*record);
  auto certificate = open_file("--tls-get-peer-cert", options.tls_get_peer_cert);
  if (!certificate) return fail(certificate.error());
  state->certificate = std::move(*certificate);
  auto chain = open_file("--tls-get-peer-chain", options.tls_get_peer_chain);
  if (!chain) return fail(chain.error());
  state->chain = std::move(*chain);

  if (options.json) state->json = std::make_unique<report::JsonSend>();
  if (!options.json && !options.hide_all)
    state->text =
        std::make_unique<report::TranscriptText>(env.out, transcript_options(options, env));
  if (state->record.is_open()) {
    report::TranscriptOptions replayable;
    replayable.replayable = true;
    state->recorded = std::make_unique<report::TranscriptText>(state->record, replayable);
  }
  if (env.err_is_terminal && message_size.value_or(0) > kWorthABar)
    state->progress = std::make_unique<report::Progress>(env.err, *message_size);
  return SendOutput(std::move(state));
}

void SendOutput::listen(smtp::Transcript& transcript) {
  transcript.wants_raw = state_->options.raw;
  transcript.listen([state = state_.get()](const smtp::Event& event) { state->tell(event); });
}

Exit SendOutput::finish(const smtp::Outcome& outcome) {
  Env& env = state_->env;
  const Exit exit = exit_for(outcome);
  if (state_->json) env.out << state_->json->text(outcome, status(exit));
  if (state_->progress) state_->progress->finish();
  if (state_->silence != Silence::complete)
    for (const std::string& line : report::verdict(outcome))
      env.err << "ehlo: send: " << line << '\n';
  for (std::ofstream* file : {&state_->record, &state_->certificate, &state_->chain})
    if (file->is_open() && !file->flush()) {
      env.err << "ehlo: send: a file could not be written whole\n";
      return worse(exit, Exit::io);
    }
  return exit;
}

}  // namespace commands
