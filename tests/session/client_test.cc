#include <doctest/doctest.h>
#include <re2/re2.h>

#include "session/play.h"

using namespace session;
using namespace std::chrono_literals;
using test::expect;
using test::reply;
using test::ScriptedPeer;
using test::verdict;

namespace {

// How long it took is the machine's matter.
std::string without_times(std::string text) {
  RE2::GlobalReplace(&text, R"(\d+ ms)", "N ms");
  return text;
}

}  // namespace

TEST_CASE("codes bind, prose does not") {
  const ScriptedPeer peer{reply("220 other words\r\n"), expect("EHLO client.example.org\r\n"),
                          reply("250-mx\r\n250 SIZE 100\r\n"), test::end()};
  CHECK(verdict(peer,
                "@connect mx:25\nS: 220 hello\nC: EHLO {{helo}}\nS: 250\n"
                "? ehlo SIZE == 100\n? lines == 2\n? text startsWith mx\n") == "passed");
  CHECK(peer.closed());
}

TEST_CASE("what an EHLO keyword offers has an order where it is a number") {
  const auto asked = [](const std::string& check) {
    const ScriptedPeer peer{reply("220 mx\r\n"), expect("EHLO x\r\n"),
                            reply("250-mx\r\n250-SIZE 20480\r\n250 LIMITS RCPTMAX=9\r\n"),
                            test::end()};
    return verdict(peer, "@connect mx:25\nS: 220\nC: EHLO x\nS: 250\n? " + check + "\n");
  };
  CHECK(asked("ehlo SIZE >= 10KiB") == "passed");
  CHECK(asked("ehlo SIZE < 1MB") == "passed");
  CHECK(asked("ehlo SIZE > 20KiB") != "passed");
  CHECK(asked("ehlo LIMITS > 1") != "passed");
}

TEST_CASE("a file without @connect talks to {{server}}") {
  test::Run run;
  run.dialer.add(ScriptedPeer{reply("220 x\r\n"), test::end()});
  CHECK(verdict(run.client("S: 220\n")) == "passed");
  CHECK(run.dialer.dialled == std::vector<std::string>{"127.0.0.1:25"});
}

TEST_CASE("consecutive C: lines are one write, and @flush makes two") {
  const ScriptedPeer peer{reply("220 x\r\n"), expect("A\r\nB\r\nC\r\n"),
                          reply("250 a\r\n250 b\r\n250 c\r\n")};
  CHECK(verdict(peer, "S: 220\nC: A\nC: B\n@flush\nC: C\nS: 250\nS: 250\nS: 250\n") == "passed");
  CHECK(peer.writes() == std::vector<std::string>{"A\r\nB\r\n", "C\r\n"});
}

TEST_CASE("a star is a star, and @send adds nothing") {
  const ScriptedPeer peer{reply("220 x\r\n"), expect("* *\r\nNOOP\n\0"), test::end()};
  CHECK(verdict(peer, "S: 220\nC: * \\*\n@send \"NOOP\\n\"\n") == "passed");
  CHECK(peer.writes() == std::vector<std::string>{"* *\r\nNOOP\n"});
}

TEST_CASE("a wrong reply fails at its line, and QUIT is said") {
  const ScriptedPeer peer{reply("220 x\r\n"), expect("MAIL FROM:<>\r\n"),
                          reply("550 5.7.1 go away\r\n"), expect("QUIT\r\n"), reply("221 x\r\n")};
  test::Run run;
  run.dialer.add(peer);
  const Played played =
      run.client("@connect mx\nS: 220\nC: MAIL FROM:<>\nS: 450 4.7.x\nC: NEVER\n");
  REQUIRE(played.failures.size() == 1);
  CHECK(without_times(show(played.failures[0])) ==
        "t.smtp:4:4: expected 450 4.7.x, got 550 5.7.1\n"
        "  S: 450 4.7.x\n"
        "     ^\n"
        "  S: 550 5.7.1 go away\n"
        "  after N ms\n");
  CHECK(without_times(played.failures[0].dialogue) ==
        "@connect mx\n"
        "# connected to 127.0.0.1:25 in N ms\n"
        "S: 220 x\n"
        "C: MAIL FROM:<>\n"
        "S: 550 5.7.1 go away\n");
  CHECK(peer.finished());
}

TEST_CASE("behind a 354 a failure does not say QUIT: it would be a line of the message") {
  const ScriptedPeer peer{reply("220 x\r\n"), expect("DATA\r\n"), reply("354 go\r\n")};
  CHECK(verdict(peer, "S: 220\nC: DATA\nS: 250\n") == "3: expected 250, got 354");
  CHECK(peer.written() == "DATA\r\n");
}

TEST_CASE("bytes that no S: has taken are a failure before the next C:") {
  const ScriptedPeer peer{reply("220 x\r\n250 extra\r\n"), expect("QUIT\r\n")};
  CHECK(verdict(peer, "S: 220\nC: NOOP\nS: 250\n") == "3: unconsumed reply: \"250 extra\\r\\n\"");
}

TEST_CASE("before the first S: anything may be sent into the greeting") {
  const ScriptedPeer peer{reply("220 x\r\n"), expect("EHLO a\r\n"), reply("250 x\r\n")};
  CHECK(verdict(peer, "C: EHLO a\nS: 220\nS: 250\n") == "passed");
}

TEST_CASE("the next connection goes on behind a failure") {
  test::Run run;
  run.dialer.add(ScriptedPeer{reply("554 no\r\n"), expect("QUIT\r\n"), test::end()});
  run.dialer.add(ScriptedPeer{reply("220 yes\r\n"), test::end()});
  CHECK(verdict(run.client("@connect a\nS: 220\nC: X\n@connect b\nS: 220\n")) ==
        "2: expected 220, got 554");
}

TEST_CASE("all assertions on one reply are judged") {
  const ScriptedPeer peer{reply("220 x\r\n"), expect("QUIT\r\n"), test::end()};
  CHECK(verdict(peer, "S: 220\n? text == y\n? lines > 1\nC: A\n") ==
        "2: expected text == y, got x; 3: expected lines > 1, got 1");
}

TEST_CASE("captures and @set are variables; @set gives way to what is stronger") {
  const ScriptedPeer peer{reply("220 x\r\n"), expect("A\r\n"), reply("250 queued as 4X\r\n"),
                          expect("4X given env\r\n"), test::end()};
  test::Run run;
  run.variables.set("name", Origin::command_line, "given");
  run.dialer.add(peer);
  CHECK(verdict(run.client("S: 220\n@set name weak\n@set from_env weak\nC: A\nS: 250\n"
                           "@capture id text /queued as (\\w+)/\n"
                           "C: {{id}} {{name}} {{from_env}}\n")) == "passed");
  CHECK(peer.finished());
}

TEST_CASE("a capture that finds nothing is a failure") {
  const ScriptedPeer peer{reply("220 x\r\n"), expect("QUIT\r\n"), test::end()};
  CHECK(verdict(peer, "S: 220\n@capture id text /as (\\w+)/\n") ==
        "2: nothing to capture: text is x");
}

TEST_CASE("a file is skipped where its condition says so") {
  test::Run run;
  run.dialer.add(
      ScriptedPeer{reply("220 x\r\n"), expect("EHLO a\r\n"), reply("250 x\r\n"), test::end()});
  const Played played = run.client("S: 220\nC: EHLO a\nS: 250\n@skip-unless ehlo STARTTLS\nC: B\n");
  CHECK(played.passed());
  CHECK(played.skipped == "not so: ehlo STARTTLS");
}

TEST_CASE("an optional reply is taken when it fits, and left when it does not") {
  const ScriptedPeer both{reply("220-x\r\n220 y\r\n"), expect("A\r\n"),
                          reply("250 a\r\n354 b\r\n")};
  CHECK(verdict(both, "S: 220\nC: A\nS? 250\nS: 354\n") == "passed");
  const ScriptedPeer one{reply("220 y\r\n"), expect("A\r\n"), reply("354 b\r\n")};
  CHECK(verdict(one, "S: 220\nC: A\nS? 250\nS: 354\n") == "passed");
  const ScriptedPeer last{reply("220 y\r\n"), expect("A\r\n"), reply("354 b\r\n")};
  CHECK(verdict(last, "S: 220\nS? 250\nC: A\nS: 354\n") == "passed");
}

TEST_CASE("the handshake happens where @tls stands, and its facts can be asserted") {
  net::TlsFacts facts;
  facts.version = "TLSv1.3";
  facts.verified = true;
  net::PeerCertificate certificate;
  certificate.names = {"a.example", "b.example"};
  certificate.days_left = 20;
  facts.chain = {certificate};
  const ScriptedPeer peer{reply("220 x\r\n"), expect("STARTTLS\r\n"), reply("220 go\r\n"),
                          test::tls(facts), test::end()};
  CHECK(verdict(peer,
                "@connect mx.example.com\nS: 220\nC: STARTTLS\nS: 220\n@tls verify=on min=TLSv1.2\n"
                "? tls.version >= TLSv1.2\n? cert.days > 14\n? cert.names == b.example\n"
                "? cert.names not endsWith .org\n? tls.verified == true\n") == "passed");
  REQUIRE(peer.tls_asked().size() == 1);
  CHECK(peer.tls_asked()[0].verify == net::Verify::full);
  CHECK(peer.tls_asked()[0].sni == "mx.example.com");
  CHECK(peer.tls_asked()[0].min_version == "TLSv1.2");
}

TEST_CASE("sni= asks for another name than the one that is verified, or for none") {
  const auto asked = [](const std::string& tls) {
    const ScriptedPeer peer{reply("220 go\r\n"), test::tls(), expect("QUIT\r\n"), test::end()};
    CHECK(verdict(peer, "@connect mx.example.com\nS: 220\n" + tls + "\n") == "passed");
    return peer.tls_asked().at(0).sni;
  };
  CHECK(asked("@tls name=a.example") == "a.example");
  CHECK(asked("@tls name=a.example sni=b.example") == "b.example");
  CHECK(asked("@tls name=192.0.2.1") == "");
  CHECK(asked("@tls sni=\"\"") == "");
}

TEST_CASE("a handshake that is to fail may fail, and says why") {
  const ScriptedPeer peer{reply("220 x\r\n"), test::no_tls("alert: protocol version")};
  CHECK(verdict(peer, "S: 220\n@tls expect=fail\n? tls.alert contains version\n") == "passed");
  const ScriptedPeer unasked{reply("220 x\r\n"), test::no_tls("alert: protocol version")};
  CHECK(verdict(unasked, "S: 220\n@tls\n") == "2: alert: protocol version");
  const ScriptedPeer succeeds{reply("220 x\r\n"), test::tls(), expect("QUIT\r\n"), test::end()};
  CHECK(verdict(succeeds, "S: 220\n@tls expect=fail\n") ==
        "2: expected the handshake to fail, and it did not");
}

TEST_CASE("plaintext behind the reply to STARTTLS is named") {
  const ScriptedPeer peer{reply("220 go\r\n250 injected\r\n"), expect("QUIT\r\n"), test::end()};
  CHECK(verdict(peer, "S: 220\n@tls\n") ==
        "2: plaintext behind the reply to STARTTLS (injection): \"250 injected\\r\\n\"");
}

TEST_CASE("@auth is the whole exchange, and its secret is never shown") {
  const ScriptedPeer peer{reply("220 x\r\n"), expect("AUTH PLAIN AGFsaWNlAGh1bnRlcjI=\r\n"),
                          reply("535 5.7.8 no AGFsaWNlAGh1bnRlcjI= hunter2\r\n"),
                          expect("QUIT\r\n"), test::end()};
  test::Run run;
  run.dialer.add(peer);
  const Played played = run.client("S: 220\n@auth PLAIN user=alice password=hunter2\n");
  REQUIRE(played.failures.size() == 1);
  CHECK(played.failures[0].text == "expected 2xx, got 535 5.7.8");
  CHECK(played.failures[0].reply->lines[0] == "5.7.8 no *** ***");
  CHECK(played.failures[0].dialogue.find("hunter2") == std::string::npos);
  CHECK(played.failures[0].dialogue.find("AGFsaWNlAGh1bnRlcjI") == std::string::npos);
}

TEST_CASE("an S: behind @auth is its verdict") {
  const ScriptedPeer peer{reply("220 x\r\n"), expect("AUTH PLAIN AGEAYg==\r\n"),
                          reply("535 5.7.8 no\r\n"), test::end()};
  CHECK(verdict(peer, "S: 220\n@auth PLAIN user=a password=b\nS: 535 5.7.8\n") == "passed");
}

TEST_CASE("an exchange that is given up ends with the answer to that, when a file says so") {
  const auto peer = [] {
    return ScriptedPeer{reply("220 x\r\n"), expect("AUTH LOGIN\r\n"), reply("334 ?\r\n"),
                        expect("*\r\n"),    reply("501 no\r\n"),      test::end()};
  };
  CHECK(verdict(peer(), "S: 220\n@auth LOGIN user=a password=secret\nS: 501\n") == "passed");
  CHECK(verdict(peer(), "S: 220\n@auth LOGIN user=a password=secret\n") ==
        "2: AUTH LOGIN: the server's challenge is not base64: 334 ?");
}

TEST_CASE("a status that is none, but was written so, is matched by the very same word") {
  const ScriptedPeer peer{reply("220 2.x.x x\r\n"), expect("DATA\r\n"), reply("354 3.0.0 go\r\n")};
  CHECK(verdict(peer, "S: 220 2.x.x x\nC: DATA\nS: 354 3.0.0 go\n") == "passed");
}

TEST_CASE("@message stuffs dots, @bdat counts") {
  const ScriptedPeer peer{reply("354 x\r\n"),    expect("a\r\n..b\r\n.\r\n"),
                          reply("250 x\r\n"),    expect("BDAT 4\r\na\r\n."),
                          reply("250 x\r\n"),    expect("BDAT 3 LAST\r\nb\r\n"),
                          reply("250 done\r\n"), test::end()};
  test::Run run;
  run.variables = Variables(test::world({{"m", "a\n.b\n"}}));
  run.dialer.add(peer);
  CHECK(verdict(run.client("S: 354\n@message m\nS: 250\n@bdat m chunk=4\nS: 250 done\n")) ==
        "passed");
  CHECK(peer.finished());
}

TEST_CASE("the end and silence can be expected") {
  CHECK(verdict(ScriptedPeer{reply("421 x\r\n"), test::end()},
                "S: 421\n@expect close within 5s\n") == "passed");
  CHECK(verdict(ScriptedPeer{reply("220 x\r\n"), test::hang()}, "S: 220\n@expect silence 2s\n") ==
        "passed");
  CHECK(verdict(ScriptedPeer{reply("220 x\r\n"), test::hang()},
                "S: 220\n@expect close within 1s\n") ==
        "2: expected the server to close, but within 1 s it did not");
  CHECK(
      verdict(ScriptedPeer{reply("220 x\r\n"), reply("250 y\r\n"), expect("QUIT\r\n"), test::end()},
              "S: 220\n@expect silence 2s\n") == "2: expected silence, got \"250 y\\r\\n\"");
  CHECK(verdict(ScriptedPeer{reply("220 x\r\n"), test::end()}, "S: 220\n@expect silence 2s\n") ==
        "2: expected silence, but the server closed the connection");
}

TEST_CASE("several connections are open at once, each by its name") {
  test::Run run;
  const ScriptedPeer a{reply("220 a\r\n"), expect("A\r\n"), reply("250 a\r\n"), test::end()};
  const ScriptedPeer b{reply("220 b\r\n"), expect("B\r\n"), reply("250 b\r\n"), test::end()};
  run.dialer.add(a);
  run.dialer.add(b);
  CHECK(verdict(run.client("@connect a=x\n@connect b=y\nS a: 220\nS b: 220\nC a: A\nC b: B\n"
                           "S a: 250\n? text == a\nS b: 250\n? text == b\n@use a\n@close\n")) ==
        "passed");
  CHECK(a.closed());
}

TEST_CASE("the server's own doings are waited for") {
  const ScriptedPeer peer{reply("220 x\r\n"), reply("250 a\r"), test::end()};
  CHECK(verdict(peer, "S: 220\n@S pause 3s\n@S send \"250 a\\r\"\n@S close\n") == "passed");
  const ScriptedPeer other{reply("220 x\r\n"), reply("250 b\r"), expect("QUIT\r\n"), test::end()};
  CHECK(verdict(other, "S: 220\n@S send \"250 a\\r\"\n") ==
        "2: expected the bytes \"250 a\\r\", got \"250 b\\r\"");
}

TEST_CASE("proxy headers and XCLIENT are made here") {
  const ScriptedPeer peer{expect("PROXY TCP4 192.0.2.1 192.0.2.2 1234 25\r\n"), reply("220 x\r\n"),
                          expect("XCLIENT NAME=a ADDR=192.0.2.9\r\n"), reply("220 again\r\n"),
                          test::end()};
  CHECK(verdict(peer,
                "@connect x\n@proxy v1 from=192.0.2.1:1234 to=192.0.2.2:25\nS: 220\n"
                "@xclient NAME=a ADDR=192.0.2.9\n") == "passed");
}

TEST_CASE("pauses pause") {
  test::Run run;
  run.dialer.add(ScriptedPeer{reply("220 x\r\n"), test::end()});
  CHECK(verdict(run.client("S: 220\n@pause 3s\n")) == "passed");
  CHECK(run.slept == std::vector<base::Duration>{3s});
}

TEST_CASE("a target can be put in the place of @connect's, and it is what the transcript shows") {
  test::Run run;
  run.with = [](ClientOptions& options) {
    options.redirect = [](const std::string& target) { return "staging." + target; };
  };
  run.dialer.add(ScriptedPeer{reply("220 x\r\n"), test::end()});
  std::string shown;
  run.transcript.listen([&](const smtp::Event& event) {
    if (const auto* one = std::get_if<smtp::event::Connecting>(&event)) shown = one->target;
  });
  CHECK(verdict(run.client("@connect mx:25\nS: 220\n? peer.name == staging.mx\n")) == "passed");
  CHECK(shown == "staging.mx:25");
}

TEST_CASE("every step is told, with the reply that it took or why it failed") {
  test::Run run;
  std::string told;
  run.with = [&](ClientOptions& options) {
    options.stepped = [&](const Stepped& step) {
      told += std::to_string(step.statement.place.line) + ":" +
              (step.failure ? step.failure->text
               : step.reply ? one_line(*step.reply)
                            : "") +
              "\n";
    };
  };
  run.dialer.add(
      ScriptedPeer{reply("220 x\r\n"), expect("A\r\n"), reply("500 no\r\n"), test::end()});
  run.client("# words\nS: 220\n\nC: A\nS: 250\n");
  CHECK(told == "2:220 x\n4:\n5:expected 250, got 500\n");
}

TEST_CASE("a secret user is masked in the login too") {
  test::Run run;
  run.variables.set_secret("user", Origin::command_line, base::Secret("hidden"));
  run.dialer.add(ScriptedPeer{reply("220 x\r\n"), expect("AUTH PLAIN AGhpZGRlbgBwdw==\r\n"),
                              reply("535 no hidden\r\n"), expect("QUIT\r\n"), test::end()});
  std::string told;
  run.transcript.listen([&](const smtp::Event& event) {
    if (const auto* one = std::get_if<smtp::event::SessionLine>(&event)) told += one->line;
  });
  const Played played = run.client("S: 220\n@auth PLAIN user={{user}} password=pw\n");
  CHECK(told == "@auth PLAIN user={{user}} password={{password}}");
  REQUIRE(played.failures.size() == 1);
  CHECK(played.failures[0].dialogue.find("hidden") == std::string::npos);
}

TEST_CASE("a C: line with a secret is shown as it is written, so that it can be played again") {
  test::Run run;
  run.variables.set_secret("pw", Origin::command_line, base::Secret("hunter2"));
  run.dialer.add(ScriptedPeer{reply("220 x\r\n"),
                              expect("AUTH PLAIN AGpvZQBodW50ZXIy\r\nX {{y\r\n"),
                              reply("535 no\r\n"), expect("QUIT\r\n"), test::end()});
  const Played played =
      run.client("S: 220\nC: AUTH PLAIN {{base64 \"\\0joe\\0{{pw}}\"}}\nC: X {{{{y\nS: 235\n");
  REQUIRE(played.failures.size() == 1);
  CHECK(played.failures[0].dialogue.find(
            "C: AUTH PLAIN {{base64 \"\\0joe\\0{{pw}}\"}}\nC: X {{{{y\nS: 535 no\n") !=
        std::string::npos);
}

// All that a run cannot do follows.

TEST_CASE("a file that names no server, when nobody else does, is used wrongly") {
  test::Run run;
  session::World nowhere = test::world();
  nowhere.builtin = nullptr;
  run.variables = Variables(nowhere);
  const Played played = run.client("S: 220\n");
  REQUIRE(played.failures.size() == 1);
  CHECK(played.failures[0].text == "no @connect so far, and no --server");
  CHECK(played.failures[0].error->kind == base::ErrorKind::usage);
}

TEST_CASE("no connection is an error with its kind, unless it was to fail") {
  test::Run run;
  const Played played = run.client("@connect mx:25\nS: 220\n");
  REQUIRE(played.failures.size() == 1);
  CHECK(played.failures[0].text == "cannot connect to 127.0.0.1:25: connection refused");
  CHECK(played.failures[0].error->kind == base::ErrorKind::connect);
  test::Run meant;
  CHECK(verdict(meant.client("@connect mx:25 expect=fail\n")) == "passed");
}

TEST_CASE("a reply that does not come, or is none, is said to be so") {
  CHECK(verdict(ScriptedPeer{test::hang()}, "@connect x\n@timeout 5s\nS: 220\n") ==
        "3: expected 220, got no reply: timeout after 5 s");
  CHECK(verdict(ScriptedPeer{reply("22"), test::end()}, "S: 220\n") ==
        "1: expected 220, got no reply: the peer closed the connection; what came is \"22\"");
  CHECK(verdict(ScriptedPeer{reply("hello\r\n"), test::end()}, "S: 220\n") ==
        "1: expected 220, got no reply: not an SMTP reply: \"hello\"");
}

TEST_CASE("names of connections and variables must be known") {
  CHECK(verdict(ScriptedPeer{reply("220 x\r\n")}, "C B: A\n") ==
        "1: no connection is named 'B': expected @connect B=... before this line");
  CHECK(verdict(ScriptedPeer{reply("220 x\r\n"), expect("QUIT\r\n"), test::end()},
                "S: 220\nC: {{nowhere}}\n") ==
        "2: variable 'nowhere' is not set: give it with --var nowhere=...");
  CHECK(verdict(ScriptedPeer{reply("220 x\r\n"), expect("QUIT\r\n"), test::end()},
                "S: 220\n@set a {{repeat \"\\n\" 1}}\nC: {{a}}\n") ==
        "3: a C: line cannot hold CR, LF or NUL, as a variable in it does: use @send");
}

TEST_CASE("what an abandoned connection still had to say is not said when another is turned to") {
  test::Run run;
  run.dialer.add(ScriptedPeer{reply("220 a\r\n250 stray\r\n"), expect("QUIT\r\n"), test::end()});
  run.dialer.add(ScriptedPeer{reply("220 b\r\n"), expect("TWO\r\n"), reply("250 b\r\n")});
  CHECK(verdict(run.client("@connect a=x\nS: 220\n@connect b=x\nS: 220\nC a: ONE\nC b: TWO\n"
                           "S b: 250\nC a: THREE\n@use b\n")) ==
        "6: unconsumed reply: \"250 stray\\r\\n\"");
}
