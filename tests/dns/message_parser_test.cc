#include "dns/message_parser.h"

#include <doctest/doctest.h>

#include "dns/packet.h"

using namespace dns;
using namespace dns::packet;
using namespace std::string_literals;

namespace {

const std::string kSelf = pointer(kQuestionAt);  // the owner that every record here has
const std::string kAsked = "example.com";

base::Result<Answer> answer_with(Type type, const std::string& records, std::size_t count = 1,
                                 std::size_t flags = 0) {
  return parse_answer(Message{kAsked, type, records, count, flags}.bytes(), kAsked, type);
}

Record only_record(Type type, const std::string& data) {
  const auto answer = answer_with(type, record(kSelf, type, data));
  REQUIRE(answer);
  CHECK(answer->status == Status::data);
  REQUIRE(answer->records.size() == 1);
  return answer->records[0];
}

std::string error_of(Type type, const std::string& records, std::size_t count = 1) {
  const auto answer = answer_with(type, records, count);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().kind == base::ErrorKind::protocol);
  return answer.error().text;
}

std::string explained(Type type, const std::string& records, std::size_t count) {
  return explain(answer_with(type, records, count).value(), type, kAsked);
}

// What a server says that does not ask others (RA is 0): `bits` are those of the flags, AA is 4.
Status status_without_recursion(std::size_t bits, const std::string& authorities,
                                std::size_t count) {
  std::string bytes = Message{kAsked, Type::mx}.bytes() + authorities;
  bytes[2] = static_cast<char>(0x80U | bits);
  bytes[3] = 0;
  bytes[9] = static_cast<char>(count);
  return parse_answer(bytes, kAsked, Type::mx).value().status;
}

}  // namespace

TEST_CASE("an MX record gives its preference, host, owner and TTL") {
  const Record mx = only_record(Type::mx, u16(10) + label("MX1") + pointer(kQuestionAt));
  CHECK(mx.preference == 10);
  CHECK(mx.host == "mx1.example.com");
  CHECK(mx.name == "example.com");
  CHECK(mx.ttl == 300);
}

TEST_CASE("a null MX has the root as its host") {
  const Record mx = only_record(Type::mx, u16(0) + name(""));
  CHECK(mx.host == "");
  CHECK(mx.preference == 0);
}

TEST_CASE("addresses of both families are read") {
  CHECK(only_record(Type::a, "\xc0\0\2\1"s).ip.show() == "192.0.2.1");
  CHECK(only_record(Type::aaaa, "\x20\1\x0d\xb8"s + std::string(11, '\0') + '\1').ip.show() ==
        "2001:db8::1");
}

TEST_CASE("the strings of one TXT record are joined") {
  CHECK(only_record(Type::txt, label("v=spf1 ") + label("") + label("-all")).text == "v=spf1 -all");
}

TEST_CASE("an SRV record gives priority, weight, port and host") {
  const Record srv = only_record(Type::srv, u16(1) + u16(2) + u16(465) + name("mail.example.com"));
  CHECK(srv.preference == 1);
  CHECK(srv.weight == 2);
  CHECK(srv.port == 465);
  CHECK(srv.host == "mail.example.com");
}

TEST_CASE("an SOA record gives the zone's primary server") {
  const std::string numbers = u32(1) + u32(2) + u32(3) + u32(4) + u32(5);
  const Record soa = only_record(Type::soa, name("ns.example") + name("admin.example") + numbers);
  CHECK(soa.host == "ns.example");
}

TEST_CASE("TLSA, CAA and DS data stay as they came") {
  for (const Type type : {Type::tlsa, Type::caa, Type::ds})
    CHECK(only_record(type, "\3\1\1\0\xff"s).data == "\3\1\1\0\xff"s);
}

TEST_CASE("bytes in a name that could be mistaken are escaped") {
  CHECK(only_record(Type::ptr, label("a.b\\c d\n\xff") + name("example")).host ==
        "a\\.b\\\\c\\032d\\010\\255.example");
}

TEST_CASE("every response code has its status") {
  CHECK(answer_with(Type::mx, "", 0, 0)->status == Status::no_data);
  CHECK(answer_with(Type::mx, "", 0, 1)->status == Status::refused);
  CHECK(answer_with(Type::mx, "", 0, 2)->status == Status::server_failure);
  CHECK(answer_with(Type::mx, "", 0, 3)->status == Status::no_name);
  CHECK(answer_with(Type::mx, "", 0, 4)->status == Status::refused);
  CHECK(answer_with(Type::mx, "", 0, 5)->status == Status::refused);
}

TEST_CASE("records beside an error code are not data") {
  const auto answer = answer_with(Type::a, record(kSelf, Type::a, "\xc0\0\2\1"s), 1, 2);
  CHECK(answer->status == Status::server_failure);
  CHECK(answer->records.empty());
}

TEST_CASE("the AD bit is told") {
  CHECK(answer_with(Type::mx, "", 0, kAuthentic)->authentic);
  CHECK_FALSE(answer_with(Type::mx, "", 0)->authentic);
}

TEST_CASE("a CNAME chain is followed in whatever order it comes") {
  const auto answer = answer_with(Type::a,
                                  record(name("c.example"), Type::a, "\xc0\0\2\1"s) +
                                      record(name("b.example"), Type::cname, name("c.example")) +
                                      record(kSelf, Type::cname, name("B.example")),
                                  3);
  CHECK(answer->aliases == std::vector<std::string>{"b.example", "c.example"});
  REQUIRE(answer->records.size() == 1);
  CHECK(answer->records[0].name == "c.example");
}

TEST_CASE("a CNAME that is asked for is not followed") {
  const auto answer = answer_with(Type::cname, record(kSelf, Type::cname, name("b.example")));
  CHECK(answer->aliases.empty());
  CHECK(answer->records.at(0).host == "b.example");
}

TEST_CASE("a record that belongs to another name, class or type is passed over") {
  std::string chaos = record(kSelf, Type::a, "\xc0\0\2\3"s);
  chaos[5] = '\3';
  const auto answer = answer_with(Type::a,
                                  record(name("evil.example"), Type::a, "\xc0\0\2\1"s) +
                                      record(kSelf, Type::txt, "\xff") + chaos,
                                  3);
  CHECK(answer->status == Status::no_data);
  CHECK(answer->records.empty());
}

TEST_CASE("the asked name is compared without regard to case") {
  const std::string bytes = Message{"EXAMPLE.com", Type::mx}.bytes();
  CHECK(parse_answer(bytes, "example.COM", Type::mx)->status == Status::no_data);
}

// All error paths of parse_answer follow.

TEST_CASE("an answer to another question is refused") {
  const std::string bytes = Message{"example.com", Type::mx}.bytes();
  for (const auto& [asked, type] :
       {std::pair{"example.org", Type::mx}, std::pair{"example.com", Type::a}})
    CHECK(parse_answer(bytes, asked, type).error().text ==
          "malformed DNS answer: it answers another question");
}

TEST_CASE("a message that is no answer is refused") {
  std::string query = Message{kAsked, Type::mx}.bytes();
  query[2] = '\1';
  for (const std::string& bad : {query, ""s, "HTTP/1.0 4"s})
    CHECK(parse_answer(bad, kAsked, Type::mx).error().text ==
          "malformed DNS answer: no answer to one question");
}

TEST_CASE("a message cut anywhere is refused") {
  const std::string whole =
      Message{kAsked, Type::mx, record(kSelf, Type::mx, u16(10) + name("mx.example")), 1}.bytes();
  CHECK(parse_answer(whole, kAsked, Type::mx));
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(parse_answer(whole.substr(0, size), kAsked, Type::mx));
}

TEST_CASE("a compression pointer to itself or forwards is refused") {
  const std::size_t here = kQuestionAt + name(kAsked).size() + 4;
  CHECK(error_of(Type::a, record(pointer(here), Type::a, "\xc0\0\2\1"s)) ==
        "malformed DNS answer: cut short");
  CHECK(error_of(Type::a, record(pointer(here + 12), Type::a, "\xc0\0\2\1"s)) ==
        "malformed DNS answer: cut short");
}

TEST_CASE("a name over 255 bytes and a label type from the future are refused") {
  std::string lengthy;
  for (int i = 0; i < 4; ++i) lengthy += label(std::string(63, 'x'));
  CHECK(error_of(Type::mx, record(kSelf, Type::mx, u16(10) + lengthy + '\0')) ==
        "malformed DNS answer: bad MX record");
  CHECK(error_of(Type::mx, record(kSelf, Type::mx, u16(10) + "\x41x\0"s)) ==
        "malformed DNS answer: bad MX record");
}

TEST_CASE("a stair of compression pointers is refused") {
  const std::size_t first = kQuestionAt + name(kAsked).size() + 4 + name(kAsked).size() + 10;
  std::string stair = pointer(kQuestionAt);
  for (std::size_t i = 0; i < 200; ++i) stair += pointer(first + 2 * i);
  const std::string records =
      record(name(kAsked), Type::txt, stair) + record(pointer(first + 400), Type::a, "\xc0\0\2\1"s);
  CHECK(error_of(Type::a, records, 2) == "malformed DNS answer: cut short");
}

TEST_CASE("record data that its type does not allow is refused") {
  CHECK(error_of(Type::a, record(kSelf, Type::a, "\xc0\0\2"s)) ==
        "malformed DNS answer: bad A record");
  CHECK(error_of(Type::aaaa, record(kSelf, Type::aaaa, "\xc0\0\2\1"s)) ==
        "malformed DNS answer: bad AAAA record");
  CHECK(error_of(Type::mx, record(kSelf, Type::mx, u16(10) + name("mx.example") + "x")) ==
        "malformed DNS answer: bad MX record");
  CHECK(error_of(Type::txt, record(kSelf, Type::txt, "\5v=sp")) ==
        "malformed DNS answer: bad TXT record");
  CHECK(error_of(Type::txt, record(kSelf, Type::txt, "")) ==
        "malformed DNS answer: bad TXT record");
  CHECK(error_of(Type::srv, record(kSelf, Type::srv, u16(1) + u16(2))) ==
        "malformed DNS answer: bad SRV record");
}

TEST_CASE("a CNAME loop and a chain of 17 have no end") {
  CHECK(explained(Type::a,
                  record(kSelf, Type::cname, name("b.example")) +
                      record(name("b.example"), Type::cname, kSelf),
                  2) ==
        "A lookup for example.com: CNAME loop (example.com -> b.example -> example.com)");
  CHECK(explained(Type::a,
                  record(kSelf, Type::cname, name("b.example")) +
                      record(name("b.example"), Type::cname, name("b.example")),
                  2) ==
        "A lookup for example.com: CNAME loop (example.com -> b.example -> b.example)");
  std::string chain = record(kSelf, Type::cname, name("0.example"));
  for (int i = 0; i < 16; ++i)
    chain += record(name(std::to_string(i) + ".example"), Type::cname,
                    name(std::to_string(i + 1) + ".example"));
  CHECK(explained(Type::a, chain, 17) == "A lookup for example.com: CNAME chain without an end");
  CHECK(error_of(Type::a, record(kSelf, Type::cname, "\7b")) ==
        "malformed DNS answer: bad CNAME record");
}

TEST_CASE("a referral is a refusal, and an empty answer of who knows the zone is none") {
  const std::string ns = record(name("example"), Type::ns, name("ns.example"));
  const std::string soa = record(name("example"), Type::soa,
                                 name("ns.example") + name("who.example") + std::string(20, 0));
  CHECK(status_without_recursion(0, "", 0) == Status::refused);
  CHECK(status_without_recursion(0, ns, 1) == Status::refused);
  CHECK(status_without_recursion(4, ns, 1) == Status::no_data);
  CHECK(status_without_recursion(0, soa, 1) == Status::no_data);
  CHECK(answer_with(Type::mx, "", 0)->status == Status::no_data);
}
