#include "smtp/conversation.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "smtp/envelope.h"
#include "smtp/login.h"
#include "smtp/series.h"
#include "smtp/transaction.h"

namespace smtp {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;
using base::Stage;

// The conversation under way. Each step tells whether to go on to the next.
class Talk {
 public:
  Talk(Connection& connection, Transcript& transcript, const Plan& plan)
      : connection_(connection), transcript_(transcript), plan_(plan) {}

  Outcome run();
  // All that comes before the first MAIL; false when it does not come to that.
  bool prepare();
  Outcome take_outcome() { return std::move(outcome_); }

 private:
  bool announce();
  bool greet();
  bool hello(bool first);
  bool secure();
  bool handshake();
  bool authenticate();
  bool try_mechanisms(const std::vector<std::string>& mechanisms);
  bool try_mechanism(const std::string& mechanism);
  bool speak_for(const Proxied& proxied);
  bool transact();

  bool ask(Stage stage, const std::string& line, std::optional<Reply>& into);
  bool fails(Error error);
  bool refused(Stage stage);
  bool refused_and_gone(Stage stage);
  bool stops_at(Stage stage, bool first_hello = false);
  bool passes(Stage stage);
  bool drops_at_hello(bool first) const;
  bool credentials_need_trust() const;
  Error no_tls() const;
  Error no_mechanism() const;

  Connection& connection_;
  Transcript& transcript_;
  const Plan& plan_;
  Outcome outcome_;
};

bool Talk::fails(Error error) {
  if (connection_.dropped())
    outcome_.stopped = true;
  else
    outcome_.error = std::move(error);
  return false;
}

bool Talk::refused(Stage stage) {
  outcome_.refused_at = stage;
  return false;
}

// A server that refused for good and went away before it was asked another way has said what there
// is to say: "try again" would be the wrong advice.
bool Talk::refused_and_gone(Stage stage) {
  if (!outcome_.error || outcome_.error->kind != ErrorKind::lost) return false;
  outcome_.error.reset();
  return refused(stage);
}

bool Talk::stops_at(Stage stage, bool first_hello) {
  const Stop& stop = plan_.stop;
  if (stop.how == Stop::How::never || stop.how == Stop::How::drop_after_send) return false;
  if (stop.stage != stage || stop.first_hello != first_hello) return false;
  if (stop.how == Stop::How::drop_after) connection_.close();
  outcome_.stopped = true;
  return true;
}

// A stage that did not come to pass must not let more happen than one that did.
bool Talk::passes(Stage stage) {
  const Stop& stop = plan_.stop;
  if (stop.how != Stop::How::drop_after_send || stop.stage != stage) return true;
  connection_.close();
  outcome_.stopped = true;
  return false;
}

// The EHLO that a stop means: the first one, or the last.
bool Talk::drops_at_hello(bool first) const {
  const Stop& stop = plan_.stop;
  const bool only_one = plan_.tls == TlsUse::off || plan_.tls == TlsUse::on_connect;
  return stop.how == Stop::How::drop_after_send && (!first || stop.first_hello || only_one);
}

bool Talk::ask(Stage stage, const std::string& line, std::optional<Reply>& into) {
  if (auto sent = connection_.send(stage, line); !sent) return fails(sent.error());
  auto reply = connection_.receive(stage);
  if (!reply) return fails(reply.error());
  into = std::move(*reply);
  // 421 may be the answer to any command: the server is closing (RFC 5321 section 3.8).
  if (into->code == 421) connection_.close();
  return true;
}

// The header of a proxy, as the first thing that is sent.
bool Talk::announce() {
  if (plan_.proxy_header.empty()) return true;
  transcript_.tell(event::Ahead{plan_.proxy_header});
  const auto written = connection_.write_ahead(plan_.proxy_header);
  return written || fails(written.error());
}

// A firewall that rewrites the session covers the greeting with asterisks, and often hides
// keywords.
bool is_masked(const Reply& greeting) {
  return std::ranges::any_of(greeting.lines, [](const std::string& line) {
    return line.starts_with("***") || line.find(" ****") != std::string::npos;
  });
}

bool Talk::greet() {
  auto reply = connection_.receive(Stage::greeting);
  if (!reply) {
    Error error = reply.error();
    if (error.kind == ErrorKind::timeout && plan_.tls != TlsUse::on_connect)
      error.text +=
          "; a server that speaks TLS from the first byte is silent too: if this is such "
          "a port (465), use --tls-on-connect";
    return fails(std::move(error));
  }
  outcome_.greeting = std::move(*reply);
  if (is_masked(*outcome_.greeting))
    transcript_.warn(
        "a greeting of asterisks: a firewall on the way (Cisco PIX or ASA, \"inspect esmtp\") "
        "rewrites this session and may hide STARTTLS; switch that inspection off");
  if (outcome_.greeting->code == 421) connection_.close();
  if (!outcome_.greeting->ok()) return refused(Stage::greeting);
  if (stops_at(Stage::greeting)) return false;
  return plan_.tls != TlsUse::on_connect || !stops_at(Stage::tls);
}

// 500 and 502 of RFC 5321 section 4.2.4; some say 503 to a verb of the other protocol.
bool is_unknown_command(const Reply& reply) {
  return reply.code == 500 || reply.code == 502 || reply.code == 503;
}

bool Talk::hello(bool first) {
  const Stage stage = plan_.lmtp ? Stage::lhlo : Stage::ehlo;
  const std::string_view verb = plan_.lmtp ? "LHLO" : "EHLO";
  if (plan_.stop.stage == stage && drops_at_hello(first)) connection_.drop_after_send(stage);
  if (!ask(stage, fmt::format("{} {}", verb, plan_.helo), outcome_.hello)) return false;
  // A server that knows no EHLO says 500 or 502, some 550; one that has no time says 421 and would
  // say so again. LMTP has no older verb to fall back to (RFC 2033 section 4.1).
  if (outcome_.hello->permanent() && !plan_.lmtp) {
    transcript_.note("no EHLO here; trying HELO");
    if (!ask(Stage::helo, fmt::format("HELO {}", plan_.helo), outcome_.hello))
      return refused_and_gone(stage);
    if (is_unknown_command(*outcome_.hello))
      transcript_.warn("neither EHLO nor HELO is known here: for an LMTP server use --lmtp");
    if (!outcome_.hello->ok()) return refused(Stage::helo);
    outcome_.extensions = {};
  } else if (!outcome_.hello->ok()) {
    if (is_unknown_command(*outcome_.hello))
      transcript_.warn("LHLO is not known here: the server speaks SMTP, leave --lmtp out");
    return refused(stage);
  } else {
    outcome_.extensions = Extensions::parse(*outcome_.hello);
  }
  if (first && stops_at(Stage::ehlo, true)) return false;
  return true;
}

bool Talk::credentials_need_trust() const {
  return plan_.auth != AuthUse::off && !plan_.insecure && !plan_.local;
}

Error Talk::no_tls() const {
  const bool by_hand = plan_.tls == TlsUse::required;
  const std::string_view cause = plan_.tls == TlsUse::off ? "--no-tls was given"
                                 : outcome_.starttls      ? "the server refused STARTTLS"
                                                          : "the server does not offer STARTTLS";
  return {ErrorKind::tls, Stage::starttls,
          fmt::format("{}, and TLS is required {}", cause,
                      by_hand ? "(--tls, --tls-verify or the like)"
                              : "before credentials are sent (--insecure sends them in clear)")};
}

bool Talk::secure() {
  if (plan_.tls == TlsUse::off || outcome_.tls) return true;
  const bool required = plan_.tls == TlsUse::required ||
                        (credentials_need_trust() && plan_.auth == AuthUse::required);
  if (!outcome_.extensions.has("STARTTLS")) return required ? fails(no_tls()) : true;

  if (!ask(Stage::starttls, "STARTTLS", outcome_.starttls)) return false;
  if (outcome_.starttls->code != 220) {
    if (plan_.tls != TlsUse::optional || required || outcome_.starttls->code == 421)
      return refused(Stage::starttls);
    transcript_.warn("STARTTLS was refused; going on in clear");
    return true;
  }
  if (!handshake()) return false;
  return hello(false);
}

bool Talk::handshake() {
  net::TlsOptions options = plan_.tls_options;
  // A login that is optional is left out when there is no trust; the message goes on.
  if (credentials_need_trust() && plan_.auth != AuthUse::optional)
    options.verify = net::Verify::full;
  auto facts = connection_.start_tls(options);
  if (!facts) return fails(facts.error());
  outcome_.tls = std::move(*facts);
  // All that was said before TLS could have been said by anybody (RFC 3207 section 4.2).
  outcome_.extensions = {};
  return plan_.tls == TlsUse::on_connect || !stops_at(Stage::tls);
}

Error Talk::no_mechanism() const {
  const auto& offered = outcome_.extensions.auth_mechanisms();
  if (offered.empty())
    return {ErrorKind::auth, Stage::auth,
            outcome_.tls ? "the server does not offer AUTH"
                         : "the server does not offer AUTH without TLS"};
  const net::TlsFacts* tls = outcome_.tls ? &*outcome_.tls : nullptr;
  return {ErrorKind::auth, Stage::auth,
          fmt::format("no mechanism that the server offers ({}) can be used: {}",
                      base::printable(fmt::format("{}", fmt::join(offered, " "))),
                      why_none(offered, plan_.mechanisms, plan_.credentials, tls))};
}

bool Talk::authenticate() {
  if (plan_.auth == AuthUse::off) return true;
  const net::TlsFacts* tls = outcome_.tls ? &*outcome_.tls : nullptr;
  const auto mechanisms = choose_mechanisms(outcome_.extensions.auth_mechanisms(), plan_.mechanisms,
                                            plan_.credentials, tls, plan_.force_mechanism);
  const bool offered = !outcome_.extensions.auth_mechanisms().empty() || !mechanisms.empty();
  const bool must =
      plan_.auth == AuthUse::required || (plan_.auth == AuthUse::optional_strict && offered);
  if (credentials_need_trust() && !tls) {
    if (must) return fails(no_tls());
    if (mechanisms.empty()) return true;
    transcript_.warn(no_tls().text + "; going on without a login");
    return true;
  }
  if (mechanisms.empty()) {
    if (must) return fails(no_mechanism());
    transcript_.note(no_mechanism().text + "; going on without");
    return true;
  }
  if (credentials_need_trust() && plan_.auth == AuthUse::optional && !tls->verified) {
    transcript_.warn(
        "the server was not verified, and credentials go to no such server "
        "(--insecure sends them); going on without a login");
    return true;
  }
  if (plan_.insecure && !tls) transcript_.warn("--insecure: the credentials go unencrypted");
  if (plan_.insecure && tls && !tls->verified)
    transcript_.warn("--insecure: credentials go to a server that was not verified");
  if (!try_mechanisms(mechanisms)) return false;
  if (outcome_.auth && outcome_.auth->ok()) return true;
  if (plan_.auth == AuthUse::optional && !connection_.closed()) {
    transcript_.warn(outcome_.auth ? "the login was refused; going on without"
                                   : "the login failed; going on without");
    outcome_.error.reset();
    return true;
  }
  if (!outcome_.auth) return fails(*outcome_.error);
  return refused(Stage::auth);
}

// 535 judges the user and the secret (RFC 4954 section 6): each further mechanism would be one more
// failed login on the way to a lock-out, and a step down to handing over the password itself. Those
// that the user named are tried all the same.
bool Talk::try_mechanisms(const std::vector<std::string>& mechanisms) {
  for (std::size_t i = 0; i < mechanisms.size(); ++i) {
    if (!try_mechanism(mechanisms[i])) return outcome_.auth && refused_and_gone(Stage::auth);
    if (outcome_.error) continue;
    if (!outcome_.auth->permanent()) return true;
    const bool judged = outcome_.auth->code == 535 && plan_.mechanisms.empty();
    if (!judged) continue;
    const std::vector<std::string> rest(mechanisms.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                        mechanisms.end());
    if (!rest.empty())
      transcript_.note(fmt::format("not tried after a 535, unless named with --auth: {}",
                                   fmt::join(rest, ", ")));
    return true;
  }
  return true;
}

// False when the conversation cannot go on; a mechanism that failed on its own makes room for the
// next.
bool Talk::try_mechanism(const std::string& mechanism) {
  const net::TlsFacts* tls = outcome_.tls ? &*outcome_.tls : nullptr;
  auto reply = log_in(connection_, transcript_, mechanism, plan_.credentials, tls);
  if (reply) {
    outcome_.error.reset();
    outcome_.auth = std::move(*reply);
    if (outcome_.auth->ok()) outcome_.mechanism = mechanism;
    if (outcome_.auth->code == 421) connection_.close();
    return true;
  }
  const bool done = connection_.lost() || connection_.closed();
  if (!done) transcript_.warn(reply.error().text);
  fails(reply.error());
  return !done;
}

// XCLIENT begins the session anew: a greeting for the client that is spoken for, and its EHLO.
// XFORWARD changes only what is logged.
bool Talk::speak_for(const Proxied& proxied) {
  if (!proxied.wanted()) return true;
  const bool anew = proxied.verb == "XCLIENT";
  if (const auto offered = check_offered(proxied, outcome_.extensions); !offered) {
    if (proxied.use == Proxied::Use::required) return fails(offered.error());
    transcript_.warn(offered.error().text + "; going on without");
    return true;
  }
  for (const AttributeGroup& group : proxied.groups) {
    if (!ask(Stage::other, command_of(proxied, group), outcome_.proxied)) return false;
    const bool taken = anew ? outcome_.proxied->code == 220 : outcome_.proxied->ok();
    if (connection_.closed()) return refused(Stage::other);
    if (taken && anew && !hello(false)) return false;
    if (taken) continue;
    if (proxied.use != Proxied::Use::optional) return refused(Stage::other);
    transcript_.warn(proxied.verb + " was refused; going on without");
  }
  return true;
}

bool Talk::transact() {
  const auto most = limit(outcome_.extensions, "MAILMAX");
  if (auto done = run_transaction(connection_, transcript_, plan_, outcome_,
                                  most.value_or(std::numeric_limits<std::uint64_t>::max()));
      !done)
    return fails(done.error());
  return false;
}

bool Talk::prepare() {
  const bool at_hello = plan_.stop.stage == Stage::ehlo || plan_.stop.stage == Stage::lhlo;
  if (plan_.stop.how == Stop::How::drop_after_send && !at_hello)
    connection_.drop_after_send(plan_.stop.stage);
  const bool first = plan_.xclient_before_tls;
  return announce() && (plan_.tls != TlsUse::on_connect || handshake()) && greet() && hello(true) &&
         (!first || speak_for(plan_.xclient)) && secure() && (first || speak_for(plan_.xclient)) &&
         passes(Stage::starttls) && !stops_at(Stage::tls) &&
         passes(plan_.lmtp ? Stage::lhlo : Stage::ehlo) && !stops_at(Stage::ehlo) &&
         authenticate() && passes(Stage::auth) && !stops_at(Stage::auth) &&
         speak_for(plan_.xforward);
}

Outcome Talk::run() {
  for (const Path& path : plan_.recipients) outcome_.recipients.push_back({path, {}, {}});
  if (prepare()) transact();
  const bool reached = outcome_.stopped || outcome_.refused_at == plan_.stop.stage;
  if (plan_.stop.how == Stop::How::drop_after && reached) connection_.close();
  connection_.quit();
  return std::move(outcome_);
}

}  // namespace

Outcome converse(Connection& connection, Transcript& transcript, const Plan& plan) {
  return Talk(connection, transcript, plan).run();
}

bool prepare_session(Connection& connection, Transcript& transcript, const Plan& plan,
                     Outcome& outcome) {
  Talk talk(connection, transcript, plan);
  const bool ready = talk.prepare();
  outcome = talk.take_outcome();
  return ready;
}

}  // namespace smtp
