#include <doctest/doctest.h>

#include "session/play.h"

using namespace session;
using namespace std::chrono_literals;
using test::expect;
using test::reply;
using test::ScriptedPeer;

namespace {

// The peer is the client here: what it says are replies of the script, what it hears is expected.
struct Serve {
  Variables variables{test::world({{"m", "a\n.b\n"}})};
  smtp::Transcript transcript;
  std::vector<base::Duration> slept;

  Played play(std::vector<const ScriptedPeer*> peers, std::string_view text) {
    std::size_t next = 0;
    ServerOptions options;
    options.accept = [&](const std::string&,
                         base::Duration) -> base::Result<std::unique_ptr<net::Stream>> {
      if (next == peers.size()) return base::fail(base::ErrorKind::timeout, "no client came");
      return peers[next++]->stream();
    };
    options.sleep = [this](base::Duration span) { slept.push_back(span); };
    return play_server(test::script_of(text), options, variables, transcript);
  }
};

std::string served(const ScriptedPeer& peer, std::string_view text) {
  Serve serve;
  return test::verdict(serve.play({&peer}, text));
}

}  // namespace

TEST_CASE("the server says its lines as they stand, and the client must say its own") {
  const ScriptedPeer peer{
      expect("220 mx hello\r\n"), reply("ehlo a.example\r\n"), expect("250-mx\r\n250 SIZE 5\r\n"),
      reply("QUIT\r\n"),          expect("221 OK\r\n"),        test::end()};
  CHECK(served(peer,
               "@connect x\nS: 220 mx hello\nC: EHLO {{helo}}\nS: 250-mx\nS: 250 SIZE 5\n"
               "? ehlo SIZE exists\nC: QUIT\nS: 221\n") == "passed");
  CHECK(peer.finished());
}

TEST_CASE("what cannot be sent as it stands is sent as the plainest reply that fits") {
  const ScriptedPeer peer{
      expect("250 OK\r\n354 OK\r\n450 4.7.1 no\r\n550 OK\r\n250 OK\r\n350 OK\r\n")};
  CHECK(served(peer, "S: 2xx\nS: 3xx\nS: 4xx 4.7.1 no\nS: 5xx\nS: 250|251\nS: 35x\n") == "passed");
}

TEST_CASE("a name in a client's line captures, a star matches anything") {
  const ScriptedPeer peer{reply("MAIL FROM:<alice@a> SIZE=3\r\n"), expect("250 alice@a\r\n"),
                          test::end()};
  CHECK(served(peer, "C: mail from:<{{from}}>*\nS: 250 {{from}}\n") == "passed");
}

TEST_CASE("a star behind a backslash is a star") {
  CHECK(served(ScriptedPeer{reply("*\r\n")}, "C: \\*\n") == "passed");
  CHECK(served(ScriptedPeer{reply("x\r\n")}, "C: \\*\n") == "1: expected \"\\*\", got \"x\"");
}

TEST_CASE("behind the verb every byte counts") {
  CHECK(served(ScriptedPeer{reply("RCPT TO:<Bob@x>\r\n")}, "C: rcpt to:<bob@x>\n") ==
        "1: expected \"rcpt to:<bob@x>\", got \"RCPT TO:<Bob@x>\"");
}

TEST_CASE("each @connect is one client, and a failure abandons only its own") {
  Serve serve;
  const ScriptedPeer first{expect("220 OK\r\n"), reply("NO\r\n")};
  const ScriptedPeer second{expect("220 OK\r\n"), reply("YES\r\n"), expect("250 OK\r\n")};
  CHECK(test::verdict(serve.play({&first, &second},
                                 "@connect x\nS: 220\nC: YES\nS: 250\n"
                                 "@connect x\nS: 220\nC: YES\nS: 250\n")) ==
        "3: expected \"YES\", got \"NO\"");
  CHECK(second.finished());
}

TEST_CASE("the server can lie, be slow, swallow and die") {
  Serve serve;
  const ScriptedPeer peer{expect("250 OK\r250 x\n"), reply("0123456789"), test::hang()};
  CHECK(test::verdict(serve.play({&peer},
                                 "@S send \"250 OK\\r\"\n@S pause 3s\n@S send \"250 x\\n\"\n"
                                 "@S swallow 10\n@S reset\n")) == "passed");
  CHECK(peer.was_reset());
  CHECK(serve.slept == std::vector<base::Duration>{3s});
}

TEST_CASE("messages are taken up to the dot, chunks by their size") {
  const ScriptedPeer peer{reply("a\r\n..b\r\n.\r\n"), expect("250 OK\r\n"),
                          reply("BDAT 3\r\na\r\nBDAT 4 LAST\r\n.b\r\n"),
                          expect("250 2.0.0 OK\r\n250 OK\r\n")};
  CHECK(served(peer, "@message m\nS: 250\n@bdat m\nS: 250\n") == "passed");
}

TEST_CASE("@auth takes the exchange, and the S: behind it is the answer") {
  const ScriptedPeer good{reply("AUTH PLAIN AGEAYg==\r\n"), expect("235 2.7.0 OK\r\n")};
  CHECK(served(good, "@auth PLAIN user=a password=b\n") == "passed");
  const ScriptedPeer wrong{reply("AUTH PLAIN AGEAYw==\r\n"),
                           expect("535 5.7.8 authentication failed\r\n")};
  CHECK(served(wrong, "@auth PLAIN user=a password=b\n") ==
        "1: the client's login is not the one of this line");
  const ScriptedPeer again{reply("AUTH PLAIN AGEAYw==\r\n"),
                           expect("535 5.7.8 authentication failed\r\n")};
  CHECK(served(again, "@auth PLAIN user=a password=b\nS: 235\n") ==
        "1: the client's login is not the one of this line");
  const ScriptedPeer other{reply("AUTH LOGIN\r\n")};
  CHECK(served(other, "@auth PLAIN user=a password=b\n") ==
        "1: expected AUTH PLAIN, got AUTH LOGIN");
  const ScriptedPeer unknown{reply("AUTH PLAIN AGEAYw==\r\n"), expect("535 OK\r\n")};
  CHECK(served(unknown, "@auth PLAIN user=a password=b\nS: 535\n") == "passed");
  const ScriptedPeer refused{reply("AUTH PLAIN AGEAYg==\r\n"), expect("454 4.7.0 later\r\n")};
  CHECK(served(refused, "@auth PLAIN user=a password=b\nS: 454 4.7.0 later\n") == "passed");
}

TEST_CASE("where the client closes the server waits, where it expects the end the server closes") {
  CHECK(served(ScriptedPeer{test::end()}, "@close\n") == "passed");
  CHECK(served(ScriptedPeer{reply("MORE\r\n")}, "@close\n") ==
        "1: expected the client to close, got \"MORE\\r\\n\"");
  const ScriptedPeer peer{expect("421 OK\r\n"), test::hang()};
  CHECK(served(peer, "S: 421\n@expect close\n") == "passed");
  CHECK(peer.closed());
}

TEST_CASE("several clients are held at once, each by its name") {
  Serve serve;
  const ScriptedPeer first{expect("220 OK\r\n"), reply("ONE\r\n"), expect("250 OK\r\n"),
                           reply("THREE\r\n")};
  const ScriptedPeer second{expect("220 OK\r\n421 OK\r\n"), test::end()};
  CHECK(test::verdict(serve.play({&first, &second},
                                 "@connect a=x\n@connect b=x\nS a: 220\nS b: 220\nS b: 421\n"
                                 "C a: ONE\nS a: 250\n@use b\n@close\n@use a\nC: THREE\n")) ==
        "passed");
  CHECK(first.finished());
  CHECK(second.finished());
}

TEST_CASE("a failure of one of several clients abandons it alone") {
  Serve serve;
  const ScriptedPeer first{expect("220 OK\r\n"), reply("NO\r\n")};
  const ScriptedPeer second{expect("220 OK\r\n"), reply("YES\r\n"), expect("250 OK\r\n")};
  CHECK(test::verdict(serve.play({&first, &second},
                                 "@connect a=x\nS: 220\n@connect b=x\nS: 220\n"
                                 "C a: YES\nS a: 250\nC b: YES\nS b: 250\n")) ==
        "5: expected \"YES\", got \"NO\"");
  CHECK(second.finished());
}

TEST_CASE("where the client skips the rest, so does the server") {
  Serve serve;
  const ScriptedPeer peer{reply("EHLO a\r\n"), expect("250-mx\r\n250 SIZE\r\n")};
  const Played played =
      serve.play({&peer}, "C: EHLO *\nS: 250-mx\nS: 250 SIZE\n@skip-unless ehlo DSN\nC: NOOP\n");
  CHECK(played.passed());
  CHECK(played.skipped == "not so: ehlo DSN");
}

TEST_CASE("what the client captures from a reply is known to the server too") {
  CHECK(served(ScriptedPeer{},
               "S: 250 queued as 4X\n@capture id text /as (\\w+)/\n? var id == 4X\n") == "passed");
}

TEST_CASE("an x in a status is sent as 0") {
  CHECK(served(ScriptedPeer{expect("450 4.7.0 later\r\n")}, "S: 450 4.7.x later\n") == "passed");
}

// All that a server cannot do follows.

TEST_CASE("a client that says nothing is said to be so") {
  CHECK(served(ScriptedPeer{test::end()}, "C: EHLO *\n") ==
        "1: expected \"EHLO *\", got nothing: the peer closed the connection");
}

TEST_CASE("no client, no certificate and unknown connections are named") {
  Serve serve;
  CHECK(test::verdict(serve.play({}, "@connect x\nS: 220\n")) == "1: no client came");
  CHECK(served(ScriptedPeer{test::hang()}, "@tls\n") == "1: no certificate to offer for @tls");
  CHECK(served(ScriptedPeer{expect("220 OK\r\n"), test::hang()}, "S: 220\nS b: 220\n") ==
        "2: no connection is named 'b': expected @connect b=... before this line");
  CHECK(served(ScriptedPeer{expect("220 OK\r\n"), test::hang()}, "S: 220\n@use b\n") ==
        "2: no connection is named 'b': expected @connect b=... before this line");
}
