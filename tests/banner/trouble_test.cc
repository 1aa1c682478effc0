#include "banner/trouble.h"

#include <doctest/doctest.h>

using banner::advice;
using base::ErrorKind;
using base::Stage;

namespace {

std::string_view advice_for(Stage stage, ErrorKind kind, bool tls = false) {
  return advice({kind, stage, ""}, tls);
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

TEST_CASE("what comes or ends in place of a reply has its usual cause") {
  CHECK(advice_for(Stage::greeting, ErrorKind::lost) ==
        "see the server's log: a wrapper, a block list or a full connection table hangs up like "
        "this");
  CHECK(advice_for(Stage::greeting, ErrorKind::protocol) ==
        "another service listens on this port, or something on the way talks in between");
  CHECK(advice_for(Stage::ehlo, ErrorKind::lost) ==
        "see the server's log: a policy, or a firewall that inspects SMTP, hangs up like this");
  CHECK(advice_for(Stage::resolve, ErrorKind::no_host).empty());
}
