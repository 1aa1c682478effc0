#include "smtp/conversation.h"

#include <doctest/doctest.h>

#include "smtp/talk.h"

using namespace smtp;
using namespace test;
using base::ErrorKind;
using base::Stage;

namespace {

Compose text(std::string bytes, bool seven_bit = false, bool raw = false) {
  return [=](const Extensions&) -> base::Result<Message> {
    const auto content = [bytes, given = false]() mutable -> base::Result<std::string_view> {
      if (std::exchange(given, true)) return std::string_view();
      return std::string_view(bytes);
    };
    Message message{content, std::nullopt, seven_bit};
    message.raw = raw;
    return message;
  };
}

Path path(std::string_view address) { return parse_path(address).value(); }

// alice to bob, in clear, without a login.
Plan plan() {
  Plan plan;
  plan.helo = "me";
  plan.tls = TlsUse::off;
  plan.sender = path("alice@a.example");
  plan.recipients = {path("bob@b.example")};
  plan.compose = text("Hi\r\n");
  return plan;
}

Plan with_tls(TlsUse use) {
  Plan plan = ::plan();
  plan.tls = use;
  return plan;
}

Plan with_login(AuthUse use, const Lines& mechanisms = {}) {
  Plan plan = with_tls(TlsUse::optional_strict);
  plan.auth = use;
  plan.mechanisms = mechanisms;
  plan.credentials.user = "bob";
  plan.credentials.password = base::Secret("pencil");
  plan.credentials.host = "mx";
  return plan;
}

// As with_login, over a socket of this machine: no TLS is needed.
Plan local_login(AuthUse use, const Lines& mechanisms = {}) {
  Plan plan = with_login(use, mechanisms);
  plan.local = true;
  return plan;
}

Plan stopping(Plan plan, Stop::How how, Stage stage, bool first_hello = false) {
  plan.stop = {how, stage, first_hello};
  return plan;
}

Plan piped(Plan plan) {
  plan.pipeline = true;
  return plan;
}

net::TlsFacts verified() {
  net::TlsFacts facts;
  facts.verified = true;
  return facts;
}

// A conversation, held.
struct Held {
  Held(const Plan& plan, std::initializer_list<Step> steps)
      : talking(steps), outcome(converse(talking.connection, talking.transcript, plan)) {
    CHECK(talking.peer.finished());
    CHECK(talking.peer.closed());
  }

  std::string error() const { return outcome.error ? outcome.error->text : ""; }
  std::string refusal() const { return outcome.refusal() ? one_line(*outcome.refusal()) : ""; }
  // "bob@b.example 250 250", the codes of RCPT and of the end of data.
  Lines recipients() const {
    Lines all;
    const auto code = [](const auto& reply) { return reply ? reply->code : 0; };
    for (const RecipientResult& one : outcome.recipients)
      all.push_back(fmt::format("{} {} {}", one.path.address(), code(one.rcpt), code(one.final)));
    return all;
  }
  // The verbs that were said.
  Lines verbs() const {
    Lines all;
    for (const std::string& line : talking.told.only("C: "))
      all.push_back(line.substr(3, line.find(' ', 3) - 3));
    return all;
  }

  Talking talking;
  Outcome outcome;
};

// Pieces of scripts.
Step greeting() { return reply("220 mx ESMTP\r\n"); }
Step ehlo() { return expect("EHLO me\r\n"); }
Step offers(const std::string& keyword) { return reply("250-mx\r\n250 " + keyword + "\r\n"); }
Step ok() { return reply("250 ok\r\n"); }
Step mail() { return expect("MAIL FROM:<alice@a.example>\r\n"); }
Step rcpt(const std::string& name = "bob") {
  return expect("RCPT TO:<" + name + "@b.example>\r\n");
}
Step data() { return expect("DATA\r\n"); }
Step go_on() { return reply("354 go on\r\n"); }
Step message() { return expect("Hi\r\n.\r\n"); }
Step quit() { return expect("QUIT\r\n"); }
Step bye() { return reply("221 bye\r\n"); }
Step starttls() { return expect("STARTTLS\r\n"); }
Step ready() { return reply("220 ready\r\n"); }

const Lines kWhole{"EHLO", "MAIL", "RCPT", "DATA", "QUIT"};
constexpr const char* kPlain = "AUTH PLAIN AGJvYgBwZW5jaWw=\r\n";

}  // namespace

TEST_CASE("a message is delivered from greeting to QUIT") {
  const Held held(
      plan(), {greeting(), ehlo(), offers("SIZE 1000"), mail(), ok(), rcpt(), ok(), data(), go_on(),
               message(), reply("250 2.0.0 queued as X1\r\n"), quit(), bye()});
  CHECK(held.outcome.delivered_to_all());
  CHECK(held.recipients() == Lines{"bob@b.example 250 250"});
  CHECK(held.verbs() == kWhole);
  CHECK(held.outcome.refused_at == Stage::none);
  CHECK(held.outcome.extensions.size_limit() == 1000);
  CHECK(held.outcome.content_lines == 1);
  CHECK(held.outcome.content_bytes == 4);
  CHECK_FALSE(held.outcome.error);
}

TEST_CASE("the null sender is sent as <>") {
  Plan bounce = plan();
  bounce.sender = {};
  const Held held(bounce, {greeting(), ehlo(), ok(), expect("MAIL FROM:<>\r\n"),
                           reply("550 no\r\n"), quit(), bye()});
  CHECK(held.outcome.refused_at == Stage::mail);
  CHECK(held.refusal() == "550 no");
}

TEST_CASE("raw content brings its own dots and line ends") {
  Plan raw = plan();
  raw.compose = text(".Hi\n.\r\nX\r\n.\r\n", false, true);
  const Held held(raw, {greeting(), ehlo(), ok(), mail(), ok(), rcpt(), ok(), data(), go_on(),
                        expect(".Hi\n.\r\nX\r\n.\r\n"), ok(), quit(), bye()});
  CHECK(held.outcome.delivered_to_all());
  CHECK(held.outcome.content_bytes == 13);
}

// Hello.

TEST_CASE("a server that knows no EHLO is greeted with HELO, and offers nothing") {
  const Held held(piped(plan()),
                  {greeting(), ehlo(), reply("502 what\r\n"), expect("HELO me\r\n"),
                   offers("PIPELINING"), mail(), reply("550 no\r\n"), quit(), bye()});
  CHECK(held.talking.told.only("note") ==
        Lines{"note: no EHLO here; trying HELO",
              "note: the server does not offer PIPELINING; sending one command at a time"});
  CHECK(held.outcome.extensions.all().empty());
}

TEST_CASE("a greeting of asterisks names the firewall that put them there") {
  const Held held(plan(), {reply("220 ***************0*2******\r\n"), ehlo(), ok(), mail(),
                           reply("550 no\r\n"), quit(), bye()});
  CHECK(held.talking.told.only("warning") ==
        Lines{"warning: a greeting of asterisks: a firewall on the way (Cisco PIX or ASA, "
              "\"inspect esmtp\") rewrites this session and may hide STARTTLS; switch that "
              "inspection off"});
}

TEST_CASE("SMTP to an LMTP server, and LMTP to an SMTP server, are told") {
  const Held smtp(plan(), {greeting(), ehlo(), reply("500 what\r\n"), expect("HELO me\r\n"),
                           reply("500 what\r\n"), quit(), bye()});
  CHECK(smtp.talking.told.only("warning") ==
        Lines{"warning: neither EHLO nor HELO is known here: for an LMTP server use --lmtp"});
  smtp::Plan lmtp = plan();
  lmtp.lmtp = true;
  const Held other(lmtp, {greeting(), expect("LHLO me\r\n"), reply("502 what\r\n"), quit(), bye()});
  CHECK(other.talking.told.only("warning") ==
        Lines{"warning: LHLO is not known here: the server speaks SMTP, leave --lmtp out"});
}

TEST_CASE("HELO may be refused too") {
  const Held held(plan(), {greeting(), ehlo(), reply("500 what\r\n"), expect("HELO me\r\n"),
                           reply("504 no\r\n"), quit(), bye()});
  CHECK(held.outcome.refused_at == Stage::helo);
  CHECK(held.refusal() == "504 no");
}

TEST_CASE("who refuses EHLO for good and goes away has refused, though HELO was not answered") {
  const Held held(plan(), {greeting(), ehlo(), reply("554 5.7.1 your host is blocked\r\n"),
                           expect("HELO me\r\n"), end()});
  CHECK(held.outcome.refused_at == Stage::ehlo);
  CHECK(held.refusal() == "554 5.7.1 your host is blocked");
  CHECK_FALSE(held.outcome.error);
}

TEST_CASE("a HELO that is answered too late is a timeout all the same") {
  const Held held(plan(),
                  {greeting(), ehlo(), reply("500 what\r\n"), expect("HELO me\r\n"), hang()});
  CHECK(held.error() == "timeout after 30 s waiting for the reply to HELO");
}

TEST_CASE("a 421 or another 4xx to EHLO is not followed by HELO") {
  const Held closing(plan(), {greeting(), ehlo(), reply("421 busy\r\n")});
  CHECK(closing.outcome.refused_at == Stage::ehlo);
  CHECK(closing.refusal() == "421 busy");
  const Held later(plan(), {greeting(), ehlo(), reply("451 later\r\n"), quit(), bye()});
  CHECK(later.refusal() == "451 later");
}

TEST_CASE("LHLO has no older verb to fall back to") {
  Plan lmtp = plan();
  lmtp.lmtp = true;
  const Held held(lmtp, {greeting(), expect("LHLO me\r\n"), reply("500 what\r\n"), quit(), bye()});
  CHECK(held.outcome.refused_at == Stage::lhlo);
  CHECK(held.refusal() == "500 what");
}

TEST_CASE("a greeting that refuses is answered with QUIT, and a 421 with nothing") {
  const Held refused(plan(), {reply("554 go away\r\n"), quit(), bye()});
  CHECK(refused.outcome.refused_at == Stage::greeting);
  CHECK(refused.refusal() == "554 go away");
  const Held closing(plan(), {reply("421 full\r\n")});
  CHECK(closing.refusal() == "421 full");
}

TEST_CASE("a silent server may be one that speaks TLS from the first byte, and is told to be") {
  const Held held(plan(), {lose(ErrorKind::timeout, "timeout after 30 s")});
  CHECK(held.error() ==
        "timeout after 30 s waiting for the greeting; a server that speaks TLS from the first byte "
        "is silent too: if this is such a port (465), use --tls-on-connect");
  const Held secure(with_tls(TlsUse::on_connect),
                    {tls(), lose(ErrorKind::timeout, "timeout after 30 s")});
  CHECK(secure.error() == "timeout after 30 s waiting for the greeting");
}

// STARTTLS.

TEST_CASE("what was offered before STARTTLS is forgotten behind it") {
  const Held held(stopping(with_tls(TlsUse::required), Stop::How::quit_after, Stage::ehlo),
                  {greeting(), ehlo(), reply("250-mx\r\n250-XEVIL\r\n250 STARTTLS\r\n"), starttls(),
                   ready(), tls(), ehlo(), offers("SIZE"), quit(), bye()});
  CHECK_FALSE(held.outcome.extensions.has("XEVIL"));
  CHECK(held.outcome.extensions.has("SIZE"));
  CHECK(held.outcome.tls);
  CHECK(held.outcome.stopped);
}

TEST_CASE("TLS is used when it is offered, unless it is off") {
  for (const TlsUse use : {TlsUse::optional, TlsUse::optional_strict, TlsUse::required}) {
    const Held held(
        stopping(with_tls(use), Stop::How::quit_after, Stage::tls),
        {greeting(), ehlo(), offers("STARTTLS"), starttls(), ready(), tls(), quit(), bye()});
    CHECK(held.outcome.stopped);
    CHECK(held.talking.peer.in_tls());
  }
  const Held off(with_tls(TlsUse::off), {greeting(), ehlo(), offers("STARTTLS"), mail(),
                                         reply("550 no\r\n"), quit(), bye()});
  CHECK_FALSE(off.outcome.tls);
}

TEST_CASE("TLS that is not offered matters only when it is required") {
  for (const TlsUse use : {TlsUse::optional, TlsUse::optional_strict}) {
    const Held held(with_tls(use),
                    {greeting(), ehlo(), ok(), mail(), reply("550 no\r\n"), quit(), bye()});
    CHECK(held.outcome.refused_at == Stage::mail);
  }
  const Held held(with_tls(TlsUse::required), {greeting(), ehlo(), ok(), quit(), bye()});
  CHECK(
      held.error() ==
      "the server does not offer STARTTLS, and TLS is required (--tls, --tls-verify or the like)");
  CHECK(held.outcome.error->kind == ErrorKind::tls);
}

TEST_CASE("a refused STARTTLS is gone over only when TLS is optional") {
  const Held optional(with_tls(TlsUse::optional),
                      {greeting(), ehlo(), offers("STARTTLS"), starttls(), reply("454 no\r\n"),
                       mail(), reply("550 no\r\n"), quit(), bye()});
  CHECK(optional.talking.told.only("warning") ==
        Lines{"warning: STARTTLS was refused; going on in clear"});
  for (const TlsUse use : {TlsUse::optional_strict, TlsUse::required}) {
    const Held held(with_tls(use), {greeting(), ehlo(), offers("STARTTLS"), starttls(),
                                    reply("454 no\r\n"), quit(), bye()});
    CHECK(held.outcome.refused_at == Stage::starttls);
    CHECK(held.refusal() == "454 no");
  }
  const Held closing(with_tls(TlsUse::optional),
                     {greeting(), ehlo(), offers("STARTTLS"), starttls(), reply("421 busy\r\n")});
  CHECK(closing.refusal() == "421 busy");
}

TEST_CASE("a handshake that fails ends the conversation, however optional TLS is") {
  for (const TlsUse use : {TlsUse::optional, TlsUse::optional_strict, TlsUse::required}) {
    const Held held(with_tls(use), {greeting(), ehlo(), offers("STARTTLS"), starttls(), ready(),
                                    no_tls("no shared cipher")});
    CHECK(held.error() == "TLS handshake failed: no shared cipher");
    CHECK(held.verbs() == Lines{"EHLO", "STARTTLS"});
  }
}

TEST_CASE("TLS from the first byte comes before the greeting, and STARTTLS is not asked for") {
  const Held held(with_tls(TlsUse::on_connect), {tls(), greeting(), ehlo(), offers("STARTTLS"),
                                                 mail(), reply("550 no\r\n"), quit(), bye()});
  CHECK(held.talking.told.lines.front() == "tls");
  CHECK(held.verbs() == Lines{"EHLO", "MAIL", "QUIT"});
}

TEST_CASE("the certificate is verified as asked, and in full when credentials are to be sent") {
  Plan plan = with_tls(TlsUse::required);
  plan.tls_options.verify = net::Verify::ca;
  const auto verify_of = [](const Plan& asked) {
    const Held held(
        stopping(asked, Stop::How::quit_after, Stage::tls),
        {greeting(), ehlo(), offers("STARTTLS"), starttls(), ready(), tls(), quit(), bye()});
    return held.talking.peer.tls_asked().front().verify;
  };
  CHECK(verify_of(plan) == net::Verify::ca);
  plan.auth = AuthUse::required;
  CHECK(verify_of(plan) == net::Verify::full);
  plan.insecure = true;
  CHECK(verify_of(plan) == net::Verify::ca);
}

// AUTH.

TEST_CASE("a login behind TLS lets the message through") {
  const Held held(with_login(AuthUse::required), {greeting(),
                                                  ehlo(),
                                                  offers("STARTTLS"),
                                                  starttls(),
                                                  ready(),
                                                  tls(verified()),
                                                  ehlo(),
                                                  offers("AUTH PLAIN"),
                                                  expect(kPlain),
                                                  reply("235 ok\r\n"),
                                                  mail(),
                                                  ok(),
                                                  rcpt(),
                                                  ok(),
                                                  data(),
                                                  go_on(),
                                                  message(),
                                                  ok(),
                                                  quit(),
                                                  bye()});
  CHECK(held.outcome.mechanism == "PLAIN");
  CHECK(held.outcome.auth->code == 235);
  CHECK(held.outcome.delivered_to_all());
}

TEST_CASE("credentials never go out in clear: no STARTTLS, no login") {
  for (const AuthUse use : {AuthUse::optional_strict, AuthUse::required}) {
    const Held held(with_login(use), {greeting(), ehlo(), offers("AUTH PLAIN"), quit(), bye()});
    CHECK(held.error() ==
          "the server does not offer STARTTLS, and TLS is required before credentials are sent "
          "(--insecure sends them in clear)");
    CHECK(held.outcome.error->kind == ErrorKind::tls);
    CHECK_FALSE(held.talking.told.has("auth"));
  }
}

TEST_CASE("a refused STARTTLS is no way to credentials in clear") {
  Plan plan = with_login(AuthUse::required);
  plan.tls = TlsUse::optional;
  const Held held(plan, {greeting(), ehlo(), reply("250-mx\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n"),
                         starttls(), reply("454 no\r\n"), quit(), bye()});
  CHECK(held.refusal() == "454 no");
  CHECK_FALSE(held.talking.told.has("auth"));
}

TEST_CASE("a server on this machine, and --insecure, get credentials in clear") {
  Plan insecure = with_login(AuthUse::required);
  insecure.insecure = true;
  const Held held(insecure, {greeting(), ehlo(), offers("AUTH PLAIN"), expect(kPlain),
                             reply("235 ok\r\n"), mail(), reply("550 no\r\n"), quit(), bye()});
  CHECK(held.talking.told.only("warning") ==
        Lines{"warning: --insecure: the credentials go unencrypted"});
  const Held local(local_login(AuthUse::required),
                   {greeting(), ehlo(), offers("AUTH PLAIN"), expect(kPlain), reply("235 ok\r\n"),
                    mail(), reply("550 no\r\n"), quit(), bye()});
  CHECK(local.outcome.mechanism == "PLAIN");
  CHECK_FALSE(local.talking.told.has("warning"));
}

TEST_CASE("each mechanism is tried once, until one is let in") {
  const Held held(local_login(AuthUse::required, {"PLAIN", "LOGIN"}),
                  {greeting(), ehlo(), offers("AUTH LOGIN PLAIN"), expect(kPlain),
                   reply("535 no\r\n"), expect("AUTH LOGIN\r\n"), reply("334 VXNlcm5hbWU6\r\n"),
                   expect("Ym9i\r\n"), reply("334 UGFzc3dvcmQ6\r\n"), expect("cGVuY2ls\r\n"),
                   reply("235 ok\r\n"), mail(), reply("550 no\r\n"), quit(), bye()});
  CHECK(held.outcome.mechanism == "LOGIN");
  CHECK(held.refusal() == "550 no");
}

TEST_CASE("unasked, a password that was refused is not tried again, but a mechanism that was is") {
  const Held held(
      local_login(AuthUse::required),
      {greeting(), ehlo(), offers("AUTH LOGIN PLAIN CRAM-MD5"), expect("AUTH CRAM-MD5\r\n"),
       reply("504 5.5.4 not this one\r\n"), expect(kPlain), reply("535 no\r\n"), quit(), bye()});
  CHECK(held.refusal() == "535 no");
  CHECK(held.talking.told.only("note: not tried") ==
        Lines{"note: not tried after a 535, unless named with --auth: LOGIN"});
}

TEST_CASE("a login that every mechanism refuses is refused with the last words") {
  const Held held(
      local_login(AuthUse::required, {"PLAIN", "LOGIN-INITIAL"}),
      {greeting(), ehlo(), offers("AUTH LOGIN PLAIN"), expect(kPlain), reply("535 no\r\n"),
       expect("AUTH LOGIN Ym9i\r\n"), reply("535 never\r\n"), quit(), bye()});
  CHECK(held.outcome.refused_at == Stage::auth);
  CHECK(held.refusal() == "535 never");
  CHECK(held.outcome.mechanism.empty());
}

TEST_CASE("who refuses a mechanism for good and goes away has refused the login") {
  const Held held(local_login(AuthUse::required),
                  {greeting(), ehlo(), offers("AUTH CRAM-MD5 PLAIN"), expect("AUTH CRAM-MD5\r\n"),
                   reply("504 5.5.4 not today\r\n"), expect(kPlain), end()});
  CHECK(held.outcome.refused_at == Stage::auth);
  CHECK(held.refusal() == "504 5.5.4 not today");
  CHECK_FALSE(held.outcome.error);
}

TEST_CASE("a temporary refusal is not followed by another mechanism") {
  const Held held(local_login(AuthUse::required, {"PLAIN", "LOGIN"}),
                  {greeting(), ehlo(), offers("AUTH LOGIN PLAIN"), expect(kPlain),
                   reply("454 4.7.0 later\r\n"), quit(), bye()});
  CHECK(held.refusal() == "454 4.7.0 later");
  const Held closing(
      local_login(AuthUse::optional, {"PLAIN", "LOGIN"}),
      {greeting(), ehlo(), offers("AUTH LOGIN PLAIN"), expect(kPlain), reply("421 busy\r\n")});
  CHECK(closing.refusal() == "421 busy");
}

TEST_CASE("a refused login matters unless it is optional") {
  const Held optional(
      local_login(AuthUse::optional),
      {greeting(), ehlo(), offers("AUTH PLAIN"), expect(kPlain), reply("535 no\r\n"), mail(), ok(),
       rcpt(), ok(), data(), go_on(), message(), ok(), quit(), bye()});
  CHECK(optional.outcome.delivered_to_all());
  CHECK(optional.outcome.refused_at == Stage::none);
  CHECK(optional.talking.told.only("warning") ==
        Lines{"warning: the login was refused; going on without"});
  const Held strict(local_login(AuthUse::optional_strict),
                    {greeting(), ehlo(), offers("AUTH PLAIN"), expect(kPlain), reply("535 no\r\n"),
                     quit(), bye()});
  CHECK(strict.refusal() == "535 no");
}

TEST_CASE("AUTH that is offered with no mechanism of ours is a failure where it is strict") {
  const auto steps = {greeting(), ehlo(), offers("AUTH KERBEROS_V9"), quit(), bye()};
  CHECK(Held(local_login(AuthUse::optional_strict), steps).error() ==
        "no mechanism that the server offers (KERBEROS_V9) can be used: KERBEROS_V9 is not known "
        "here");
  const Held in_clear(with_login(AuthUse::optional_strict), steps);
  CHECK(in_clear.error() ==
        "the server does not offer STARTTLS, and TLS is required before credentials are sent "
        "(--insecure sends them in clear)");
}

TEST_CASE("an optional login is left out where the server cannot be trusted with it") {
  const Held held(with_login(AuthUse::optional),
                  {greeting(), ehlo(), offers("STARTTLS"), starttls(), ready(), tls({}), ehlo(),
                   offers("AUTH PLAIN"), mail(), reply("550 no\r\n"), quit(), bye()});
  CHECK(held.talking.told.only("warning") ==
        Lines{"warning: the server was not verified, and credentials go to no such server "
              "(--insecure sends them); going on without a login"});
}

TEST_CASE("AUTH that is not offered matters only when it is required") {
  for (const AuthUse use : {AuthUse::optional, AuthUse::optional_strict}) {
    const Held held(local_login(use),
                    {greeting(), ehlo(), ok(), mail(), reply("550 no\r\n"), quit(), bye()});
    CHECK(held.talking.told.only("note") ==
          Lines{"note: the server does not offer AUTH without TLS; going on without"});
  }
  const Held required(local_login(AuthUse::required), {greeting(), ehlo(), ok(), quit(), bye()});
  CHECK(required.error() == "the server does not offer AUTH without TLS");
  CHECK(required.outcome.error->kind == ErrorKind::auth);
  const Held secure(with_login(AuthUse::required),
                    {greeting(), ehlo(), offers("STARTTLS"), starttls(), ready(), tls(verified()),
                     ehlo(), ok(), quit(), bye()});
  CHECK(secure.error() == "the server does not offer AUTH");
}

TEST_CASE("when no mechanism fits, the reason names them all") {
  const Held held(local_login(AuthUse::required, {"XOAUTH2"}),
                  {greeting(), ehlo(), offers("AUTH XOAUTH2 X\x1b"), quit(), bye()});
  CHECK(held.error() ==
        "no mechanism that the server offers (XOAUTH2 X\\x1B) can be used: XOAUTH2 "
        "needs a token (--auth-token-file)");
}

TEST_CASE("a mechanism that is not offered is tried when it is forced") {
  Plan plan = local_login(AuthUse::required, {"PLAIN"});
  plan.force_mechanism = true;
  const Held held(plan, {greeting(), ehlo(), ok(), expect(kPlain), reply("503 no AUTH here\r\n"),
                         quit(), bye()});
  CHECK(held.refusal() == "503 no AUTH here");
}

TEST_CASE("a challenge that is not base64 is answered with *, and the next mechanism is tried") {
  const Held held(
      local_login(AuthUse::required, {"LOGIN", "PLAIN"}),
      {greeting(), ehlo(), offers("AUTH LOGIN PLAIN"), expect("AUTH LOGIN\r\n"),
       reply("334 User name?\r\n"), expect("*\r\n"), reply("501 cancelled\r\n"), expect(kPlain),
       reply("235 ok\r\n"), mail(), reply("550 no\r\n"), quit(), bye()});
  CHECK(held.talking.told.only("warning") ==
        Lines{"warning: AUTH LOGIN: the server's challenge is not base64: 334 User name?"});
  CHECK(held.outcome.mechanism == "PLAIN");
  CHECK_FALSE(held.outcome.error);
}

TEST_CASE("a login that only failed on its own is the conversation's error") {
  const Held held(local_login(AuthUse::required, {"LOGIN"}),
                  {greeting(), ehlo(), offers("AUTH LOGIN"), expect("AUTH LOGIN\r\n"),
                   reply("334 ?\r\n"), expect("*\r\n"), reply("501 cancelled\r\n"), quit(), bye()});
  CHECK(held.error() == "AUTH LOGIN: the server's challenge is not base64: 334 ?");
  CHECK(held.outcome.error->kind == ErrorKind::auth);
}

TEST_CASE("a conversation lost in the login is no failed mechanism") {
  const Held held(local_login(AuthUse::optional, {"PLAIN", "LOGIN"}),
                  {greeting(), ehlo(), offers("AUTH LOGIN PLAIN"), expect(kPlain), end()});
  CHECK(held.error() == "connection closed by the peer waiting for the reply to AUTH");
  CHECK(held.outcome.error->kind == ErrorKind::lost);
}

// Stop points.

TEST_CASE("quit_after leaves with QUIT behind each stage") {
  const auto stopped = [](Stage stage, std::initializer_list<Step> steps, bool first = false) {
    const Held held(stopping(::plan(), Stop::How::quit_after, stage, first), steps);
    CHECK(held.outcome.stopped);
    CHECK(held.outcome.refused_at == Stage::none);
    CHECK_FALSE(held.outcome.error);
    return held.verbs().size();
  };
  CHECK(stopped(Stage::greeting, {greeting(), quit(), bye()}) == 1);
  CHECK(stopped(Stage::ehlo, {greeting(), ehlo(), ok(), quit(), bye()}) == 2);
  CHECK(stopped(Stage::ehlo, {greeting(), ehlo(), ok(), quit(), bye()}, true) == 2);
  CHECK(stopped(Stage::mail, {greeting(), ehlo(), ok(), mail(), ok(), quit(), bye()}) == 3);
  CHECK(stopped(Stage::rcpt,
                {greeting(), ehlo(), ok(), mail(), ok(), rcpt(), ok(), quit(), bye()}) == 4);
  CHECK(stopped(Stage::dot, {greeting(), ehlo(), ok(), mail(), ok(), rcpt(), ok(), data(), go_on(),
                             message(), ok(), quit(), bye()}) == 5);
}

TEST_CASE("the first EHLO and the one behind STARTTLS are two places to stop at") {
  const Held first(stopping(with_tls(TlsUse::required), Stop::How::quit_after, Stage::ehlo, true),
                   {greeting(), ehlo(), offers("STARTTLS"), quit(), bye()});
  CHECK(first.outcome.stopped);
  const Held second(stopping(with_tls(TlsUse::required), Stop::How::quit_after, Stage::ehlo),
                    {greeting(), ehlo(), offers("STARTTLS"), starttls(), ready(), tls(), ehlo(),
                     ok(), quit(), bye()});
  CHECK(second.outcome.stopped);
}

TEST_CASE("drop_after closes behind the reply without a word") {
  const Held held(stopping(plan(), Stop::How::drop_after, Stage::data),
                  {greeting(), ehlo(), ok(), mail(), ok(), rcpt(), ok(), data(), go_on()});
  CHECK(held.outcome.stopped);
  CHECK(held.verbs() == Lines{"EHLO", "MAIL", "RCPT", "DATA"});
  CHECK_FALSE(held.outcome.error);
}

TEST_CASE("drop_after_send at a stage that does not come to pass delivers nothing") {
  for (const Stage stage : {Stage::starttls, Stage::auth, Stage::ehlo}) {
    const Held held(stopping(with_tls(TlsUse::optional_strict), Stop::How::drop_after_send, stage),
                    {greeting(), ehlo(), ok()});
    CHECK(held.outcome.stopped);
    CHECK_FALSE(held.outcome.error);
    CHECK_FALSE(held.outcome.mail);
  }
}

TEST_CASE("drop_after_send ehlo means the one after STARTTLS, first-ehlo the one before") {
  const Held last(
      stopping(with_tls(TlsUse::optional_strict), Stop::How::drop_after_send, Stage::ehlo),
      {greeting(), ehlo(), offers("STARTTLS"), starttls(), ready(), tls(verified()), ehlo()});
  CHECK(last.outcome.stopped);
  CHECK(last.outcome.tls);
  const Held first(
      stopping(with_tls(TlsUse::optional_strict), Stop::How::drop_after_send, Stage::ehlo, true),
      {greeting(), ehlo()});
  CHECK(first.outcome.stopped);
  CHECK_FALSE(first.outcome.hello);
}

TEST_CASE("drop_after_send is what was asked for, and no error") {
  const Held held(stopping(plan(), Stop::How::drop_after_send, Stage::rcpt),
                  {greeting(), ehlo(), ok(), mail(), ok(), rcpt()});
  CHECK(held.outcome.stopped);
  CHECK_FALSE(held.outcome.error);
  CHECK(held.recipients() == Lines{"bob@b.example 0 0"});
}

TEST_CASE("a login is a place to stop at") {
  const Held held(stopping(local_login(AuthUse::required), Stop::How::quit_after, Stage::auth),
                  {greeting(), ehlo(), offers("AUTH PLAIN"), expect(kPlain), reply("235 ok\r\n"),
                   quit(), bye()});
  CHECK(held.outcome.stopped);
  CHECK(held.outcome.mechanism == "PLAIN");
}

TEST_CASE("a wrong proof of the server ends it all too, though the login was optional") {
  const Held held(
      local_login(AuthUse::optional),
      {greeting(), ehlo(), offers("AUTH DIGEST-MD5 PLAIN"), expect("AUTH DIGEST-MD5\r\n"),
       reply("334 bm9uY2U9Im4iLHFvcD0iYXV0aCIsY2hhcnNldD11dGYtOCxhbGdvcml0aG09bWQ1LXNlc3M=\r\n"),
       expect_anything(), reply("334 cnNwYXV0aD0w\r\n"), hang()});
  CHECK(held.outcome.error->kind == ErrorKind::auth);
  CHECK_FALSE(held.talking.told.has("auth PLAIN"));
}

TEST_CASE("a 235 without the server's proof ends it all: no other mechanism, no message") {
  const Held held(local_login(AuthUse::optional, {"SCRAM-SHA-256", "PLAIN"}),
                  {greeting(), ehlo(), offers("AUTH PLAIN SCRAM-SHA-256"), expect_anything(),
                   reply("235 welcome\r\n"), hang()});
  CHECK(held.error() ==
        "AUTH SCRAM-SHA-256: the server said 235 without proving that it knows the "
        "password: it may not be the server it says it is");
  CHECK(held.outcome.error->kind == ErrorKind::auth);
  CHECK(held.talking.told.only("auth SCRAM") == Lines{"auth SCRAM-SHA-256 as bob"});
  CHECK(held.talking.peer.writes().size() == 2);
}

TEST_CASE("a stop at TLS or AUTH holds although there was none, so that no message goes out") {
  const Held no_tls(stopping(plan(), Stop::How::quit_after, Stage::tls),
                    {greeting(), ehlo(), ok(), quit(), bye()});
  CHECK(no_tls.outcome.stopped);
  const Held no_auth(stopping(plan(), Stop::How::drop_after, Stage::auth),
                     {greeting(), ehlo(), ok()});
  CHECK(no_auth.outcome.stopped);
  const Held refused(stopping(local_login(AuthUse::optional), Stop::How::quit_after, Stage::auth),
                     {greeting(), ehlo(), offers("AUTH PLAIN"), expect(kPlain), reply("535 no\r\n"),
                      quit(), bye()});
  CHECK(refused.outcome.stopped);
}

TEST_CASE("a stop at TLS from the first byte is behind the greeting, where QUIT may be said") {
  const Held held(stopping(with_tls(TlsUse::on_connect), Stop::How::quit_after, Stage::tls),
                  {tls(), greeting(), quit(), bye()});
  CHECK(held.outcome.stopped);
}

TEST_CASE("why credentials are not sent in clear is told as it is") {
  Plan off = with_login(AuthUse::required);
  off.tls = TlsUse::off;
  const Held by_hand(off, {greeting(), ehlo(), offers("AUTH PLAIN"), quit(), bye()});
  CHECK(by_hand.error() ==
        "--no-tls was given, and TLS is required before credentials are sent "
        "(--insecure sends them in clear)");
  Plan strict = with_login(AuthUse::optional_strict);
  strict.tls = TlsUse::optional;
  const Held refused(strict,
                     {greeting(), ehlo(), reply("250-mx\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n"),
                      starttls(), reply("454 no\r\n"), quit(), bye()});
  CHECK(refused.error() ==
        "the server refused STARTTLS, and TLS is required before credentials are "
        "sent (--insecure sends them in clear)");
}

TEST_CASE("an optional login is left out where it would be in clear") {
  const Held held(with_login(AuthUse::optional), {greeting(), ehlo(), offers("AUTH PLAIN"), mail(),
                                                  reply("550 no\r\n"), quit(), bye()});
  CHECK(held.talking.told.only("warning") ==
        Lines{"warning: the server does not offer STARTTLS, and TLS is required before credentials "
              "are sent (--insecure sends them in clear); going on without a login"});
  CHECK_FALSE(held.outcome.error);
}

TEST_CASE("an optional login that fails on its own does not matter either") {
  const Held held(
      local_login(AuthUse::optional, {"PLAIN", "LOGIN"}),
      {greeting(), ehlo(), offers("AUTH LOGIN PLAIN"), expect(kPlain), reply("535 no\r\n"),
       expect("AUTH LOGIN\r\n"), reply("334 ?\r\n"), expect("*\r\n"), reply("501 cancelled\r\n"),
       mail(), reply("550 no\r\n"), quit(), bye()});
  CHECK_FALSE(held.outcome.error);
  CHECK(held.refusal() == "550 no");
  const Held alone(
      local_login(AuthUse::optional, {"LOGIN"}),
      {greeting(), ehlo(), offers("AUTH LOGIN"), expect("AUTH LOGIN\r\n"), reply("334 ?\r\n"),
       expect("*\r\n"), reply("501 cancelled\r\n"), mail(), reply("550 no\r\n"), quit(), bye()});
  CHECK_FALSE(alone.outcome.error);
  CHECK(alone.talking.told.only("warning").back() == "warning: the login failed; going on without");
}

// For another client: PROXY, XCLIENT, XFORWARD.

namespace {

Plan speaking_for(Proxied::Use use = Proxied::Use::required) {
  Plan plan = ::plan();
  plan.xclient.groups = {{{{"NAME", "spike"}}, ""}};
  plan.xclient.use = use;
  return plan;
}

Step xclient() { return expect("XCLIENT NAME=spike\r\n"); }
Step no() { return reply("550 no\r\n"); }

}  // namespace

TEST_CASE("the header of a proxy goes ahead of the greeting") {
  Plan proxied = stopping(plan(), Stop::How::quit_after, Stage::greeting);
  proxied.proxy_header = "PROXY UNKNOWN\r\n";
  const Held held(proxied, {expect("PROXY UNKNOWN\r\n"), greeting(), quit(), bye()});
  CHECK(held.talking.told.has("ahead: PROXY UNKNOWN\\r\\n"));
}

TEST_CASE("XCLIENT begins anew: a greeting, and EHLO") {
  const Held held(speaking_for(),
                  {greeting(), ehlo(), offers("XCLIENT NAME"), xclient(), greeting(), ehlo(), ok(),
                   mail(), ok(), rcpt(), ok(), data(), go_on(), message(), ok(), quit(), bye()});
  CHECK(held.outcome.delivered_to_all());
}

TEST_CASE("each group of XCLIENT is a command, and XFORWARD comes behind them") {
  Plan both = speaking_for();
  both.xclient.groups.push_back({{}, "FOO=1"});
  both.xforward.groups = {{{{"ADDR", "192.0.2.1"}}, ""}};
  const Held held(both, {greeting(),
                         ehlo(),
                         offers("XCLIENT NAME"),
                         xclient(),
                         greeting(),
                         ehlo(),
                         offers("XCLIENT NAME"),
                         expect("XCLIENT FOO=1\r\n"),
                         greeting(),
                         ehlo(),
                         offers("XFORWARD ADDR"),
                         expect("XFORWARD ADDR=192.0.2.1\r\n"),
                         ok(),
                         mail(),
                         ok(),
                         rcpt(),
                         ok(),
                         data(),
                         go_on(),
                         message(),
                         ok(),
                         quit(),
                         bye()});
  CHECK(held.outcome.delivered_to_all());
}

TEST_CASE("XCLIENT can come before STARTTLS") {
  Plan early = speaking_for();
  early.tls = TlsUse::required;
  early.xclient_before_tls = true;
  const Held held(early, {greeting(), ehlo(), offers("XCLIENT NAME"), xclient(), greeting(), ehlo(),
                          offers("STARTTLS"), starttls(), no(), quit(), bye()});
  CHECK(held.outcome.refused_at == Stage::starttls);
}

TEST_CASE("a refused XCLIENT ends it, unless it is optional") {
  const Held refused(speaking_for(),
                     {greeting(), ehlo(), offers("XCLIENT NAME"), xclient(), no(), quit(), bye()});
  CHECK(refused.outcome.refused_at == Stage::other);
  CHECK(refused.refusal() == "550 no");
  const Held strict(speaking_for(Proxied::Use::optional_strict),
                    {greeting(), ehlo(), offers("XCLIENT NAME"), xclient(), no(), quit(), bye()});
  CHECK(strict.refusal() == "550 no");
  const Held on(
      speaking_for(Proxied::Use::optional),
      {greeting(), ehlo(), offers("XCLIENT NAME"), xclient(), no(), mail(), no(), quit(), bye()});
  CHECK(on.outcome.refused_at == Stage::mail);
  CHECK(on.talking.told.has("warning: XCLIENT was refused; going on without"));
}

TEST_CASE("an XCLIENT that is not offered ends it, unless it is optional") {
  const Held held(speaking_for(), {greeting(), ehlo(), ok(), quit(), bye()});
  CHECK(held.error() == "the server does not offer XCLIENT to this client");
  const Held on(speaking_for(Proxied::Use::optional_strict),
                {greeting(), ehlo(), ok(), mail(), no(), quit(), bye()});
  CHECK(
      on.talking.told.has("warning: the server does not offer XCLIENT to this client; going on "
                          "without"));
}
