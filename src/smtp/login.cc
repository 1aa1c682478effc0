#include "smtp/login.h"

#include <fmt/format.h>

#include <memory>

#include "base/base64.h"
#include "base/mask.h"
#include "base/text.h"
#include "smtp/auth_mechanisms.h"

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

// A shorter one would hide every letter, and so tell itself.
constexpr std::size_t kShortestMasked = 3;

// What was said in a login, and must not come into a transcript out of the server's mouth.
class Mask {
 public:
  explicit Mask(const Credentials& credentials) {
    add(credentials.password.reveal());
    add(credentials.token.reveal());
  }
  void add(std::string_view secret) {
    if (secret.size() >= kShortestMasked)
      mask_.add(std::string(kMask), Secret(std::string(secret)));
  }
  std::string operator()(std::string_view text) const { return mask_(text); }
  Reply operator()(Reply reply) const {
    for (std::string& line : reply.lines) line = mask_(line);
    return reply;
  }

 private:
  base::Mask mask_;
};

std::string secret_variable(std::string_view name) {
  const Mechanism* mechanism = find_mechanism(name);
  if (mechanism->needs_token) return "token";
  return mechanism->needs_password ? "password" : "";
}

Secret coded(const Secret& response) { return Secret(base::base64_encode(response.reveal())); }

void tell_server(const Transcript& transcript, const SaslClient& sasl, const Reply& reply,
                 const Mask& mask) {
  const std::string text = reply.text();
  std::string line = fmt::format("{} {}", reply.code, text);
  const auto challenge = base::base64_decode(text);
  // SCRAM's server signature, beside the salt and the nonces, lets a reader of the transcript try
  // passwords at home (RFC 5802 section 9).
  if (challenge && challenge->starts_with("v="))
    line = fmt::format("{} {}", reply.code, kMask);
  else if (challenge && !challenge->empty() && base::is_printable(*challenge))
    line += fmt::format(" (\"{}\")", *challenge);
  transcript.tell(event::AuthLine{Side::server, base::printable(mask(line))});
  const std::string meaning = challenge ? sasl.explain(*challenge) : "";
  if (!meaning.empty()) transcript.warn(mask(meaning));
}

// Gives the exchange up; the server's answer to that (501) is told, but what came of it is the
// cause.
Result<Reply> cancel(const SaslChannel& channel, const Transcript& transcript, const Mask& mask,
                     base::Error cause) {
  cause.stage = Stage::auth;
  auto reply = channel.exchange("*", "*");
  if (!reply) return fail(reply.error());
  reply = mask(std::move(*reply));
  transcript.tell(event::Heard{Stage::auth, *reply, {}});
  return fail(std::move(cause));
}

// The bytes of a challenge; those of an invitation (334 NTLM supported) mean nothing.
Result<std::string> challenge_in(const Reply& reply, std::string_view name, bool invitation,
                                 const Mask& mask) {
  if (auto challenge = base::base64_decode(base::trim(reply.text()))) return std::move(*challenge);
  if (invitation) return std::string();
  return fail(ErrorKind::auth, Stage::auth,
              fmt::format("AUTH {}: the server's challenge is not base64: {}", name,
                          one_line(mask(reply))));
}

struct Opening {
  Secret command;
  std::string shown;
  Secret initial;
  bool withheld = false;  // it is too long for the command line
};

Result<Opening> opening(SaslClient& sasl, std::string_view name, bool initial) {
  const std::string command = fmt::format("AUTH {}", name);
  if (!initial && !sasl.client_first()) return Opening{Secret(command), command, {}};
  const auto first = sasl.step(initial ? "Username:" : "");
  if (!first) return fail(first.error());
  const Secret response = coded(*first);
  if (command.size() + 1 + response.reveal().size() > kMaxCommand)
    return Opening{Secret(command), command, response, true};
  // An empty initial response is "=", or nothing would stand there at all (RFC 4954 section 4).
  const std::string_view word = response.empty() ? "=" : response.reveal();
  return Opening{Secret(fmt::format("{} {}", command, word)), fmt::format("{} {}", command, kMask),
                 response};
}

}  // namespace

Result<Reply> log_in(const SaslChannel& channel, const Transcript& transcript,
                     std::string_view mechanism, const Credentials& credentials,
                     const net::TlsFacts* tls) {
  const bool initial = mechanism.ends_with(kInitial);
  const std::string_view name =
      initial ? mechanism.substr(0, mechanism.size() - kInitial.size()) : mechanism;
  auto sasl = SaslClient::start(name, credentials, tls);
  if (!sasl) return fail(sasl.error());
  auto open = opening(*sasl, name, initial);
  if (!open) return fail(open.error());

  const auto shared = std::make_shared<Mask>(credentials);
  Mask& mask = *shared;
  mask.add(open->initial.reveal());
  if (channel.conceal)
    channel.conceal([shared](const std::string& text) { return (*shared)(text); });
  transcript.tell(event::AuthBegun{std::string(mechanism), credentials.user, secret_variable(name),
                                   credentials.authorization, credentials.realm,
                                   credentials.domain});
  auto reply = channel.exchange(open->command.reveal(), open->shown);
  bool invitation = find_mechanism(name)->invited;
  while (reply && reply->code == 334) {
    tell_server(transcript, *sasl, *reply, mask);
    const auto challenge = challenge_in(*reply, name, std::exchange(invitation, false), mask);
    if (!challenge) return cancel(channel, transcript, mask, challenge.error());
    if (std::exchange(open->withheld, false)) {
      reply = channel.exchange(open->initial.reveal(), kMask);
      continue;
    }
    const auto response = sasl->step(*challenge);
    if (!response && sasl->server_failed()) {
      channel.close();
      return fail(response.error());
    }
    if (!response) return cancel(channel, transcript, mask, response.error());
    const Secret answer = coded(*response);
    mask.add(answer.reveal());
    reply = channel.exchange(answer.reveal(), response->empty() ? "" : kMask);
  }
  if (!reply) return reply;
  reply = mask(std::move(*reply));
  transcript.tell(event::Heard{Stage::auth, *reply, {}});
  if (reply->ok() && !sasl->server_proved()) {
    // The server takes us for logged in, we do not take it for what it says it is: whatever was
    // said next, another mechanism with the password in clear not least, would be said to an
    // impostor.
    channel.close();
    return fail(
        ErrorKind::auth, Stage::auth,
        fmt::format("AUTH {}: the server said {} without proving that it knows the password: "
                    "it may not be the server it says it is",
                    name, reply->code));
  }
  return reply;
}

Result<Reply> log_in(Connection& connection, Transcript& transcript, std::string_view mechanism,
                     const Credentials& credentials, const net::TlsFacts* tls) {
  const SaslChannel channel{[&](std::string_view line, std::string_view shown) {
                              return connection.exchange_secret(line, shown);
                            },
                            [&] { connection.close(); },
                            [&](Connection::Mask mask) { connection.conceal(std::move(mask)); }};
  return log_in(channel, transcript, mechanism, credentials, tls);
}

}  // namespace smtp
