#include "commands/send/output.h"

#include <fmt/format.h>

#include <fstream>
#include <vector>

#include "base/text.h"
#include "commands/colour.h"
#include "commands/send/files.h"
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

report::TranscriptOptions transcript_options(const SendOptions& options, const Env& env) {
  report::TranscriptOptions text;
  text.coloured = wants_colour(options.color, env.out_is_terminal, env);
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

// True when this event is the first sign of a failure.
bool is_failure(const smtp::Event& event) {
  if (const auto* heard = std::get_if<smtp::event::Heard>(&event)) return heard->reply.code >= 400;
  if (const auto* closed = std::get_if<smtp::event::Closed>(&event))
    return closed->error != nullptr;
  return false;
}

}  // namespace

Result<Silence> silence_of(const SendOptions& options) {
  if (!options.silent_requested) return Silence::none;
  const std::string level = options.silent.empty() ? "" : options.silent.front();
  if (level.empty() || level == "{}" || level == "1") return Silence::until_failure;
  if (level == "2") return Silence::only_failures;
  if (level == "3") return Silence::complete;
  return fail(ErrorKind::parse, fmt::format("--silent: '{}' is not a level: write 1, 2 or 3",
                                            base::printable(level)));
}

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
  std::ofstream record;
  LateFile certificate{"--tls-get-peer-cert", options.tls_get_peer_cert};
  LateFile chain{"--tls-get-peer-chain", options.tls_get_peer_chain};
  std::unique_ptr<report::TranscriptText> text, recorded;
  std::unique_ptr<report::JsonSend> json;
  std::unique_ptr<report::Progress> progress;
  bool failed = false;
  std::optional<smtp::event::Command> asked;  // last

  void show(const smtp::Event& event) {
    if (text == nullptr) return;
    const bool first = !failed && is_failure(event);
    failed = failed || first;
    if (silence == Silence::until_failure && first && asked) text->tell(*asked);
    if (silence == Silence::none || (silence == Silence::until_failure && failed))
      text->tell(event);
    if (const auto* command = std::get_if<smtp::event::Command>(&event)) asked = *command;
  }
  void keep_certificates(const net::TlsFacts& facts) {
    std::string all;
    for (const net::PeerCertificate& one : facts.chain) all += one.pem;
    if (!facts.chain.empty()) certificate.put(facts.chain.front().pem);
    chain.put(all);
  }
  std::vector<base::Error> file_troubles(bool in_vain);
  void tell(const smtp::Event& event) {
    show(event);
    if (recorded) recorded->tell(event);
    if (json) json->tell(event);
    if (const auto* tls = std::get_if<smtp::event::TlsUp>(&event)) keep_certificates(tls->facts);
    if (const auto* tls = std::get_if<smtp::event::TlsFailed>(&event); tls && tls->refused)
      keep_certificates(*tls->refused);
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
  const auto level = silence_of(options);
  if (!level) return fail(level.error());
  state->silence = *level;
  const bool shows = options.json || (!options.hide_all && *level < Silence::only_failures);
  if (shows && !env.out_is_writable)
    return fail(ErrorKind::io,
                "standard output is closed, and the conversation was to go there; --hide-all does "
                "without it");
  if (auto good = check_files(options); !good) return fail(good.error());
  if (!options.record.empty()) state->record.open(options.record, std::ios::binary);

  if (options.json) state->json = std::make_unique<report::JsonSend>(report::meaning);
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

// A session that failed by itself has said why no certificate came.
std::vector<base::Error> SendOutput::State::file_troubles(bool in_vain) {
  std::vector<base::Error> troubles;
  if (record.is_open() && !record.flush())
    troubles.push_back(
        {ErrorKind::io, Stage::none,
         fmt::format("--record: {} could not be written whole", base::printable(options.record))});
  for (const LateFile* file : {&certificate, &chain}) {
    if (file->trouble()) troubles.push_back(*file->trouble());
    if (file->wanted() && !file->written() && !in_vain)
      troubles.push_back({ErrorKind::unsupported, Stage::none,
                          file->option() + ": no certificate came; the file was left as it is"});
  }
  return troubles;
}

Exit SendOutput::finish(const smtp::Outcome& outcome, int signal) {
  Env& env = state_->env;
  Exit exit = exit_for(outcome);
  const auto troubles = state_->file_troubles(exit != Exit::ok);
  for (const base::Error& trouble : troubles) exit = worse(exit, exit_for(trouble.kind));
  // As a shell counts it.
  const int shown = signal != 0 ? 128 + signal : status(exit);
  if (state_->json) env.out << state_->json->text(outcome, shown);
  if (state_->progress) state_->progress->finish();
  if (state_->silence == Silence::complete) return exit;
  for (const std::string& line : report::verdict(outcome))
    env.err << "ehlo: send: " << line << '\n';
  for (const base::Error& trouble : troubles)
    env.err << "ehlo: send: " << trouble.text
            << (outcome.delivered_to_all() ? "; the message was delivered\n" : "\n");
  if (state_->options.insecure && outcome.auth && (!outcome.tls || !outcome.tls->verified))
    env.err << "ehlo: send: warning: --insecure: the credentials went "
            << (outcome.tls ? "to a server that was not verified\n" : "unencrypted\n");
  return exit;
}

}  // namespace commands
