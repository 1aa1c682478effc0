#include "commands/serve/serve.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/text.h"
#include "commands/colour.h"
#include "commands/complain.h"
#include "commands/credentials.h"
#include "commands/descriptors.h"
#include "commands/serve/file.h"
#include "commands/serve/loop.h"
#include "commands/serve/options.h"
#include "commands/serve/watched_mailbox.h"
#include "commands/stop_signals.h"
#include "message/maildir.h"
#include "message/mbox.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using base::Secret;

Result<smtp::PasswordOf> passwords(const std::vector<std::string>& users) {
  if (users.empty()) return smtp::PasswordOf();
  std::map<std::string, Secret> known;
  for (const std::string& user : users) {
    const std::size_t colon = user.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == user.size())
      return fail(ErrorKind::parse, fmt::format("--user {}: say NAME:PASSWORD-FILE",
                                                base::printable(user.substr(0, colon))));
    auto password = first_line_of("--user", user.substr(colon + 1));
    if (!password) return fail(password.error());
    known[user.substr(0, colon)] = *password;
  }
  return [known](const std::string& user) -> std::optional<Secret> {
    const auto found = known.find(user);
    if (found == known.end()) return std::nullopt;
    return found->second;
  };
}

Result<std::optional<net::TlsIdentity>> identity(const ServeOptions& o, const std::string& name) {
  if (o.no_tls && (o.tls_on_connect || !o.tls_cert.empty()))
    return fail(ErrorKind::usage, "--no-tls does not go with --tls-on-connect and --tls-cert");
  if (!o.tls_key.empty() && o.tls_cert.empty())
    return fail(ErrorKind::usage, "--tls-key needs --tls-cert");
  if (o.no_tls) return std::nullopt;
  Secret passphrase;
  if (!o.tls_key_password_file.empty()) {
    auto read = first_line_of("--tls-key-password-file", o.tls_key_password_file);
    if (!read) return fail(read.error());
    passphrase = *read;
  }
  auto made = o.tls_cert.empty()
                  ? net::TlsIdentity::throw_away(name)
                  : net::TlsIdentity::from_files(
                        o.tls_cert, o.tls_key.empty() ? o.tls_cert : o.tls_key, passphrase);
  if (!made) return fail(made.error());
  return *made;
}

Result<smtp::ServerSettings> settings_from(const ServeOptions& o, const Env& env) {
  smtp::ServerSettings settings;
  settings.name = o.name.empty() ? env.host_name() : o.name;
  if (!base::is_printable(settings.name) || settings.name.find(' ') != std::string::npos)
    return fail(ErrorKind::parse, "--name: a host name has no blanks and no control characters");
  const auto timeout = base::parse_duration(o.timeout);
  if (!timeout) return fail(ErrorKind::parse, "--timeout: " + timeout.error().text);
  const auto max_size = base::parse_size(o.max_size);
  if (!max_size) return fail(ErrorKind::parse, "--max-size: " + max_size.error().text);
  settings.timeout = *timeout;
  settings.max_size = *max_size;
  settings.lmtp = o.lmtp;
  settings.tls_on_connect = o.tls_on_connect;
  for (const auto& [pattern, reply] : o.rules) {
    auto rule = smtp::parse_reply_rule(pattern, reply);
    if (!rule) return fail(rule.error());
    settings.rules.push_back(std::move(*rule));
  }
  auto known = passwords(o.users);
  if (!known) return fail(known.error());
  settings.password_of = std::move(*known);
  auto own = identity(o, settings.name);
  if (!own) return fail(own.error());
  settings.identity = std::move(*own);
  return settings;
}

template <typename Kept>
Result<std::unique_ptr<smtp::Mailbox>> as_mailbox(Result<std::unique_ptr<Kept>> kept) {
  if (!kept) return fail(kept.error());
  return std::unique_ptr<smtp::Mailbox>(std::move(*kept));
}

Result<std::unique_ptr<smtp::Mailbox>> mailbox_from(const ServeOptions& o,
                                                    const std::string& name) {
  if (!o.maildir.empty() && !o.mbox.empty())
    return fail(ErrorKind::usage, "--maildir and --mbox exclude each other");
  if (!o.maildir.empty()) return as_mailbox(message::Maildir::open(o.maildir, name));
  if (!o.mbox.empty()) return as_mailbox(message::Mbox::open(o.mbox));
  return std::make_unique<smtp::NoMailbox>();
}

Result<report::TranscriptOptions> shown_from(const ServeOptions& o, const Env& env) {
  if (o.color != "auto" && o.color != "always" && o.color != "never")
    return fail(ErrorKind::parse, "--color: say auto, always or never");
  report::TranscriptOptions shown;
  shown.coloured = wants_colour(o.color, env.out_is_terminal, env);
  shown.whole_content = o.show_data;
  return shown;
}

void announce(const smtp::ServerSettings& settings, const net::Listener& listener,
              const ServeOptions& o, Env& env) {
  env.err << "ehlo: serve: a test server, not a mail server: it delivers nothing"
          << (o.maildir.empty() && o.mbox.empty() ? " and keeps nothing\n" : "\n");
  env.err << fmt::format("ehlo: serve: listening on {} ({}{})\n", net::show(listener.address()),
                         settings.lmtp ? "LMTP" : "SMTP",
                         settings.tls_on_connect ? ", TLS on connect"
                         : settings.identity     ? ", STARTTLS"
                                                 : "")
          << std::flush;
}

// How many sessions there may be at a time: one takes a descriptor, and its message two others.
std::size_t sessions_that_fit() {
  constexpr std::size_t kEach = 3, kOthers = 16;
  const std::size_t limit = raise_descriptor_limit(kEach * ServeLoop::kMaxSessions + kOthers);
  const std::size_t left = std::max(limit, kOthers + kEach) - kOthers;
  return std::min(ServeLoop::kMaxSessions, left / kEach);
}

Exit run_serve(const ServeOptions& o, Env& env) {
  const auto address = parse_listen(o.listen);
  if (!address) return complain(env, "serve", address.error());
  const auto shown = shown_from(o, env);
  if (!shown) return complain(env, "serve", shown.error());
  if (const auto fits = refuse_mixed(o); !fits) return complain(env, "serve", fits.error());
  const auto settings = settings_from(o, env);
  if (!settings) return complain(env, "serve", settings.error());
  if (!o.file.empty()) return serve_file(o, *address, *shown, *settings->identity, env);
  const auto mailbox = mailbox_from(o, settings->name);
  if (!mailbox) return complain(env, "serve", mailbox.error());
  auto listener = net::Listener::open(*address);
  if (!listener) return complain(env, "serve", listener.error());

  report::SessionLog log(env.out, *shown);
  WatchedMailbox watched(**mailbox, env.err);
  ServeLoop loop(*listener, *settings, watched, o.quiet ? nullptr : &log,
                 {o.once, o.count, sessions_that_fit()});
  const StopSignals signals([&loop] { loop.stop(); });
  announce(*settings, *listener, o, env);
  const auto done = loop.run();
  if (!done) return complain(env, "serve", done.error());
  return watched.failed() ? Exit::io : Exit::ok;
}

}  // namespace

Run attach_serve(CLI::App& app) {
  auto options = std::make_shared<ServeOptions>();
  bind_serve_options(app, *options);
  return [options](Env& env) { return run_serve(*options, env); };
}

}  // namespace commands
