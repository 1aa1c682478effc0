#include "smtp/auth_mechanisms.h"

#include <doctest/doctest.h>

#include "smtp/auth.h"

using base::Secret;
using smtp::Credentials;
using Names = std::vector<std::string>;

namespace {

Credentials with_password() {
  Credentials credentials;
  credentials.user = "bob";
  credentials.password = Secret("pencil");
  return credentials;
}

Credentials with_token() {
  Credentials credentials;
  credentials.user = "bob";
  credentials.token = Secret("ya29");
  return credentials;
}

net::TlsFacts tls_with_binding() {
  net::TlsFacts facts;
  facts.binding_exporter = "0123456789abcdef";
  return facts;
}

Names chosen(const Names& offered, const Names& wanted, const Credentials& credentials,
             const net::TlsFacts* tls = nullptr) {
  return smtp::choose_mechanisms(offered, wanted, credentials, tls, false);
}

std::string why(const Names& offered, const Names& wanted, const Credentials& credentials) {
  return smtp::why_none(offered, wanted, credentials, nullptr);
}

}  // namespace

TEST_CASE("the known mechanisms stand strongest first") {
  CHECK(smtp::known_mechanisms() == Names{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256",
                                          "SCRAM-SHA-1", "OAUTHBEARER", "XOAUTH2", "DIGEST-MD5",
                                          "CRAM-MD5", "NTLM", "PLAIN", "LOGIN", "EXTERNAL",
                                          "GSSAPI", "ANONYMOUS"});
}

TEST_CASE("each mechanism says what it does with a secret") {
  CHECK(smtp::sends_secret_in_clear("plain"));
  CHECK(smtp::sends_secret_in_clear("LOGIN"));
  CHECK(smtp::sends_secret_in_clear("OAUTHBEARER"));
  CHECK(smtp::sends_secret_in_clear("XOAUTH2"));
  CHECK_FALSE(smtp::sends_secret_in_clear("SCRAM-SHA-256"));
  CHECK_FALSE(smtp::sends_secret_in_clear("NTLM"));
  CHECK_FALSE(smtp::sends_secret_in_clear("UNHEARD-OF"));
  CHECK(smtp::needs_channel_binding("scram-sha-1-plus"));
  CHECK_FALSE(smtp::needs_channel_binding("SCRAM-SHA-1"));
  CHECK(smtp::takes_token("XOAUTH2"));
  CHECK_FALSE(smtp::takes_token("PLAIN"));
}

TEST_CASE("a password tries what is offered, strongest first, each once") {
  CHECK(chosen({"LOGIN", "PLAIN", "SCRAM-SHA-1", "PLAIN", "UNHEARD-OF"}, {}, with_password()) ==
        Names{"SCRAM-SHA-1", "PLAIN", "LOGIN"});
}

TEST_CASE("a wish is followed in its own order, and only as far as it is offered") {
  CHECK(chosen({"PLAIN", "LOGIN"}, {"login", "CRAM-MD5", "plain", "LOGIN"}, with_password()) ==
        Names{"LOGIN", "PLAIN"});
}

TEST_CASE("LOGIN with an initial response is offered as LOGIN, and used only by name") {
  CHECK(chosen({"LOGIN"}, {"login-initial"}, with_password()) == Names{"LOGIN-INITIAL"});
  CHECK(chosen({"LOGIN"}, {}, with_password()) == Names{"LOGIN"});
  CHECK(chosen({"PLAIN"}, {"LOGIN-INITIAL"}, with_password()).empty());
}

TEST_CASE("force takes a wish that is not offered, and nothing else") {
  CHECK(smtp::choose_mechanisms({}, {"CRAM-MD5"}, with_password(), nullptr, true) ==
        Names{"CRAM-MD5"});
  CHECK(smtp::choose_mechanisms({"PLAIN"}, {}, with_password(), nullptr, true) == Names{"PLAIN"});
  CHECK(smtp::choose_mechanisms({}, {"XOAUTH2"}, with_password(), nullptr, true).empty());
}

TEST_CASE("a token tries the two mechanisms that take one") {
  CHECK(chosen({"PLAIN", "XOAUTH2", "OAUTHBEARER", "EXTERNAL"}, {}, with_token()) ==
        Names{"OAUTHBEARER", "XOAUTH2"});
  CHECK(chosen({"XOAUTH2", "PLAIN"}, {}, with_password()) == Names{"PLAIN"});
}

TEST_CASE("-PLUS is tried only where TLS gives a binding") {
  const Names offered{"SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"};
  const net::TlsFacts unbound;
  const net::TlsFacts bound = tls_with_binding();
  CHECK(chosen(offered, {}, with_password()) == Names{"SCRAM-SHA-256"});
  CHECK(chosen(offered, {}, with_password(), &unbound) == Names{"SCRAM-SHA-256"});
  CHECK(chosen(offered, {}, with_password(), &bound) ==
        Names{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"});
}

TEST_CASE("without any secret EXTERNAL and GSSAPI are left, and ANONYMOUS only by name") {
  const Names offered{"PLAIN", "GSSAPI", "EXTERNAL", "ANONYMOUS"};
  const net::TlsFacts tls;
  CHECK(chosen(offered, {}, {}) == Names{"GSSAPI"});
  CHECK(chosen(offered, {}, {}, &tls) == Names{"EXTERNAL", "GSSAPI"});
  CHECK(chosen(offered, {}, with_password(), &tls) == Names{"PLAIN"});
  CHECK(chosen(offered, {"EXTERNAL"}, with_password()) == Names{"EXTERNAL"});
  CHECK(chosen(offered, {"ANONYMOUS"}, {}) == Names{"ANONYMOUS"});
}

// All texts of why_none() follow.

TEST_CASE("no mechanism: the server offers none") {
  CHECK(why({}, {}, with_password()) == "the server offers no mechanism");
}

TEST_CASE("no mechanism: the credentials do not serve, and the options are named") {
  CHECK(why({"PLAIN", "XOAUTH2"}, {}, {}) ==
        "PLAIN needs a user name (--auth-user); XOAUTH2 needs a token (--auth-token-file)");
  Credentials user_only;
  user_only.user = "bob";
  CHECK(why({"LOGIN", "XOAUTH2"}, {}, user_only) ==
        "LOGIN needs a password (--auth-password-file); XOAUTH2 needs a token "
        "(--auth-token-file)");
}

TEST_CASE("no mechanism: the wish is unknown, not offered or needs TLS") {
  CHECK(
      why({"PLAIN", "SCRAM-SHA-1-PLUS"}, {"PLIAN", "LOGIN", "SCRAM-SHA-1-PLUS"}, with_password()) ==
      "PLIAN is not known here; LOGIN is not offered; SCRAM-SHA-1-PLUS needs TLS (--tls)");
}

TEST_CASE("no mechanism: TLS without a binding") {
  const net::TlsFacts tls;
  CHECK(smtp::why_none({"SCRAM-SHA-1-PLUS"}, {}, with_password(), &tls) ==
        "SCRAM-SHA-1-PLUS needs a channel binding, which this TLS session does not give");
}

TEST_CASE("no mechanism: what is left is only used by name") {
  CHECK(why({"ANONYMOUS", "GSSAPI"}, {}, with_password()) ==
        "ANONYMOUS is only used when asked for by name (--auth); GSSAPI is only used when asked "
        "for by name (--auth)");
}

TEST_CASE("a server's long or hostile list is cut and made safe") {
  const Names offered(1000, "X\x1b[2J");
  const std::string text = why(offered, {}, {});
  CHECK(text.size() < 1000);
  CHECK(text.starts_with("X\\x1B[2J is not known here; "));
}

TEST_CASE("LOGIN-INITIAL can be asked for where LOGIN is offered, beside LOGIN itself") {
  smtp::Credentials credentials;
  credentials.user = "bob";
  credentials.password = base::Secret("pencil");
  const std::vector<std::string> wanted{"login-initial", "LOGIN", "LOGIN-INITIAL"};
  CHECK(smtp::choose_mechanisms({"LOGIN"}, wanted, credentials, nullptr, false) ==
        std::vector<std::string>{"LOGIN-INITIAL", "LOGIN"});
}

TEST_CASE("after a 535 only what shows the server something else is worth another try") {
  using smtp::may_fare_better;
  CHECK(may_fare_better("SCRAM-SHA-256", "PLAIN"));
  CHECK(may_fare_better("CRAM-MD5", "LOGIN-INITIAL"));
  CHECK(may_fare_better("OAUTHBEARER", "PLAIN"));
  CHECK(may_fare_better("PLAIN", "XOAUTH2"));
  CHECK(may_fare_better("EXTERNAL", "GSSAPI"));
  CHECK_FALSE(may_fare_better("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"));
  CHECK_FALSE(may_fare_better("SCRAM-SHA-1", "CRAM-MD5"));
  CHECK_FALSE(may_fare_better("PLAIN", "LOGIN"));
  CHECK_FALSE(may_fare_better("OAUTHBEARER", "XOAUTH2"));
}
