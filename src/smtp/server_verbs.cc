#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "smtp/envelope_command.h"
#include "smtp/server_session.h"

namespace smtp {

using base::Stage;

const std::vector<ServerSession::Verb>& ServerSession::verbs() {
  using S = ServerSession;
  static const std::vector<Verb> table{
      {"EHLO", Stage::ehlo, &S::ehlo, "EHLO NAME"},
      {"HELO", Stage::helo, &S::helo, "HELO NAME"},
      {"LHLO", Stage::lhlo, &S::lhlo, ""},
      {"MAIL", Stage::mail, &S::mail, "MAIL FROM:<address>"},
      {"RCPT", Stage::rcpt, &S::rcpt, "RCPT TO:<address>"},
      {"DATA", Stage::data, &S::data, "DATA"},
      {"BDAT", Stage::data, &S::bdat, "BDAT SIZE [LAST]"},
      {"RSET", Stage::rset, &S::rset, "RSET"},
      {"NOOP", Stage::other, &S::noop, "NOOP"},
      {"VRFY", Stage::other, &S::vrfy, "VRFY ADDRESS"},
      {"HELP", Stage::other, &S::help, "HELP"},
      {"STARTTLS", Stage::starttls, &S::starttls, "STARTTLS"},
      {"AUTH", Stage::auth, &S::auth, "AUTH MECHANISM [RESPONSE]"},
      {"QUIT", Stage::quit, &S::quit, "QUIT"},
      // A web page may make a browser talk to this port; its first line must be its last.
      {"GET", Stage::other, &S::http, ""},
      {"POST", Stage::other, &S::http, ""},
      {"PUT", Stage::other, &S::http, ""},
      {"OPTIONS", Stage::other, &S::http, ""},
      {"CONNECT", Stage::other, &S::http, ""},
  };
  return table;
}

const ServerSession::Verb& ServerSession::find_verb(std::string_view name) {
  static const Verb none{"", Stage::other, &ServerSession::unknown, ""};
  const auto found = std::ranges::find_if(
      verbs(), [&](const Verb& verb) { return base::equal_ignoring_case(verb.name, name); });
  return found == verbs().end() ? none : *found;
}

ServerSession::Done ServerSession::helo(std::string_view argument) {
  return hello(argument, false);
}

ServerSession::Done ServerSession::ehlo(std::string_view argument) { return hello(argument, true); }

ServerSession::Done ServerSession::lhlo(std::string_view argument) {
  return settings_.lmtp ? hello(argument, true) : unknown(argument);
}

ServerSession::Done ServerSession::hello(std::string_view argument, bool extended) {
  if (settings_.lmtp && stage_ != Stage::lhlo) return refuse(500, "5.5.1 LMTP starts with LHLO");
  if (argument.empty()) return refuse(501, "5.5.4 say who you are");
  forget();
  greeted_ = true;
  Reply reply{250, {settings_.name}};
  if (extended) {
    reply.lines.push_back(fmt::format("SIZE {}", settings_.max_size));
    for (const char* keyword : {"PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "CHUNKING",
                                "BINARYMIME", "ENHANCEDSTATUSCODES"})
      reply.lines.emplace_back(keyword);
    if (settings_.identity && !in_tls_) reply.lines.emplace_back("STARTTLS");
    reply.lines.emplace_back(settings_.password_of ? "AUTH SCRAM-SHA-256 CRAM-MD5 PLAIN LOGIN"
                                                   : "AUTH PLAIN LOGIN");
    reply.lines.emplace_back("HELP");
  }
  say(std::move(reply));
  return {};
}

ServerSession::Done ServerSession::mail(std::string_view argument) {
  if (!greeted_)
    return refuse(503, fmt::format("5.5.1 say {} first", settings_.lmtp ? "LHLO" : "EHLO"));
  if (envelope_) return refuse(503, "5.5.1 a message is under way already");
  const auto command = parse_envelope_command(EnvelopeVerb::mail, argument);
  if (!command) return refuse(command.error().code, command.error().text());
  if (command->blank_behind_colon) transcript_.note("no blank stands behind the colon in RFC 5321");
  if (!command->smtputf8 && !base::is_ascii(command->path.address()))
    return refuse(553, "5.6.7 such an address needs SMTPUTF8");
  if (settings_.max_size != 0 && command->size > settings_.max_size)
    return refuse(552, fmt::format("5.3.4 more than {} bytes", settings_.max_size));
  envelope_ = Envelope{command->path, {}};
  smtputf8_ = command->smtputf8;
  binary_ = command->binary;
  say(250, "2.1.0 ok");
  return {};
}

ServerSession::Done ServerSession::rcpt(std::string_view argument) {
  if (!envelope_) return refuse(503, "5.5.1 say MAIL first");
  if (chunked_) return refuse(503, "5.5.1 the content has begun");
  const auto command = parse_envelope_command(EnvelopeVerb::rcpt, argument);
  if (!command) return refuse(command.error().code, command.error().text());
  if (command->blank_behind_colon) transcript_.note("no blank stands behind the colon in RFC 5321");
  if (!smtputf8_ && !base::is_ascii(command->path.address()))
    return refuse(553, "5.6.7 such an address needs SMTPUTF8");
  if (envelope_->recipients.size() >= Server::kMaxRecipients)
    return refuse(452, "4.5.3 too many recipients");
  envelope_->recipients.push_back(command->path);
  say(250, "2.1.5 ok");
  return {};
}

ServerSession::Done ServerSession::rset(std::string_view) {
  forget();
  say(250, "2.0.0 ok");
  return {};
}

ServerSession::Done ServerSession::noop(std::string_view) {
  say(250, "2.0.0 ok");
  return {};
}

ServerSession::Done ServerSession::vrfy(std::string_view argument) {
  if (argument.empty()) return refuse(501, "5.5.4 say VRFY ADDRESS");
  say(252, "2.5.2 send it a message and see");
  return {};
}

ServerSession::Done ServerSession::help(std::string_view) {
  Reply reply{214, {"2.0.0 a test server of ehlo; it delivers nothing. It knows:"}};
  for (const Verb& verb : verbs())
    if (!verb.help.empty()) reply.lines.emplace_back(verb.help);
  say(std::move(reply));
  return {};
}

ServerSession::Done ServerSession::quit(std::string_view) { return leave(221, "2.0.0 bye"); }

ServerSession::Done ServerSession::http(std::string_view) {
  return leave(421, "4.7.0 this is SMTP, not HTTP");
}

ServerSession::Done ServerSession::unknown(std::string_view) {
  return refuse(500, "5.5.1 unknown command");
}

}  // namespace smtp
