#include "smtp/auth.h"

#include <fmt/format.h>

#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "smtp/auth_bearer.h"
#include "smtp/auth_challenge.h"
#include "smtp/auth_gsasl.h"
#include "smtp/auth_mechanisms.h"

namespace smtp {
namespace {

using base::ErrorKind;
using base::Stage;

tl::unexpected<base::Error> not_begun(ErrorKind kind, const Mechanism& mechanism,
                                      std::string_view cause) {
  return base::fail(kind, Stage::auth,
                    fmt::format("AUTH {}: {}; nothing was sent", mechanism.name, cause));
}

bool holds_nul(std::string_view value) { return value.find('\0') != std::string_view::npos; }

// C strings carry everything inside libgsasl: what stands behind a NUL would be cut off unseen.
std::string unsendable(const Credentials& credentials) {
  if (holds_nul(credentials.password.reveal()))
    return "the password holds a NUL byte (see --auth-password-file)";
  if (holds_nul(credentials.user) || holds_nul(credentials.authorization))
    return "the user name holds a NUL byte (see --auth-user)";
  return "";
}

bool is_prepared(const Mechanism& mechanism) {
  return is_scram(mechanism) || mechanism.name == "CRAM-MD5";
}

// libntlm takes each byte for a Latin-1 character and cuts off what its buffers cannot hold.
bool fits_ntlm(std::string_view value) {
  constexpr std::size_t kMost = 128;
  return value.size() <= kMost && base::is_ascii(value);
}

std::string unpreparable(const Mechanism& mechanism, const Credentials& credentials) {
  constexpr std::string_view kWhy =
      "is not UTF-8 or holds a character that SASLprep (RFC 4013) forbids";
  if (mechanism.name == "NTLM" && !(fits_ntlm(credentials.user) && fits_ntlm(credentials.domain) &&
                                    fits_ntlm(credentials.password.reveal())))
    return "user name, domain and password must be ASCII of at most 128 bytes here";
  if (!is_prepared(mechanism)) return "";
  if (!survives_saslprep(credentials.user))
    return fmt::format("the user name {} (see --auth-user)", kWhy);
  if (!survives_saslprep(credentials.password.reveal()))
    return fmt::format("the password {} (see --auth-password-file)", kWhy);
  return "";
}

base::Result<void> check(const Mechanism& mechanism, const Credentials& credentials,
                         const net::TlsFacts* tls) {
  if (const std::string need = unmet_need(mechanism, credentials, tls); !need.empty())
    return not_begun(ErrorKind::auth, mechanism, "it " + need);
  if (const std::string cause = unsendable(credentials); !cause.empty())
    return not_begun(ErrorKind::usage, mechanism, cause);
  if (const std::string cause = unpreparable(mechanism, credentials); !cause.empty())
    return not_begun(ErrorKind::auth, mechanism, cause);
  if (mechanism.needs_token) return check_bearer(credentials);
  return {};
}

// tls-unique up to TLS 1.2, tls-exporter from 1.3 on (RFC 9266 section 3). Only a -PLUS mechanism
// is told of it: libgsasl 2.2 fails in the others when it knows a binding, instead of saying "y".
// They say "n", which a server that offers -PLUS accepts and a "y" it would have to refuse.
void bind_channel(GsaslSession& session, const net::TlsFacts& tls) {
  if (tls.binding_unique.empty())
    session.set(GSASL_CB_TLS_EXPORTER, base::base64_encode(tls.binding_exporter));
  else
    session.set(GSASL_CB_TLS_UNIQUE, base::base64_encode(tls.binding_unique));
}

void give_credentials(GsaslSession& session, const Mechanism& mechanism,
                      const Credentials& credentials) {
  const std::string& user = credentials.user;
  const bool speaks_as_user = mechanism.name == "EXTERNAL" && credentials.authorization.empty();
  session.set(GSASL_AUTHID, user);
  session.set(GSASL_AUTHZID, speaks_as_user ? user : credentials.authorization);
  session.set(GSASL_PASSWORD, credentials.password.reveal());
  session.set(GSASL_ANONYMOUS_TOKEN, user.empty() ? "anonymous" : user);
  session.set(GSASL_SERVICE, "smtp");
  session.set(GSASL_HOSTNAME, credentials.host);
}

// DIGEST-MD5 forgets a realm that was set before the challenge came, and asks again behind it.
GsaslSession::Answer answer_with(const std::string& realm) {
  return [realm](GsaslSession& session, Gsasl_property property) -> int {
    if (property != GSASL_REALM) return GSASL_NO_CALLBACK;
    session.set(GSASL_REALM, realm);
    return GSASL_OK;
  };
}

std::string cause_of(int code, bool of_proof) {
  if (of_proof) return "the server's proof is wrong, so it does not know the password itself";
  switch (code) {
    case GSASL_MECHANISM_PARSE_ERROR:
    case GSASL_BASE64_ERROR:
      return "the server's challenge is not one of this mechanism";
    case GSASL_AUTHENTICATION_ERROR:
      return "the server's challenge does not belong to this login";
    case GSASL_GSSAPI_INIT_SEC_CONTEXT_ERROR:
    case GSASL_GSSAPI_ACQUIRE_CRED_ERROR:
      return "there is no Kerberos ticket for this server (see klist and kinit)";
    default:
      return gsasl_strerror(code);
  }
}

}  // namespace

struct SaslClient::State {
  const Mechanism& mechanism;
  base::Secret message;                   // of OAUTHBEARER and XOAUTH2
  std::unique_ptr<GsaslSession> session;  // of all others
  int answered = 0;
  bool over = false;
  bool proved = false;
  bool failed = false;  // the server, to prove itself

  // The server's proof answers ours, which is SCRAM's second message and DIGEST-MD5's first.
  bool proof_is_due() const {
    return mechanism.proves_server && answered >= (mechanism.client_first ? 2 : 1);
  }
  base::Result<base::Secret> step_bearer();
  base::Result<base::Secret> step_gsasl(std::string_view challenge);
};

// A second challenge is the error: RFC 7628 section 3.2.3 wants one %x01 for it, Google an empty
// line.
base::Result<base::Secret> SaslClient::State::step_bearer() {
  if (answered == 0) return std::move(message);
  over = true;
  return base::Secret(mechanism.name == "OAUTHBEARER" ? "\x01" : "");
}

base::Result<base::Secret> SaslClient::State::step_gsasl(std::string_view challenge) {
  const auto sound = sound_challenge(mechanism, answered == 0, challenge);
  if (!sound) return base::fail(sound.error());
  auto [code, output] = session->step(*sound);
  if (code != GSASL_OK && code != GSASL_NEEDS_MORE) {
    failed = proof_is_due();
    return given_up(mechanism, cause_of(code, failed));
  }
  over = proved = code == GSASL_OK;
  return std::move(output);
}

SaslClient::SaslClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
SaslClient::SaslClient(SaslClient&&) noexcept = default;
SaslClient& SaslClient::operator=(SaslClient&&) noexcept = default;
SaslClient::~SaslClient() = default;

base::Result<SaslClient> SaslClient::start(std::string_view name, const Credentials& credentials,
                                           const net::TlsFacts* tls) {
  const Mechanism* mechanism = find_mechanism(name);
  if (mechanism == nullptr)
    return base::fail(ErrorKind::auth, Stage::auth,
                      fmt::format("AUTH: the mechanism {} is not known here; nothing was sent",
                                  base::printable(name)));
  if (auto checked = check(*mechanism, credentials, tls); !checked)
    return base::fail(checked.error());
  std::unique_ptr<State> state(new State{.mechanism = *mechanism, .message = {}, .session = {}});
  if (mechanism->needs_token) {
    state->message = mechanism->name == "OAUTHBEARER" ? oauthbearer_message(credentials)
                                                      : xoauth2_message(credentials);
    return SaslClient(std::move(state));
  }
  const bool is_ntlm = mechanism->name == "NTLM";
  state->session =
      GsaslSession::start(GsaslSession::Role::client, mechanism->name,
                          answer_with(is_ntlm ? credentials.domain : credentials.realm));
  if (!state->session)
    return not_begun(ErrorKind::auth, *mechanism, "this libgsasl was built without it");
  give_credentials(*state->session, *mechanism, credentials);
  if (mechanism->bound) bind_channel(*state->session, *tls);
  return SaslClient(std::move(state));
}

bool SaslClient::client_first() const { return state_->mechanism.client_first; }

base::Result<base::Secret> SaslClient::step(std::string_view challenge) {
  if (state_->over)
    return given_up(state_->mechanism, "the server asks on although everything was said");
  auto answer = state_->session ? state_->step_gsasl(challenge) : state_->step_bearer();
  ++state_->answered;
  if (!answer) state_->over = true;
  return answer;
}

std::string SaslClient::explain(std::string_view challenge) const {
  if (state_->mechanism.needs_token) return explain_bearer_error(challenge);
  return is_scram(state_->mechanism) ? scram_error(challenge) : "";
}

bool SaslClient::server_proved() const {
  return !state_->mechanism.proves_server || state_->proved;
}

bool SaslClient::server_failed() const { return state_->failed; }

std::string sasl_library_version() { return gsasl_check_version(nullptr); }

}  // namespace smtp
