// The law of the notation: one file, played by both sides, passes on both; and a server that says
// anything else than the file fails the client at that line.
#include <doctest/doctest.h>

#include <thread>

#include "net/loopback.h"
#include "session/play.h"

using namespace session;

namespace {

// One end of a socket pair to each side, for each @connect.
class PairDialer : public net::Dialer {
 public:
  base::Result<std::unique_ptr<net::Stream>> dial(const net::Address&, const net::DialOptions&,
                                                  base::Deadline) override {
    return std::move(ends_.at(dialled_++).client);
  }
  base::Result<std::unique_ptr<net::Stream>> accept() {
    return std::move(ends_.at(accepted_++).server);
  }

 private:
  static std::vector<test::Ends> some() {
    std::vector<test::Ends> ends;
    for (int i = 0; i < 4; ++i) ends.push_back(test::connected_ends());
    return ends;
  }

  std::vector<test::Ends> ends_ = some();
  std::size_t dialled_ = 0, accepted_ = 0;
};

struct Both {
  std::string client, server;
};

Both play_both(std::string_view client_text, std::string_view server_text) {
  const std::map<std::string, std::string> files{{"m", "Subject: x\n\n.dot\n"}};
  PairDialer dialer;
  Variables at_client(test::world(files)), at_server(test::world(files));
  const smtp::Transcript transcript;
  const auto sleep = [](base::Duration) {};
  const Script asked = test::script_of(client_text), answered = test::script_of(server_text);
  Both both;
  std::thread server([&] {
    ServerOptions options;
    options.accept = [&](const std::string&, base::Duration) { return dialer.accept(); };
    options.sleep = sleep;
    options.timeout = std::chrono::seconds(10);
    both.server = test::verdict(play_server(answered, options, at_server, transcript));
  });
  const ClientOptions options{dialer,
                              [](const std::string&) -> base::Result<std::vector<net::Address>> {
                                return std::vector<net::Address>{net::UnixAddress{"pair"}};
                              },
                              sleep,
                              std::chrono::seconds(10),
                              {}};
  both.client = test::verdict(play_client(asked, options, at_client, transcript));
  server.join();
  return both;
}

constexpr std::string_view kFiles[] = {
    // RFC 5321's order of things, with a status here and a class there
    "@connect x\nS: 220 mx ESMTP\nC: EHLO {{helo}}\nS: 250-mx\nS: 250-PIPELINING\nS: 250 SIZE 9\n"
    "? ehlo SIZE == 9\nC: MAIL FROM:<a@x>\nS: 250 2.1.0 ok\nC: RCPT TO:<b@y>\nS: 450 4.7.1 later\n"
    "C: QUIT\nS: 221 bye\n",
    // one write, several replies; a message line by line
    "@connect x\nS: 220 mx\nC: MAIL FROM:<>\nC: RCPT TO:<b@y>\nC: DATA\nS: 250 a\nS: 250 b\n"
    "S: 354 go\nC: Subject: *\nC:\nC: ..\nC: .\nS: 250 queued as X1\n"
    "@capture id text /as (\\w+)/\nC: NOOP {{id}}\nS: 250 ok\n",
    // greylisting: two connections
    "@connect x\nS: 220 a\nC: RCPT TO:<b@y>\nS: 450 wait\n@close\n@connect x\nS: 220 b\n"
    "C: RCPT TO:<b@y>\nS: 250 ok\n",
    // two clients at once: what one holds the other waits for
    "@connect a=x\nS: 220 a\n@connect b=x\nS: 220 b\nC a: ONE\nC b: TWO\nS b: 450 4.3.0 locked\n"
    "S a: 250 ok\n@use a\n@close\nC b: TWO\nS b: 250 ok\n",
    // the server breaks off
    "@connect x\nS: 220 a\nC: DATA\nS: 421 no\n@expect close within 5s\n",
    // content, chunks and logins
    "@connect x\nS: 220 a\n@auth PLAIN user=a password=b\nS: 235 2.7.0 in\nC: DATA\nS: 354 go\n"
    "@message m\nS: 250 ok\n@bdat m chunk=5\nS: 250 ok\n@auth CRAM-MD5 user=a password=b\n",
    // bytes that are no line
    "@connect x\n@proxy v2 from=192.0.2.1:9 to=192.0.2.2:25\nS: 220 a\n@send \"NOOP\\n\"\n"
    "@S send \"250 \\xFF\\r\"\n@xclient NAME=a\nS: 220 again\n@S close\n",
};

}  // namespace

TEST_CASE("one file passes on both sides") {
  for (const std::string_view file : kFiles) {
    CAPTURE(file);
    const Both both = play_both(file, file);
    CHECK(both.client == "passed");
    CHECK(both.server == "passed");
  }
}

TEST_CASE("with a reply changed on the server's side, the client fails at that line") {
  const std::string_view file = kFiles[0];
  std::string other(file);
  other.replace(other.find("450 4.7.1"), 9, "550 5.7.1");
  CHECK(play_both(file, other).client == "11: expected 450 4.7.1, got 550 5.7.1");
}
