#include "banner/trouble.h"

#include <doctest/doctest.h>

using banner::advice;
using base::ErrorKind;
using base::Stage;

namespace {

std::string_view advice_for(Stage stage, ErrorKind kind, bool tls = false) {
  return advice({kind, stage, ""}, {.tls = tls});
}

std::string_view advice_at(net::Obstacle obstacle) {
  return advice({ErrorKind::connect, Stage::connect, ""}, {.obstacle = obstacle});
}

}  // namespace

TEST_CASE("who does not answer at all is told from who refuses") {
  CHECK(advice_for(Stage::connect, ErrorKind::timeout) ==
        "look for a firewall on the way (many networks block port 25: try from another one), and "
        "whether the machine is up");
  CHECK(advice_for(Stage::connect, ErrorKind::connect) ==
        "start the mail server, let it listen on this address and port, or let the firewall "
        "through");
}

TEST_CASE("a connection that this machine cannot make is nobody else's fault") {
  CHECK(advice_at(net::Obstacle::here) ==
        "nothing left this machine, which has no way there: look from another one (-4 and -6 leave "
        "a family out)");
  const base::Error shortage{ErrorKind::io, Stage::connect, "x"};
  CHECK(advice(shortage, {.obstacle = net::Obstacle::here}) ==
        "raise this machine's limit (ulimit -n), or look at fewer at a time (--jobs)");
  CHECK(advice_at(net::Obstacle::on_the_way).starts_with("look for a firewall on the way"));
  CHECK(advice_at(net::Obstacle::there).starts_with("start the mail server, let it listen"));
  CHECK(advice_at(net::Obstacle::socket) ==
        "start the server, or correct the path of its socket; then look who may open it");
}

TEST_CASE("a silent server may wait for TLS, unless it was spoken to so") {
  CHECK(advice_for(Stage::greeting, ErrorKind::timeout) ==
        "where TLS comes first (port 465) a server is silent too: try smtps://; else look at its "
        "load and its name servers");
  CHECK(advice_for(Stage::greeting, ErrorKind::timeout, true) ==
        "look at its load and its name servers");
  CHECK(advice_for(Stage::greeting, ErrorKind::tls) == "name it as smtps://HOST:PORT");
  CHECK(advice_for(Stage::tls, ErrorKind::tls, true) ==
        "where plaintext comes first, name it as smtp://HOST:PORT");
}

TEST_CASE("a server that has begun to greet is not silent") {
  CHECK(
      advice({ErrorKind::timeout, Stage::greeting, ""}, {.tls = true, .heard = 3}) ==
      "a tarpit drips like this: try a longer --timeout; else look what on the way holds it back");
  CHECK(banner::half_a_greeting(1) == "1 byte came, and not its end");
}

TEST_CASE("what blames nobody there is unknown, and all else a failure") {
  const auto verdict_at = [](Stage stage, ErrorKind kind, net::Obstacle obstacle) {
    return banner::verdict_of({kind, stage, ""}, obstacle);
  };
  using net::Obstacle;
  using policy::Verdict;
  CHECK(verdict_at(Stage::connect, ErrorKind::connect, Obstacle::here) == Verdict::unknown);
  CHECK(verdict_at(Stage::connect, ErrorKind::io, Obstacle::here) == Verdict::unknown);
  CHECK(verdict_at(Stage::resolve, ErrorKind::timeout, Obstacle::none) == Verdict::unknown);
  CHECK(verdict_at(Stage::resolve, ErrorKind::no_host, Obstacle::none) == Verdict::fail);
  CHECK(verdict_at(Stage::connect, ErrorKind::connect, Obstacle::on_the_way) == Verdict::fail);
  CHECK(verdict_at(Stage::connect, ErrorKind::timeout, Obstacle::none) == Verdict::fail);
  CHECK(verdict_at(Stage::greeting, ErrorKind::lost, Obstacle::none) == Verdict::fail);
}

TEST_CASE("what comes or ends in place of a reply has its usual cause") {
  CHECK(advice_for(Stage::greeting, ErrorKind::lost) ==
        "see the server's log: a wrapper, a block list or a full connection table hangs up like "
        "this");
  CHECK(advice_for(Stage::greeting, ErrorKind::protocol) ==
        "another service listens on this port, or something on the way talks in between");
  CHECK(advice_for(Stage::ehlo, ErrorKind::lost) ==
        "see the server's log: a policy, or a firewall that inspects SMTP, hangs up like this");
  CHECK(advice_for(Stage::resolve, ErrorKind::no_host).empty());
  CHECK(advice_for(Stage::resolve, ErrorKind::timeout) ==
        "see whether this machine's name servers answer, or ask another: --dns-server");
}
