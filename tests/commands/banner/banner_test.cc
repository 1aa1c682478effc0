#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "commands/app.h"
#include "commands/world.h"

using test::end;
using test::expect;
using test::reply;

namespace {

class Banner : public test::World {
 public:
  int run(std::vector<std::string> words) {
    words.insert(words.begin(), "banner");
    return commands::run_app(std::move(words), env);
  }

  // A server that greets so.
  void greet(const std::string& greeting) {
    dialer.add({reply(greeting + "\r\n"), expect("QUIT\r\n"), reply("221 bye\r\n"), end()});
  }
};

}  // namespace

TEST_CASE("a server is a line") {
  Banner banner;
  banner.greet("220 mx.example.com ESMTP Postfix");
  CHECK(banner.run({"192.0.2.1"}) == 0);
  CHECK(banner.out.str() ==
        "SERVER               CODE NAME                       SOFTWARE                 DELAY\n"
        "192.0.2.1:25         220  mx.example.com             Postfix                   0 ms\n");
  CHECK(banner.dialer.dialled == std::vector<std::string>{"192.0.2.1:25"});
}

TEST_CASE("what is wrong stands below the line, with what to do") {
  Banner banner;
  banner.greet("220 mx ESMTP");
  CHECK(banner.run({"192.0.2.1"}) == 0);
  CHECK(banner.out.str().ends_with(
      "  warn     greets with mx, which is not the full name of a host\n"
      "           greet with the host's full name (RFC 5321 section 4.3.1)\n"));
}

TEST_CASE("what is offered stands in one line") {
  Banner banner;
  banner.dialer.add({reply("220 mx.example.com\r\n"), expect("EHLO me.example\r\n"),
                     reply("250-mx.example.com\r\n250-SIZE 100\r\n250 AUTH PLAIN LOGIN\r\n"),
                     expect("QUIT\r\n"), reply("221 bye\r\n"), end()});
  CHECK(banner.run({"192.0.2.1", "--ehlo"}) == 0);
  CHECK(banner.out.str().ends_with("\n  SIZE=100 AUTH=PLAIN,LOGIN\n"));
}

TEST_CASE("the status is that of what kept it, else of the verdict") {
  const auto status = [](const std::string& greeting, std::vector<std::string> more = {}) {
    Banner banner;
    banner.greet(greeting);
    more.insert(more.begin(), "192.0.2.1");
    return banner.run(more);
  };
  CHECK(status("220 mx.example.com") == 0);
  CHECK(status("220 mx") == 0);
  CHECK(status("220 mx", {"--fail-on", "warn"}) == 1);
  CHECK(status("250 mx.example.com") == 1);
  CHECK(status("554 no") == 69);
  CHECK(status("421 later") == 75);
  CHECK(status("hello") == 76);
  CHECK(Banner().run({"192.0.2.1"}) == 75);
  CHECK(Banner().run({"no.example"}) == 68);
  CHECK(Banner().run({"a b"}) == 65);
  CHECK(Banner().run({"@/no/such"}) == 66);
}

TEST_CASE("a JSON object tells all of it") {
  Banner banner;
  banner.greet("220 mx.example.com ESMTP Exim 4.96 Sun");
  CHECK(banner.run({"192.0.2.1", "--json"}) == 0);
  CHECK(banner.out.str() ==
        R"({"target":"192.0.2.1","host":"192.0.2.1:25","address":"192.0.2.1:25",)"
        R"("verdict":"pass","connect_ms":0,"code":220,"name":"mx.example.com",)"
        R"("protocol":"ESMTP","greeting":["mx.example.com ESMTP Exim 4.96 Sun"],"lines":1,)"
        R"("ascii":true,"masked":false,"greeting_ms":0,"software":{"id":"exim","name":"Exim",)"
        R"("version":"4.96","confidence":"certain"},"findings":[],"exit":0})"
        "\n");
}

TEST_CASE("what cannot be looked at is an object with its error") {
  Banner banner;
  CHECK(banner.run({"192.0.2.1", "exec:true", "--json", "--in-order"}) == 65);
  CHECK(banner.out.str() ==
        R"({"target":"192.0.2.1","host":"192.0.2.1:25","verdict":"fail","findings":[],)"
        R"("error":{"stage":"connect","text":"cannot connect to 192.0.2.1:25: connection )"
        R"(refused","fix":"start the mail server, let it listen on this address and port, or let )"
        R"(the firewall through"},"exit":75})"
        "\n"
        R"({"target":"exec:true","verdict":"fail","findings":[],"error":{"stage":"none",)"
        R"("text":"'exec:true': a command cannot be a target"},"exit":65})"
        "\n");
}

TEST_CASE("a refusal that begins with its reason names no host") {
  Banner json, text;
  json.greet("554 5.7.1 Your IP is blocked");
  CHECK(json.run({"192.0.2.1", "--json"}) == 69);
  CHECK(json.out.str().find(R"("code":554,"name":null,)") != std::string::npos);
  text.greet("554 5.7.1 Your IP is blocked");
  CHECK(text.run({"192.0.2.1"}) == 69);
  CHECK(text.out.str().find("554  -    ") != std::string::npos);
}

TEST_CASE("the next address is tried where one does not answer, or all are looked at") {
  Banner banner;
  banner.dns.address("mx.example.com", "192.0.2.1").address("mx.example.com", "192.0.2.2");
  banner.dialer.refuse();
  banner.greet("220 mx.example.com");
  CHECK(banner.run({"mx.example.com", "--json"}) == 0);
  CHECK(banner.out.str().find("\"address\":\"192.0.2.2:25\"") != std::string::npos);
  CHECK(banner.run({"mx.example.com", "--json", "--all-addresses"}) == 75);
  CHECK(banner.out.str().find("\"part\":2,\"parts\":2") != std::string::npos);
}

TEST_CASE("a domain leads to its mail hosts") {
  Banner banner;
  banner.dns.mx("example.com", 10, "a.example.com").mx("example.com", 20, "b.example.com");
  banner.dns.address("a.example.com", "192.0.2.1").address("b.example.com", "192.0.2.2");
  banner.greet("220 a.example.com");
  banner.greet("220 b.example.com");
  CHECK(banner.run({"--mx", "example.com", "-p", "2525"}) == 0);
  CHECK(banner.dialer.dialled == std::vector<std::string>{"192.0.2.1:2525", "192.0.2.2:2525"});
  CHECK(banner.run({"--mx", "no.example"}) == 68);
}

TEST_CASE("reverse names are compared when that is wished") {
  Banner banner;
  banner.dns.ptr("1.2.0.192.in-addr.arpa", "other.example").address("other.example", "192.0.2.1");
  banner.greet("220 mx.example.com");
  CHECK(banner.run({"192.0.2.1", "--ptr"}) == 0);
  CHECK(banner.out.str().find("greets as mx.example.com, and the reverse name of 192.0.2.1 is") !=
        std::string::npos);
}

TEST_CASE("a list is done in its order, when that is wished") {
  Banner banner;
  banner.in.str("192.0.2.3\n192.0.2.4\n");
  for (int i = 0; i < 3; ++i) banner.greet("220 mx.example.com");
  CHECK(banner.run({"192.0.2.2", "-", "-j", "1"}) == 0);
  CHECK(banner.dialer.dialled ==
        std::vector<std::string>{"192.0.2.2:25", "192.0.2.3:25", "192.0.2.4:25"});
}

TEST_CASE("a run goes on where an earlier one ended") {
  const test::File kept("{\"target\":\"192.0.2.1\"}\n{\"targ");
  Banner banner;
  banner.greet("220 mx.example.com");
  CHECK(banner.run({"192.0.2.1", "192.0.2.2", "--resume", kept.path}) == 0);
  CHECK(banner.dialer.dialled == std::vector<std::string>{"192.0.2.2:25"});
  CHECK(banner.out.str().empty());
  std::ifstream in(kept.path);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  CHECK(text.starts_with("{\"target\":\"192.0.2.1\"}\n{\"target\":\"192.0.2.2\",\"host\""));
}

TEST_CASE("nothing that a server says is raw, in text or JSON") {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"192.0.2.1"}, {"192.0.2.1", "--json"}}) {
    Banner banner;
    banner.greet(
        "220 \x1b[2J\xc2\x9b"
        "1m\xe2\x80\xae ESMTP Exim \x07");
    CHECK(banner.run(words) == 0);
    for (const char c : banner.out.str()) CHECK((c == '\n' || (c >= ' ' && c <= '~')));
  }
}

// All error paths of the options follow.

TEST_CASE("options that cannot be are refused before anything is dialled") {
  const auto complaint = [](std::vector<std::string> words) {
    Banner banner;
    const int status = banner.run(std::move(words));
    CHECK(banner.dialer.dialled.empty());
    return std::to_string(status) + " " + banner.err.str();
  };
  CHECK(complaint({}) == "64 ehlo: banner: no target is given; see 'ehlo banner --help'\n");
  CHECK(complaint({"a", "-4", "-6"}) == "64 ehlo: banner: --ipv4 and --ipv6 exclude each other\n");
  CHECK(complaint({"a", "--helo", "x"}) ==
        "64 ehlo: banner: --helo names this host in EHLO: add --ehlo\n");
  CHECK(complaint({"a", "--ehlo", "--helo", "x y"}) ==
        "64 ehlo: banner: --helo: a name cannot hold blanks, CR, LF or NUL: 'x y'\n");
  CHECK(complaint({"a", "--port", "0"}) ==
        "65 ehlo: banner: --port: port 0 does not exist: 1 to 65535\n");
  CHECK(complaint({"a", "--timeout", "0"}) ==
        "65 ehlo: banner: --timeout: it must be longer than nothing\n");
  CHECK(complaint({"a", "--rate", "fast"}) ==
        "65 ehlo: banner: --rate: 'fast' is not a rate: write 50/s, 600/m or 10/h\n");
  CHECK(complaint({"a", "--shard", "9/8"}) ==
        "65 ehlo: banner: --shard: '9/8': write I/N, from 1/N to N/N, as 3/8 for the third of "
        "eight\n");
  CHECK(complaint({"a", "--merge", "--shard", "1/2"}) ==
        "64 ehlo: banner: --merge only joins files: it goes with no --resume and no --shard\n");
  CHECK(complaint({"a", "--resume", "/no/such/file"}) ==
        "74 ehlo: banner: --resume: cannot write /no/such/file: no such file or directory\n");
  CHECK(complaint({"10/8"}).ends_with(
      "65 ehlo: banner: '10/8': a network is written with its first address in full: "
      "192.0.2.0/24\n"));
}
