#include "commands/send/proxied.h"

#include <doctest/doctest.h>

#include "net/proxy_header.h"

using namespace commands;
using namespace std::string_literals;
using base::ErrorKind;
using Lines = std::vector<std::string>;

namespace {

// As the command line gives them.
SendOptions typed(const std::vector<OrderedWord>& words) {
  SendOptions options;
  for (const OrderedWord& word : words) {
    options.typed_names.push_back(word.option);
    if (word.option != "xclient-delim") options.named[word.option].push_back(word.value);
  }
  return options;
}

Lines commands_of(const smtp::Proxied& proxied) {
  Lines lines;
  for (const smtp::AttributeGroup& group : proxied.groups)
    lines.push_back(smtp::command_of(proxied, group));
  return lines;
}

smtp::Plan planned(const SendOptions& options) {
  smtp::Plan plan;
  const auto good = plan_proxied(options, plan);
  if (!good) MESSAGE(good.error().text);
  REQUIRE(good);
  return plan;
}

std::string header(const ProxyOptions& proxy) {
  SendOptions options;
  options.proxy = proxy;
  return planned(options).proxy_header;
}

std::string wrong(const SendOptions& options, ErrorKind kind) {
  smtp::Plan plan;
  const auto good = plan_proxied(options, plan);
  REQUIRE_FALSE(good);
  CHECK(good.error().kind == kind);
  return good.error().text;
}

std::string wrong(const ProxyOptions& proxy, ErrorKind kind) {
  SendOptions options;
  options.proxy = proxy;
  return wrong(options, kind);
}

ProxyOptions v1() {
  return {.family = "TCP4",
          .source = "192.0.2.1",
          .source_port = "1234",
          .dest = "192.0.2.2",
          .dest_port = "25"};
}

ProxyOptions v2() {
  ProxyOptions proxy = v1();
  proxy.version = "2";
  proxy.family = "AF_INET";
  return proxy;
}

}  // namespace

TEST_CASE("attributes go out in their order, coded, in one command") {
  CHECK(commands_of(planned(typed({{"xclient-name", "a b"},
                                   {"xclient-addr", "192.0.2.1"},
                                   {"xclient-reverse-name", "[UNAVAILABLE]"}}))
                        .xclient) ==
        Lines{"XCLIENT NAME=a+20b ADDR=192.0.2.1 REVERSE_NAME=[UNAVAILABLE]"});
}

TEST_CASE("a mark cuts them in two, and free-form text stands alone") {
  CHECK(commands_of(planned(typed({{"xclient-delim", ""},
                                   {"xclient-helo", "h"},
                                   {"xclient-delim", ""},
                                   {"xclient-delim", ""},
                                   {"xclient-addr", "1"},
                                   {"xclient", "FOO=a b"},
                                   {"xclient-port", "26"}}))
                        .xclient) ==
        Lines{"XCLIENT HELO=h", "XCLIENT ADDR=1", "XCLIENT FOO=a b", "XCLIENT PORT=26"});
}

TEST_CASE("an IPv6 address stands behind IPV6:, as Postfix wants it") {
  CHECK(commands_of(planned(typed({{"xclient-addr", "2001:db8::1"},
                                   {"xclient-destaddr", "IPV6:2001:db8::2"},
                                   {"xclient-name", "2001:db8::3"}}))
                        .xclient) ==
        Lines{"XCLIENT ADDR=IPV6:2001:db8::1 DESTADDR=IPV6:2001:db8::2 NAME=2001:db8::3"});
  CHECK(commands_of(planned(typed({{"xforward-addr", "::1"}})).xforward) ==
        Lines{"XFORWARD ADDR=IPV6:::1"});
}

TEST_CASE("XFORWARD is one command") {
  CHECK(commands_of(planned(typed({{"xforward-addr", "1"}, {"xforward-ident", "q=1"}})).xforward) ==
        Lines{"XFORWARD ADDR=1 IDENT=q+3D1"});
  CHECK_FALSE(planned({}).xforward.wanted());
}

TEST_CASE("how much XCLIENT matters is said by swaks' words") {
  SendOptions options = typed({{"xclient", "X"}});
  options.xclient_optional = options.xclient_no_verify = options.xclient_before_starttls = true;
  const smtp::Plan plan = planned(options);
  CHECK(plan.xclient.use == smtp::Proxied::Use::optional);
  CHECK_FALSE(plan.xclient.verify);
  CHECK(plan.xclient_before_tls);
}

TEST_CASE("version 1 of the PROXY header is text, as given") {
  CHECK(header(v1()) == "PROXY TCP4 192.0.2.1 192.0.2.2 1234 25\r\n");
  CHECK(header({.free_form = "UNKNOWN"}) == "PROXY UNKNOWN\r\n");
  CHECK(header({}).empty());
}

TEST_CASE("version 2 is binary") {
  CHECK(header(v2()) ==
        net::proxy_signature() + "\x21\x11\0\x0c\xc0\0\2\1\xc0\0\2\2\x04\xd2\0\x19"s);
  ProxyOptions local = v2();
  local.family = "af_unspec";
  local.protocol = "UNSPEC";
  local.command = "LOCAL";
  CHECK(header(local) == net::proxy_signature() + "\x20\0\0\0"s);
  CHECK(header({.version = "2", .free_form = "\x20"}) == net::proxy_signature() + "\x20");
}

// All error paths of plan_proxied() follow.

TEST_CASE("a line end in an attribute is misuse") {
  CHECK(wrong(typed({{"xclient-name", "a\r\nb"}}), ErrorKind::usage) ==
        "--xclient-name cannot hold CR, LF or NUL");
  CHECK(wrong(typed({{"xforward-name", "a\n"}}), ErrorKind::usage) ==
        "--xforward-name cannot hold CR, LF or NUL");
  SendOptions early;
  early.xclient_before_starttls = true;
  CHECK(wrong(early, ErrorKind::usage) ==
        "--xclient-before-starttls needs an attribute: --xclient-addr or another");
  CHECK(wrong(ProxyOptions{.free_form = "TCP4 a b 1 2\r\nMAIL FROM:<>"}, ErrorKind::usage) ==
        "--proxy cannot hold CR, LF or NUL: version 1 is one line");
  SendOptions options = typed({{"xclient", "X"}});
  options.xclient_optional = options.xclient_optional_strict = true;
  CHECK(wrong(options, ErrorKind::usage) ==
        "--xclient-optional and --xclient-optional-strict exclude each other");
}

TEST_CASE("a PROXY header that lacks something or has too much is misuse") {
  ProxyOptions less = v1();
  less.dest_port = "";
  CHECK(wrong(less, ErrorKind::usage) ==
        "--proxy-version 1 needs --proxy-family, --proxy-source, --proxy-source-port, --proxy-dest "
        "and --proxy-dest-port");
  ProxyOptions more = v1();
  more.free_form = "X";
  CHECK(wrong(more, ErrorKind::usage) ==
        "--proxy is the whole header: of the others only --proxy-version fits");
  CHECK(wrong({.version = "1"}, ErrorKind::usage) ==
        "--proxy-version needs --proxy, or --proxy-family and the addresses");
  ProxyOptions lines = v1();
  lines.source = "a\r\nb";
  CHECK(wrong(lines, ErrorKind::usage) == "--proxy-...: a value cannot hold CR, LF or NUL");
}

TEST_CASE("LOCAL has neither family nor addresses") {
  CHECK(header({.version = "2", .command = "local"}) == net::proxy_signature() + "\x20\0\0\0"s);
}

TEST_CASE("TLVs have names or numbers, and values as text or in hexadecimal digits") {
  const auto with = [](std::vector<std::string> tlvs) {
    return ProxyOptions{.version = "2", .command = "LOCAL", .tlvs = std::move(tlvs)};
  };
  CHECK(header(with({"authority=mx.example", "0xee=hex:00ff", "noop"})) ==
        net::proxy_signature() + "\x20\0\0\x15\x02\0\x0amx.example\xee\0\2\0\xff\x04\0\0"s);
  CHECK(wrong(with({"name=x"}), ErrorKind::parse) ==
        "--proxy-tlv: 'name' is not one of alpn, authority, crc32c, noop, unique-id, ssl, netns, "
        "0x00 to 0xFF");
  CHECK(wrong(with({"ssl=hex:0"}), ErrorKind::parse) ==
        "--proxy-tlv: '0' is not pairs of hexadecimal digits");
  CHECK(wrong(with({"noop=" + std::string(70000, 'x')}), ErrorKind::parse) ==
        "--proxy-source, --proxy-dest, --proxy-tlv: more than 65535 bytes of addresses and TLVs");
  ProxyOptions text = v1();
  text.tlvs = {"noop"};
  CHECK(wrong(text, ErrorKind::usage) == "--proxy-tlv needs --proxy-version 2");
}

TEST_CASE("a word of the PROXY header that is none names its option") {
  ProxyOptions bad = v2();
  bad.version = "3";
  CHECK(wrong(bad, ErrorKind::parse) == "--proxy-version: '3' is not 1 or 2");
  bad = v2();
  bad.family = "TCP4";
  CHECK(wrong(bad, ErrorKind::parse) ==
        "--proxy-family: 'TCP4' is not one of AF_UNSPEC, AF_INET, AF_INET6, AF_UNIX");
  bad = v2();
  bad.protocol = "X";
  CHECK(wrong(bad, ErrorKind::parse) ==
        "--proxy-protocol: 'X' is not one of UNSPEC, STREAM, DGRAM");
  bad = v2();
  bad.command = "X";
  CHECK(wrong(bad, ErrorKind::parse) == "--proxy-command: 'X' is not one of PROXY, LOCAL");
  bad = v2();
  bad.source_port = "65536";
  CHECK(wrong(bad, ErrorKind::parse) == "--proxy-source-port: '65536' is not a port number");
  bad = v2();
  bad.dest = "::1";
  CHECK(wrong(bad, ErrorKind::parse) ==
        "--proxy-source, --proxy-dest: '::1' is not an IPv4 address");
}
