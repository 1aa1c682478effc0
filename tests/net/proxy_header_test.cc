#include "net/proxy_header.h"

#include <doctest/doctest.h>

using namespace net;
using namespace std::string_literals;
using base::ErrorKind;

namespace {

const std::string kSignature = "\r\n\r\n\0\r\nQUIT\n"s;

ProxiedFrom proxied(const char* client, const char* server) {
  return {{*IpAddress::parse(client), 1234}, {*IpAddress::parse(server), 25}};
}

}  // namespace

TEST_CASE("version 1 is a line") {
  CHECK(proxy_header_v1(proxied("192.0.2.1", "192.0.2.2")) ==
        "PROXY TCP4 192.0.2.1 192.0.2.2 1234 25\r\n");
  CHECK(proxy_header_v1(proxied("2001:db8::1", "::1")) == "PROXY TCP6 2001:db8::1 ::1 1234 25\r\n");
  CHECK(proxy_header_v1(std::nullopt) == "PROXY UNKNOWN\r\n");
}

TEST_CASE("version 2 is binary: signature, command, family, length, addresses") {
  CHECK(proxy_header_v2(proxied("192.0.2.1", "192.0.2.2")) ==
        kSignature + "\x21\x11\0\x0c\xc0\0\2\1\xc0\0\2\2\x04\xd2\0\x19"s);
  CHECK(proxy_header_v2(std::nullopt) == kSignature + "\x20\0\0\0"s);
}

TEST_CASE("::1 and an IPv4 address mapped into IPv6 keep their sixteen bytes") {
  CHECK(proxy_header_v2(proxied("::ffff:192.0.2.1", "::1")) ==
        kSignature + "\x21\x21\0\x24\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\0\2\1"s +
            "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x04\xd2\0\x19"s);
}

TEST_CASE("version 2 has unix sockets, datagrams, LOCAL with addresses, and nothing at all") {
  ProxyBlock block{false, ProxyBlock::Family::unix, ProxyBlock::Protocol::dgram, "/a", "/b", 0, 0};
  CHECK(proxy_header_v2(block) ==
        kSignature + "\x21\x32\0\xd8/a"s + std::string(106, '\0') + "/b" + std::string(106, '\0'));
  CHECK(proxy_header_v2(ProxyBlock{true, ProxyBlock::Family::unspec, ProxyBlock::Protocol::unspec,
                                   "", "", 0, 0}) == kSignature + "\x20\0\0\0"s);
  CHECK(proxy_header_v2(ProxyBlock{true, ProxyBlock::Family::inet, ProxyBlock::Protocol::stream,
                                   "192.0.2.1", "192.0.2.2", 1, 2}) ==
        kSignature + "\x20\x11\0\x0c\xc0\0\2\1\xc0\0\2\2\0\1\0\2"s);
}

TEST_CASE("behind the addresses stand types, lengths and values; an empty crc32c is computed") {
  ProxyBlock block{true, ProxyBlock::Family::unspec, ProxyBlock::Protocol::unspec, "", "", 0, 0,
                   {}};
  block.tlvs = {{0x02, "mx.example"}, {0xEE, ""}, {kProxyCrc32c, "abcd"}};
  CHECK(proxy_header_v2(block) ==
        kSignature + "\x20\0\0\x17\x02\0\x0amx.example\xee\0\0\x03\0\4abcd"s);
  block.tlvs = {{kProxyCrc32c, ""}};
  CHECK(proxy_header_v2(block) == kSignature + "\x20\0\0\7\3\0\4\xa9\xb8\x7e\x8f"s);
  block.tlvs = {{kProxyCrc32c, ""}, {kProxyCrc32c, ""}};
  CHECK(proxy_header_v2(block).error().text == "two checksums (crc32c)");
  block.tlvs = {{0x04, std::string(0x10000, 'x')}};
  CHECK(proxy_header_v2(block).error().text == "more than 65535 bytes of addresses and TLVs");
}

TEST_CASE("an address of another family, and a path that is too long, are refused") {
  ProxyBlock block{false, ProxyBlock::Family::inet6, {}, "::1", "192.0.2.1", 0, 0};
  CHECK(proxy_header_v2(block).error().text == "'192.0.2.1' is not an IPv6 address");
  block.family = ProxyBlock::Family::inet;
  CHECK(proxy_header_v2(block).error().text == "'::1' is not an IPv4 address");
  block = {false, ProxyBlock::Family::unix, {}, std::string(109, 'x'), "", 0, 0};
  CHECK(proxy_header_v2(block).error().text ==
        "a path of more than 108 bytes: " + std::string(109, 'x'));
}
