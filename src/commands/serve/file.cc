#include "commands/serve/file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <stop_token>
#include <utility>

#include "base/pause.h"
#include "base/text.h"
#include "commands/complain.h"
#include "commands/run/files.h"
#include "commands/run/values.h"
#include "commands/serve/stoppable_stream.h"
#include "commands/stop_signals.h"
#include "net/listen.h"
#include "report/run_report.h"
#include "session/load.h"
#include "session/parser.h"
#include "session/run_file.h"
#include "session/servable.h"

namespace commands {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;
using base::Result;

Result<session::Script> read_script(const std::string& file, Env& env) {
  const session::ReadFile read = [](const std::string& path) {
    return read_whole(path, session::kMaxFile + 1);
  };
  if (file != "-") return session::load(file, read);
  const auto bytes = read_whole(env.in, "standard input", session::kMaxFile + 1);
  if (!bytes) return fail(bytes.error());
  return session::load_bytes(*bytes, "standard input", read);
}

// True when the file can be played.
bool look_over(const session::Script& script, const session::Variables& variables, Env& env) {
  auto findings = lint(script, variables, session::Side::server);
  std::ranges::move(find_unservable(script, variables), std::back_inserter(findings));
  for (session::Finding& finding : findings) {
    if (!finding.fatal) finding.text = "warning: " + finding.text;
    env.err << show(finding);
  }
  return std::ranges::none_of(findings, &session::Finding::fatal);
}

class FileServer {
 public:
  FileServer(const ServeOptions& options, const session::Script& script, const RunValues& values,
             net::Listener& listener, const net::TlsIdentity& identity, Env& env)
      : options_(options),
        script_(script),
        values_(values),
        listener_(listener),
        identity_(identity),
        env_(env) {}

  void stop() {
    stop_.request_stop();
    listener_.stop();
  }

  // False when a client did not keep to the script, or did not come. A round that came to no client
  // is the last: the next one would come to none either.
  bool serve(base::Duration timeout, const smtp::Transcript& transcript) {
    bool kept = true;
    do {
      clients_ = 0;
      if (!round(timeout, transcript)) kept = false;
    } while (options_.loop && clients_ > 0 && !stop_.stop_requested());
    return kept;
  }

 private:
  bool round(base::Duration timeout, const smtp::Transcript& transcript) {
    session::ServerOptions server;
    server.timeout = timeout;
    server.identity = identity_;
    server.sleep = [this](base::Duration span) { base::pause(span, stop_.get_token()); };
    // A test may be started long after its server; behind its first client the others are due.
    server.accept = [&](const std::string& name,
                        base::Duration later) -> Result<std::unique_ptr<net::Stream>> {
      const auto patience = clients_ == 0 || timeout == base::Duration::zero()
                                ? Deadline::never()
                                : Deadline::after(timeout + later);
      auto client = listener_.accept(patience);
      if (!client && client.error().kind == ErrorKind::timeout)
        client.error().text = "no client came within " + base::show_duration(timeout);
      if (!client) return fail(client.error());
      ++clients_;
      transcript.tell(smtp::event::Connecting{net::show(listener_.address()), {}, name});
      transcript.note("the client is " + base::printable(client->peer));
      return stoppable(std::move(client->stream), stop_.get_token());
    };
    session::Variables variables = values_.variables(options_.file);
    session::Played played = play_server(script_, server, variables, transcript);
    if (clients_ == 0 && stop_.stop_requested()) {
      env_.err << "ehlo: serve: stopped before a client came\n" << std::flush;
      return options_.loop;
    }
    return tell(std::move(played));
  }

  bool tell(session::Played played) {
    session::Outcome outcome;
    outcome.verdict = played.passed() ? session::Verdict::passed : session::Verdict::failed;
    outcome.failures = std::move(played.failures);
    env_.err << report::account(outcome)
             << fmt::format("ehlo: serve: {}: the client {} ({})\n", base::printable(options_.file),
                            outcome.failures.empty() ? "kept to it" : "did not keep to it",
                            report::counted(played.checks, "check"))
             << std::flush;
    return outcome.failures.empty();
  }

  const ServeOptions& options_;
  const session::Script& script_;
  const RunValues& values_;
  net::Listener& listener_;
  const net::TlsIdentity& identity_;
  Env& env_;
  std::stop_source stop_;
  std::size_t clients_ = 0;  // of this round
};

}  // namespace

Result<void> refuse_mixed(const ServeOptions& o) {
  struct Given {
    bool is_given;
    std::string_view name;
  };
  const std::array of_sink{Given{o.lmtp, "--lmtp"},
                           Given{o.once, "--once"},
                           Given{o.count != 0, "--count"},
                           Given{!o.rules.empty(), "--on"},
                           Given{o.tls_on_connect, "--tls-on-connect"},
                           Given{o.no_tls, "--no-tls"},
                           Given{!o.users.empty(), "--user"},
                           Given{!o.maildir.empty(), "--maildir"},
                           Given{!o.mbox.empty(), "--mbox"}};
  const auto given = std::ranges::find(of_sink, true, &Given::is_given);
  if (!o.file.empty() && given != of_sink.end())
    return fail(ErrorKind::usage,
                fmt::format("{} does not go with a session file: the file says all", given->name));
  if (o.file.empty() && (o.loop || o.variables.given()))
    return fail(ErrorKind::usage,
                fmt::format("{} needs a session file", o.loop ? "--loop" : "a variable"));
  return {};
}

Exit serve_file(const ServeOptions& options, const net::Address& address,
                const report::TranscriptOptions& shown, const net::TlsIdentity& identity,
                Env& env) {
  const auto timeout = base::parse_duration(options.timeout);
  if (!timeout)
    return complain(env, "serve",
                    {ErrorKind::parse, base::Stage::none, "--timeout: " + timeout.error().text});
  const auto script = read_script(options.file, env);
  if (!script) return complain(env, "serve", script.error());
  const std::string name = options.name.empty() ? env.host_name() : options.name;
  const auto values = RunValues::from(options.variables, name, env);
  if (!values) return complain(env, "serve", values.error());
  if (!look_over(*script, values->variables(options.file), env)) return Exit::data;
  auto listener = net::Listener::open(address);
  if (!listener) return complain(env, "serve", listener.error());

  smtp::Transcript transcript;
  report::TranscriptText text(env.out, shown);
  if (!options.quiet) transcript.listen([&](const smtp::Event& event) { text.tell(event); });
  FileServer server(options, *script, *values, *listener, identity, env);
  const StopSignals signals([&server] { server.stop(); });
  env.err << fmt::format("ehlo: serve: listening on {} (session file {})\n",
                         net::show(listener->address()), base::printable(options.file))
          << std::flush;
  return server.serve(*timeout, transcript) ? Exit::ok : Exit::check;
}

}  // namespace commands
