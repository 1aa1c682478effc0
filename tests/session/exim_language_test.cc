// What the client and server languages of Exim's test suite can say, row by row as the table in
// ehlo-session(5) has it. The first half plays the client, the second the server.
#include <doctest/doctest.h>

#include "session/load.h"
#include "session/play.h"

using namespace session;
using namespace std::chrono_literals;
using test::expect;
using test::reply;
using test::ScriptedPeer;
using test::verdict;

namespace {

// The peer is the client.
std::string served(const ScriptedPeer& peer, std::string_view text,
                   std::vector<base::Duration>* slept = nullptr) {
  Variables variables{test::world()};
  ServerOptions options;
  options.accept = [&](const std::string&, base::Duration) { return peer.stream(); };
  options.sleep = [&](base::Duration span) {
    if (slept != nullptr) slept->push_back(span);
  };
  return verdict(play_server(test::script_of(text), options, variables, {}));
}

}  // namespace

TEST_CASE("Exim's client: expect a line by its prefix") {
  const ScriptedPeer peer{reply("220 mx.example.com ESMTP Exim 4.96\r\n")};
  CHECK(verdict(peer, "S: 220\n? text startsWith mx.example.com\n") == "passed");
}

TEST_CASE("Exim's client: an optional line") {
  const ScriptedPeer peer{reply("220 mx\r\n"), expect("HELP\r\n"), reply("250 b\r\n")};
  CHECK(verdict(peer, "S: 220\nC: HELP\nS? 214\nS: 250\n") == "passed");
}

TEST_CASE("Exim's client: expect the server to close") {
  CHECK(verdict(ScriptedPeer{reply("421 no\r\n"), test::end()}, "S: 421\n@expect close\n") ==
        "passed");
}

TEST_CASE("Exim's client: sleep") {
  test::Run run;
  run.dialer.add(ScriptedPeer{reply("220 mx\r\n")});
  CHECK(verdict(run.client("S: 220\n@pause 3s\n")) == "passed");
  CHECK(run.slept == std::vector<base::Duration>{3s});
}

TEST_CASE("Exim's client: send without CRLF") {
  const ScriptedPeer peer{reply("220 mx\r\n"), expect("NO"), test::hang()};
  CHECK(verdict(peer, "S: 220\n@send \"NO\"\n") == "passed");
}

TEST_CASE("Exim's client: many commands in one write") {
  const ScriptedPeer peer{reply("220 mx\r\n"), expect("A\r\nB\r\n"), reply("250 a\r\n250 b\r\n")};
  CHECK(verdict(peer, "S: 220\nC: A\nC: B\nS: 250\nS: 250\n") == "passed");
  CHECK(peer.writes().size() == 1);
}

TEST_CASE("Exim's client: PROXY v2 bytes, made and written out") {
  const std::string local("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16);
  CHECK(verdict(ScriptedPeer{expect(local), reply("220 mx\r\n")}, "@proxy v2 local\nS: 220\n") ==
        "passed");
  CHECK(verdict(ScriptedPeer{expect(local), reply("220 mx\r\n")},
                "@send \"\\r\\n\\r\\n\\0\\r\\nQUIT\\n\\x20\\0\\0\\0\"\nS: 220\n") == "passed");
}

TEST_CASE("Exim's client: BDAT") {
  const ScriptedPeer peer{reply("220 mx\r\n"), expect("BDAT 4 LAST\r\na\r\n."),
                          reply("250 ok\r\n")};
  CHECK(verdict(peer, "S: 220\nC: BDAT 4 LAST\n@send \"a\\r\\n.\"\nS: 250\n") == "passed");
}

TEST_CASE("Exim's client: data before the greeting") {
  const ScriptedPeer peer{expect("EHLO a\r\n"), reply("554 you spoke first\r\n")};
  CHECK(verdict(peer, "C: EHLO a\nS: 554\n") == "passed");
}

TEST_CASE("Exim's client: STARTTLS without a handshake") {
  const ScriptedPeer peer{reply("220 mx\r\n"), expect("STARTTLS\r\n"), reply("220 go\r\n"),
                          expect("NOOP\r\n"), test::end()};
  CHECK(verdict(peer, "S: 220\nC: STARTTLS\nS: 220\nC: NOOP\n@expect close\n") == "passed");
}

TEST_CASE("Exim's client: leave TLS again") {
  const ScriptedPeer peer{reply("220 mx\r\n"), test::tls(), expect("NOOP\r\n"),
                          reply("250 in the clear\r\n")};
  CHECK(verdict(peer, "S: 220\n@tls\n@plain\nC: NOOP\nS: 250\n") == "passed");
}

TEST_CASE("Exim's client: include a script") {
  const ReadFile files = [](const std::string& path) -> base::Result<std::string> {
    return path == "hello.inc" ? "S: 220\nC: EHLO a\n" : "@include hello.inc\nS: 250\n";
  };
  const auto script = load("t.smtp", files);
  REQUIRE(script);
  CHECK(script->statements.size() == 3);
}

TEST_CASE("Exim's client: unread input is fatal") {
  const ScriptedPeer peer{reply("220 mx\r\n250 stray\r\n"), expect("QUIT\r\n")};
  CHECK(verdict(peer, "S: 220\nC: NOOP\nS: 250\n") == "3: unconsumed reply: \"250 stray\\r\\n\"");
}

TEST_CASE("Exim's server: send with only CR or only LF") {
  CHECK(served(ScriptedPeer{expect("250 a\r"), expect("250 b\n")},
               "@S send \"250 a\\r\"\n@S send \"250 b\\n\"\n") == "passed");
}

TEST_CASE("Exim's server: swallow N bytes") {
  CHECK(served(ScriptedPeer{reply("0123456789"), expect("250 OK\r\n")},
               "@S swallow 10\nS: 250\n") == "passed");
}

TEST_CASE("Exim's server: expect the client to close") {
  CHECK(served(ScriptedPeer{test::end()}, "@close\n") == "passed");
  CHECK(served(ScriptedPeer{reply("MORE\r\n")}, "@close\n") ==
        "1: expected the client to close, got \"MORE\\r\\n\"");
}

TEST_CASE("Exim's server: sleep") {
  std::vector<base::Duration> slept;
  CHECK(served(ScriptedPeer{expect("220 OK\r\n")}, "@S pause 3s\nS: 220\n", &slept) == "passed");
  CHECK(slept == std::vector<base::Duration>{3s});
}

TEST_CASE("Exim's server: any line of the client") {
  CHECK(served(ScriptedPeer{reply("whatever\r\n"), expect("250 OK\r\n")}, "C: *\nS: 250\n") ==
        "passed");
}

TEST_CASE("Exim's server: a line of the client by its beginning") {
  CHECK(served(ScriptedPeer{reply("MAIL FROM:<a@b> SIZE=3\r\n"), expect("250 OK\r\n")},
               "C: MAIL FROM:*\nS: 250\n") == "passed");
}
