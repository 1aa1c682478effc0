#include "dns/cares.h"

#include <doctest/doctest.h>

#include <thread>

#include "dns/name_server.h"

using namespace dns;
using namespace dns::packet;
using namespace std::string_literals;
using namespace std::chrono_literals;

namespace {

const std::string kIp = "\xc0\0\2\1"s;
const auto kSoon = 100ms;

std::unique_ptr<Resolver> resolver_at(std::vector<std::string> servers,
                                      base::Duration timeout = 2000ms) {
  auto resolver = cares_resolver({std::move(servers), timeout});
  REQUIRE(resolver);
  return std::move(*resolver);
}

base::Deadline in_time() { return base::Deadline::after(10s); }

NameServer::Answers one_mx(const std::string& host) {
  return [host](const Asked& asked) {
    const std::string mx = record(pointer(kQuestionAt), Type::mx, u16(10) + name(host));
    return std::vector{asked.answer(mx, 1).bytes()};
  };
}

NameServer::Answers only_code(std::size_t rcode) {
  return [rcode](const Asked& asked) { return std::vector{asked.answer("", 0, rcode).bytes()}; };
}

NameServer::Answers silence() {
  return [](const Asked&) { return std::vector<std::string>(); };
}

Answer ask(Resolver& resolver, Type type = Type::mx) {
  return resolver.ask("example.com", type, in_time());
}

bool has_ipv6_loopback() {
  try {
    NameServer server(silence(), AF_INET6);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

std::string mx_of(const Answer& answer) {
  CHECK(answer.status == Status::data);
  return answer.records.empty() ? "" : answer.records[0].host;
}

std::string shown(const base::Result<std::vector<net::IpAddress>>& addresses) {
  if (!addresses) return addresses.error().text;
  std::string all;
  for (const auto& ip : *addresses) all += (all.empty() ? "" : " ") + ip.show();
  return all;
}

}  // namespace

TEST_CASE("the server given, on its port, is asked once") {
  NameServer server(one_mx("mx.example"));
  const auto resolver = resolver_at({server.address()});
  CHECK(mx_of(resolver->ask("Example.com.", Type::mx, in_time())) == "mx.example");
  CHECK(server.questions() == 1);
}

TEST_CASE("a server on IPv6 is asked" * doctest::skip(!has_ipv6_loopback())) {
  NameServer server(one_mx("mx.example"), AF_INET6);
  CHECK(mx_of(ask(*resolver_at({server.address()}))) == "mx.example");
}

TEST_CASE("the question wants recursion, AD and EDNS") {
  std::string bytes;
  NameServer server([&](const Asked& asked) {
    bytes = asked.bytes;
    return std::vector{asked.answer("", 0, kAuthentic).bytes()};
  });
  CHECK(ask(*resolver_at({server.address()})).authentic);
  REQUIRE(bytes.size() > 12);
  CHECK(bytes.substr(2, 2) == "\x01\x20"s);
  CHECK(bytes.substr(bytes.size() - 11) == "\0"s + u16(41) + u16(1232) + u32(0) + u16(0));
}

TEST_CASE("no data, no name and failure are told apart") {
  for (const auto& [rcode, status] : {std::pair<std::size_t, Status>{0, Status::no_data},
                                      {3, Status::no_name},
                                      {2, Status::server_failure},
                                      {5, Status::refused}}) {
    NameServer server(only_code(rcode));
    CHECK(ask(*resolver_at({server.address()})).status == status);
    CHECK(server.questions() == (status == Status::server_failure ? 2 : 1));
  }
}

TEST_CASE("a failure is asked again with checking disabled, to know whether DNSSEC is why") {
  NameServer validating([](const Asked& asked) {
    const bool unchecked = (asked.bytes[3] & 0x10) != 0;
    return std::vector{asked.answer("", 0, unchecked ? 0 : 2).bytes()};
  });
  const Answer answer = ask(*resolver_at({validating.address()}));
  CHECK(answer.status == Status::server_failure);
  CHECK(answer.bogus);
  CHECK_FALSE(ask(*resolver_at({NameServer(only_code(2)).address()})).bogus);
}

TEST_CASE("a failure that passes while it is looked into is no failure") {
  int asked_to_validate = 0;
  NameServer starting([&](const Asked& asked) {
    const bool unchecked = (asked.bytes[3] & 0x10) != 0;
    if (!unchecked && ++asked_to_validate == 1) return std::vector{asked.answer("", 0, 2).bytes()};
    const std::string mx = record(pointer(kQuestionAt), Type::mx, u16(10) + name("mx.example"));
    return std::vector{asked.answer(mx, 1, unchecked ? 0 : kAuthentic).bytes()};
  });
  const Answer answer = ask(*resolver_at({starting.address()}));
  CHECK(mx_of(answer) == "mx.example");
  CHECK(answer.authentic);
  CHECK_FALSE(answer.bogus);
}

TEST_CASE("many questions are asked together and answered in their order") {
  NameServer server([](const Asked& asked) {
    const std::string mx = record(pointer(kQuestionAt), Type::mx, u16(10) + name(asked.name));
    return std::vector{asked.answer(mx, 1).bytes()};
  });
  std::vector<Question> questions;
  for (int i = 0; i < 700; ++i) questions.push_back({"d" + std::to_string(i), Type::mx});
  const auto answers = resolver_at({server.address()})->ask_all(questions, in_time());
  REQUIRE(answers.size() == questions.size());
  for (std::size_t i = 0; i < answers.size(); ++i) CHECK(mx_of(answers[i]) == questions[i].name);
}

TEST_CASE("among many questions only those without an answer wait") {
  NameServer server([](const Asked& asked) {
    const std::string mx = record(pointer(kQuestionAt), Type::mx, u16(10) + name("mx.example"));
    return asked.name == "mute.example" ? std::vector<std::string>()
                                        : std::vector{asked.answer(mx, 1).bytes()};
  });
  const auto answers =
      resolver_at({server.address()}, kSoon)
          ->ask_all({{"mute.example", Type::mx}, {"a.example", Type::mx}, {"", Type::mx}},
                    in_time());
  CHECK(answers[0].status == Status::timeout);
  CHECK(mx_of(answers[1]) == "mx.example");
}

TEST_CASE("a server that fails sends the question to the next one") {
  NameServer broken(only_code(2)), sound(one_mx("mx.example"));
  CHECK(mx_of(ask(*resolver_at({broken.address(), sound.address()}))) == "mx.example");
  CHECK(broken.questions() == 1);
}

TEST_CASE("a server that refers elsewhere sends the question to the next one") {
  NameServer lame([](const Asked& asked) {
    std::string referral = asked.answer().bytes();
    referral[3] = 0;  // no RA
    return std::vector{referral};
  });
  NameServer good(one_mx("mx.example"));
  CHECK(mx_of(ask(*resolver_at({lame.address(), good.address()}))) == "mx.example");
  const Answer answer = ask(*resolver_at({lame.address()}));
  CHECK(answer.status == Status::refused);
}

TEST_CASE("a server that is mute sends the question to the next one") {
  NameServer mute(silence()), sound(one_mx("mx.example"));
  CHECK(mx_of(ask(*resolver_at({mute.address(), sound.address()}, kSoon))) == "mx.example");
}

TEST_CASE("a mute server leaves time for the next one, however long a try might take") {
  NameServer mute(silence()), sound(one_mx("mx.example"));
  const auto resolver = resolver_at({mute.address(), sound.address()}, 30s);
  const Answer answer = resolver->ask("example.com", Type::mx, base::Deadline::after(3s));
  CHECK(mx_of(answer) == "mx.example");
  CHECK(mute.questions() == 1);
  CHECK(sound.questions() == 1);
}

TEST_CASE("a mute server leaves time for the next one to tell an address too") {
  NameServer mute(silence()), sound([](const Asked&asked) {
    return std::vector{asked.answer(record(pointer(kQuestionAt), Type::a, kIp), 1).bytes()};
  });
  const auto resolver = resolver_at({mute.address(), sound.address()}, 30s);
  CHECK(shown(resolver->addresses("mx.example.com", net::Family::v4, base::Deadline::after(3s))) ==
        "192.0.2.1");
}

TEST_CASE("only servers that were asked are blamed") {
  NameServer never(silence());
  const auto resolver = resolver_at({never.address()});
  const auto late = base::Deadline::after(1ms);
  while (!late.passed()) {
  }
  CHECK(explain(resolver->ask("example.com", Type::mx, late), Type::mx, "example.com") ==
        "MX lookup for example.com: no answer in time");
  CHECK(never.questions() == 0);
}

TEST_CASE("servers that are mute are asked three times and named") {
  NameServer first(silence()), second(silence());
  const Answer answer = ask(*resolver_at({first.address(), second.address()}, kSoon));
  CHECK(explain(answer, Type::mx, "example.com") ==
        "MX lookup for example.com: no answer in time from " + first.address() + ", " +
            second.address());
  CHECK(first.questions() == 3 * 3);
  CHECK(second.questions() == 3 * 3);
}

TEST_CASE("the server that said SERVFAIL is named, not the mute one") {
  NameServer mute(silence()), broken(only_code(2));
  const Answer answer = ask(*resolver_at({mute.address(), broken.address()}, kSoon));
  CHECK(explain(answer, Type::mx, "example.com") ==
        "MX lookup for example.com: server failure (SERVFAIL) from " + broken.address());
}

TEST_CASE("nobody at the server's port is a refusal") {
  std::string nobody;
  {
    NameServer gone(silence());
    nobody = gone.address();
  }
  CHECK(explain(ask(*resolver_at({nobody})), Type::mx, "example.com") ==
        "MX lookup for example.com: refused by " + nobody);
}

TEST_CASE("the deadline ends a question before the server's time is up") {
  NameServer mute(silence());
  const auto resolver = resolver_at({mute.address()}, 60s);
  const auto start = std::chrono::steady_clock::now();
  CHECK(resolver->ask("example.com", Type::mx, base::Deadline::after(kSoon)).status ==
        Status::timeout);
  CHECK(shown(resolver->addresses("example.com", net::Family::any, base::Deadline::after(kSoon))) ==
        "A lookup for example.com: no answer in time from " + mute.address());
  CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("an answer that was cut is fetched over TCP") {
  NameServer server([](const Asked& asked) {
    if (!asked.over_tcp) return std::vector{asked.answer("", 0, kTruncated).bytes()};
    std::string all;
    for (int i = 0; i < 200; ++i)
      all += record(pointer(kQuestionAt), Type::mx, u16(10) + name("mx.example"));
    return std::vector{asked.answer(all, 200).bytes()};
  });
  CHECK(ask(*resolver_at({server.address()})).records.size() == 200);
}

TEST_CASE("over TCP a question has the whole try, not the share of a datagram") {
  NameServer far([](const Asked& asked) {
    if (!asked.over_tcp) return std::vector{asked.answer("", 0, kTruncated).bytes()};
    std::this_thread::sleep_for(kSoon * 2);
    const std::string mx = record(pointer(kQuestionAt), Type::mx, u16(10) + name("mx.example"));
    return std::vector{asked.answer(mx, 1).bytes()};
  });
  CHECK(mx_of(ask(*resolver_at({far.address()}, kSoon * 10))) == "mx.example");
  CHECK(far.questions() == 2);
}

TEST_CASE("a server that does not know EDNS is asked without") {
  NameServer server([](const Asked& asked) {
    const bool edns = asked.bytes.substr(10, 2) != u16(0);
    return edns ? only_code(1)(asked) : one_mx("mx.example")(asked);
  });
  CHECK(mx_of(ask(*resolver_at({server.address()}))) == "mx.example");
}

TEST_CASE("datagrams for another question or with another id are waited past") {
  NameServer server([](const Asked& asked) {
    Message other_id = asked.answer("", 0, 3), other_name = other_id;
    other_id.id[0] = static_cast<char>(other_id.id[0] ^ 1);
    other_name.asked = "evil.example";
    return std::vector{other_id.bytes(), other_name.bytes(), one_mx("mx.example")(asked).front()};
  });
  CHECK(mx_of(ask(*resolver_at({server.address()}))) == "mx.example");
}

TEST_CASE("a CNAME chain is followed and a loop is told") {
  NameServer server([](const Asked& asked) {
    const bool loops = asked.name == "loop.example";
    const std::string chain =
        record(pointer(kQuestionAt), Type::cname, name("a.example")) +
        record(name("a.example"), Type::cname, name(loops ? "loop.example" : "b.example")) +
        record(name("b.example"), Type::a, kIp);
    return std::vector{asked.answer(chain, 3).bytes()};
  });
  const auto resolver = resolver_at({server.address()});
  const Answer answer = ask(*resolver, Type::a);
  CHECK(answer.aliases == std::vector<std::string>{"a.example", "b.example"});
  CHECK(answer.records.at(0).ip.show() == "192.0.2.1");
  CHECK(explain(resolver->ask("loop.example", Type::a, in_time()), Type::a, "loop.example") ==
        "A lookup for loop.example: CNAME loop (loop.example -> a.example -> loop.example) from " +
            server.address());
}

TEST_CASE("addresses come from the server given, for the family that is wanted") {
  NameServer server([](const Asked& asked) {
    const bool v4 = asked.type == type_number(Type::a);
    const std::string ip = v4 ? kIp : "\x20\1\x0d\xb8"s + std::string(11, '\0') + '\1';
    const std::string all = record(pointer(kQuestionAt), Type::cname, name("mx.example")) +
                            record(name("mx.example"), v4 ? Type::a : Type::aaaa, ip);
    return std::vector{asked.answer(all, 2).bytes()};
  });
  const auto resolver = resolver_at({server.address()});
  const auto find = [&](net::Family family) {
    return shown(resolver->addresses("example.com", family, in_time()));
  };
  CHECK(find(net::Family::v4) == "192.0.2.1");
  CHECK(find(net::Family::v6) == "2001:db8::1");
  CHECK(find(net::Family::any).size() == "2001:db8::1 192.0.2.1"s.size());
}

TEST_CASE("a server that is mute about AAAA does not cost the A") {
  NameServer server([](const Asked& asked) {
    if (asked.type == type_number(Type::aaaa)) return std::vector<std::string>();
    return std::vector{asked.answer(record(pointer(kQuestionAt), Type::a, kIp), 1).bytes()};
  });
  const auto resolver = resolver_at({server.address()}, kSoon);
  CHECK(shown(resolver->addresses("example.com", net::Family::any, in_time())) == "192.0.2.1");
}

TEST_CASE("no address says whether the DNS denied it or did not tell") {
  for (const auto& [rcode, text] :
       {std::pair<std::size_t, std::string>{0, "example.com has no address"},
        {3, "no such domain: example.com"},
        {2, "A lookup for example.com: server failure (SERVFAIL) from "}}) {
    NameServer server(only_code(rcode));
    const auto found =
        resolver_at({server.address()})->addresses("example.com", net::Family::any, in_time());
    CHECK(shown(found) == text + (rcode == 2 ? server.address() : ""));
  }
}

TEST_CASE("a search list is for short names that a person typed, not for those of the DNS") {
  NameServer server([](const Asked& asked) {
    const bool ours = asked.name == "intranet.corp.test" && asked.type == type_number(Type::a);
    if (!ours) return std::vector{asked.answer("", 0, 3).bytes()};
    return std::vector{asked.answer(record(pointer(kQuestionAt), Type::a, kIp), 1).bytes()};
  });
  setenv("LOCALDOMAIN", "corp.test", 1);
  const auto resolver = resolver_at({server.address()});
  CHECK(shown(resolver->addresses("intranet", net::Family::v4, in_time())) == "192.0.2.1");
  CHECK(shown(resolver->addresses("intranet.", net::Family::v4, in_time())) ==
        "no such domain: intranet");
  unsetenv("LOCALDOMAIN");
}

TEST_CASE("literals, this machine and names that cannot be ask nobody") {
  NameServer server(only_code(2));
  const auto resolver = resolver_at({server.address()});
  const auto find = [&](const char* host, net::Family family) {
    return shown(resolver->addresses(host, family, in_time()));
  };
  CHECK(find("192.0.2.1", net::Family::any) == "192.0.2.1");
  CHECK(find("192.0.2.1", net::Family::v6) == "192.0.2.1 is not an IPv6 address");
  CHECK(find("2001:db8::1", net::Family::v4) == "2001:db8::1 is not an IPv4 address");
  CHECK(find("LocalHost.", net::Family::any) == "::1 127.0.0.1");
  CHECK(find("a.localhost", net::Family::v4) == "127.0.0.1");
  CHECK(resolver->ask("localhost", Type::mx, in_time()).status == Status::no_data);
  CHECK(resolver->ask("a..b", Type::mx, in_time()).status == Status::no_name);
  CHECK(resolver->ask("a\nb", Type::mx, in_time()).status == Status::no_name);
  CHECK(shown(resolver->addresses("127.0.0.1\0x"s, net::Family::any, in_time())) ==
        "no such domain: 127.0.0.1\\0x");
  CHECK(server.questions() == 0);
}

TEST_CASE("what is no server address is a parse error") {
  for (const char* bad : {"", "ns.example", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "[::1",
                          "[::1]53", "smtp://192.0.2.1", "unix:/run/dns", "192.0.2.1,192.0.2.2"}) {
    const auto resolver = cares_resolver({{bad}});
    REQUIRE_FALSE(resolver);
    CHECK(resolver.error().kind == base::ErrorKind::parse);
    CHECK(resolver.error().text == std::string(bad) +
                                       " is no address of a name server; write 192.0.2.1, "
                                       "192.0.2.1:5353 or [2001:db8::1]:53");
  }
  for (const char* good : {"192.0.2.1", "::1", "[::1]", "[::1]:5353", "192.0.2.1:5353"})
    CHECK(cares_resolver({{good}}));
}

TEST_CASE("c-ares tells its version") { CHECK(cares_version().starts_with("1.")); }

TEST_CASE("an interrupt ends the wait for a mute server, and is told as what it is") {
  NameServer mute(silence());
  const auto interrupt = std::make_shared<net::Interrupt>();
  const auto resolver = cares_resolver({{mute.address()}, 30s, interrupt});
  const std::jthread signal([&] { interrupt->raise(); });
  const Answer answer = (*resolver)->ask("a.example", Type::mx, base::Deadline::never());
  CHECK(explain(answer, Type::mx, "a.example") == "MX lookup for a.example: interrupted");
  CHECK(failure(answer, Type::mx, "a.example").kind == base::ErrorKind::io);
  CHECK((*resolver)->addresses("a.example", net::Family::any, in_time()).error().text ==
        "A lookup for a.example: interrupted");
}
