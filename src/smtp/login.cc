#include "smtp/login.h"

#include <fmt/format.h>

#include "base/base64.h"
#include "base/text.h"

namespace smtp {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using base::Secret;
using base::Stage;

constexpr std::string_view kMask = "***";
constexpr std::string_view kInitial = "-INITIAL";
// RFC 4954 section 4: a longer initial response must wait for an empty 334.
constexpr std::size_t kMaxCommand = 510;

Secret coded(const Secret& response) { return Secret(base::base64_encode(response.reveal())); }

void tell_server(const Transcript& transcript, const SaslClient& sasl, const Reply& reply) {
  const std::string text = reply.text();
  std::string line = fmt::format("{} {}", reply.code, text);
  const auto challenge = base::base64_decode(text);
  if (challenge && !challenge->empty() && base::is_printable(*challenge))
    line += fmt::format(" (\"{}\")", *challenge);
  transcript.tell(event::AuthLine{Side::server, base::printable(line)});
  const std::string meaning = challenge ? sasl.explain(*challenge) : "";
  if (!meaning.empty()) transcript.warn(meaning);
}

// Gives the exchange up; the server's answer to that (501) is of no interest, the cause is.
Result<Reply> cancel(const SaslExchange& exchange, base::Error cause) {
  cause.stage = Stage::auth;
  if (const auto reply = exchange("*", "*"); !reply) return fail(reply.error());
  return fail(std::move(cause));
}

struct Opening {
  Secret command;
  std::string shown;
  Secret withheld;  // an initial response too long for the command line
  bool has_withheld = false;
};

Result<Opening> opening(SaslClient& sasl, std::string_view name, bool initial) {
  const std::string command = fmt::format("AUTH {}", name);
  if (!initial && !sasl.client_first()) return Opening{Secret(command), command, {}, false};
  const auto first = sasl.step(initial ? "Username:" : "");
  if (!first) return fail(first.error());
  const Secret response = coded(*first);
  if (command.size() + 1 + response.reveal().size() > kMaxCommand)
    return Opening{Secret(command), command, response, true};
  // An empty initial response is "=", or nothing would stand there at all (RFC 4954 section 4).
  const std::string_view word = response.empty() ? "=" : response.reveal();
  return Opening{
      Secret(fmt::format("{} {}", command, word)), fmt::format("{} {}", command, kMask), {}, false};
}

}  // namespace

Result<Reply> log_in(const SaslExchange& exchange, const Transcript& transcript,
                     std::string_view mechanism, const Credentials& credentials,
                     const net::TlsFacts* tls) {
  const bool initial = mechanism.ends_with(kInitial);
  const std::string_view name =
      initial ? mechanism.substr(0, mechanism.size() - kInitial.size()) : mechanism;
  auto sasl = SaslClient::start(name, credentials, tls);
  if (!sasl) return fail(sasl.error());
  auto open = opening(*sasl, name, initial);
  if (!open) return fail(open.error());

  transcript.tell(
      event::AuthBegun{std::string(mechanism), credentials.user, takes_token(mechanism)});
  auto reply = exchange(open->command.reveal(), open->shown);
  while (reply && reply->code == 334) {
    tell_server(transcript, *sasl, *reply);
    const auto challenge = base::base64_decode(base::trim(reply->text()));
    if (!challenge)
      return cancel(exchange, {ErrorKind::auth, Stage::auth,
                               fmt::format("AUTH {}: the server's challenge is not base64: {}",
                                           name, one_line(*reply))});
    if (std::exchange(open->has_withheld, false)) {
      reply = exchange(open->withheld.reveal(), kMask);
      continue;
    }
    const auto response = sasl->step(*challenge);
    if (!response) return cancel(exchange, response.error());
    reply = exchange(coded(*response).reveal(), response->empty() ? "" : kMask);
  }
  if (!reply) return reply;
  transcript.tell(event::Heard{Stage::auth, *reply, {}});
  if (reply->ok() && !sasl->server_proved())
    return fail(
        ErrorKind::auth, Stage::auth,
        fmt::format("AUTH {}: the server said {} without proving that it knows the password: "
                    "it may not be the server it says it is",
                    name, reply->code));
  return reply;
}

Result<Reply> log_in(Connection& connection, Transcript& transcript, std::string_view mechanism,
                     const Credentials& credentials, const net::TlsFacts* tls) {
  const SaslExchange exchange = [&](std::string_view line, std::string_view shown) {
    return connection.exchange_secret(line, shown);
  };
  return log_in(exchange, transcript, mechanism, credentials, tls);
}

}  // namespace smtp
