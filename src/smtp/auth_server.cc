#include "smtp/auth_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "smtp/auth_gsasl.h"

namespace smtp {
namespace {

using base::ErrorKind;
using base::Stage;
using Step = SaslServer::Step;

bool shows_password(std::string_view mechanism) {
  return mechanism == "PLAIN" || mechanism == "LOGIN";
}

GsaslSession::Answer answer_with(const PasswordOf& password_of) {
  return [password_of](GsaslSession& session, Gsasl_property property) -> int {
    if (property != GSASL_PASSWORD) return GSASL_NO_CALLBACK;
    const auto password = password_of(session.get(GSASL_AUTHID));
    if (!password) return GSASL_NO_PASSWORD;
    session.set(GSASL_PASSWORD, password->reveal());
    return GSASL_OK;
  };
}

}  // namespace

struct SaslServer::State {
  std::string mechanism;
  PasswordOf password_of;
  bool accept_any;
  std::string user;
  bool user_given = false;
  int steps = 0;
  bool last_word_said = false;
  std::unique_ptr<GsaslSession> session;  // of CRAM-MD5 and SCRAM

  tl::unexpected<base::Error> refuse(std::string_view cause) const;
  base::Result<Step> judge(std::string_view password) const;
  base::Result<Step> step_plain(std::string_view response);
  base::Result<Step> step_login(std::string_view response);
  base::Result<Step> step_gsasl(std::string_view response);
};

tl::unexpected<base::Error> SaslServer::State::refuse(std::string_view cause) const {
  return base::fail(ErrorKind::auth, Stage::auth, fmt::format("AUTH {}: {}", mechanism, cause));
}

base::Result<Step> SaslServer::State::judge(std::string_view password) const {
  if (user.empty()) return refuse("the client gave no user name");
  if (accept_any) return Step{.done = true, .challenge = ""};
  const auto right = password_of ? password_of(user) : std::nullopt;
  if (!right) return refuse(fmt::format("there is no user {}", base::printable(user)));
  if (right->reveal() != password)
    return refuse(fmt::format("wrong password for {}", base::printable(user)));
  return Step{.done = true, .challenge = ""};
}

// RFC 4616: [authzid] NUL authcid NUL passwd.
base::Result<Step> SaslServer::State::step_plain(std::string_view response) {
  if (steps == 1 && response.empty()) return Step{};
  const auto parts = base::split(response, '\0');
  if (parts.size() != 3) return refuse("the response is not of the form of this mechanism");
  user = parts[1];
  if (!accept_any && !parts[0].empty() && parts[0] != parts[1])
    return refuse(
        fmt::format("{} may not act as {}", base::printable(user), base::printable(parts[0])));
  return judge(parts[2]);
}

base::Result<Step> SaslServer::State::step_login(std::string_view response) {
  if (steps == 1 && response.empty()) return Step{.done = false, .challenge = "Username:"};
  if (user_given) return judge(response);
  user_given = true;
  user = response;
  return Step{.done = false, .challenge = "Password:"};
}

base::Result<Step> SaslServer::State::step_gsasl(std::string_view response) {
  if (last_word_said) {
    if (!response.empty()) return refuse("the client answers the last word with more than nothing");
    return Step{.done = true, .challenge = ""};
  }
  const auto [code, output] = session->step(response);
  user = session->get(GSASL_AUTHID);
  if (code == GSASL_NEEDS_MORE)
    return Step{.done = false, .challenge = std::string(output.reveal())};
  if (code == GSASL_NO_PASSWORD)
    return refuse(fmt::format("there is no user {}", base::printable(user)));
  if (code == GSASL_AUTHENTICATION_ERROR)
    return refuse(fmt::format("wrong password for {}", base::printable(user)));
  if (code != GSASL_OK) return refuse("the response is not of the form of this mechanism");
  last_word_said = true;
  return Step{.done = output.empty(), .challenge = std::string(output.reveal())};
}

SaslServer::SaslServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
SaslServer::SaslServer(SaslServer&&) noexcept = default;
SaslServer& SaslServer::operator=(SaslServer&&) noexcept = default;
SaslServer::~SaslServer() = default;

const std::vector<std::string>& served_mechanisms() {
  static const std::vector<std::string> names{"SCRAM-SHA-256", "CRAM-MD5", "PLAIN", "LOGIN"};
  return names;
}

base::Result<SaslServer> SaslServer::start(std::string_view mechanism, PasswordOf password_of,
                                           bool accept_any) {
  const std::string name = base::to_upper(mechanism);
  const auto& served = served_mechanisms();
  std::unique_ptr<State> state(new State{.mechanism = name,
                                         .password_of = std::move(password_of),
                                         .accept_any = accept_any,
                                         .user = {},
                                         .session = {}});
  if (std::find(served.begin(), served.end(), name) == served.end()) {
    state->mechanism = base::printable(name);
    return state->refuse("the mechanism is not served here");
  }
  if (shows_password(name)) return SaslServer(std::move(state));
  if (!state->password_of)
    return state->refuse("it does not show the password, so it needs known users (--user)");
  state->session =
      GsaslSession::start(GsaslSession::Role::server, name, answer_with(state->password_of));
  if (!state->session) return state->refuse("this libgsasl was built without it");
  return SaslServer(std::move(state));
}

base::Result<Step> SaslServer::step(std::string_view response) {
  ++state_->steps;
  if (state_->mechanism == "PLAIN") return state_->step_plain(response);
  if (state_->mechanism == "LOGIN") return state_->step_login(response);
  return state_->step_gsasl(response);
}

const std::string& SaslServer::user() const { return state_->user; }

}  // namespace smtp
