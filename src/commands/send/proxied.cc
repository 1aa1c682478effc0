#include "commands/send/proxied.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hex.h"
#include "base/text.h"
#include "commands/misused.h"
#include "net/address.h"
#include "net/endpoint.h"
#include "net/proxy_header.h"
#include "smtp/xtext.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using net::ProxyBlock;

// "--xclient-reverse-name" is REVERSE_NAME.
std::string attribute_of(std::string_view option) {
  std::string name = base::to_upper(option.substr(option.find('-') + 1));
  std::ranges::replace(name, '-', '_');
  return name;
}

// Postfix's XCLIENT_README: an IPv6 address stands behind "IPV6:", in any case.
std::string coded(const std::string& attribute, const std::string& value) {
  const bool address = attribute == "ADDR" || attribute == "DESTADDR";
  const auto ip = address ? net::IpAddress::parse(value) : std::nullopt;
  return smtp::xtext(ip && ip->is_v6() ? "IPV6:" + value : value);
}

Result<void> plan_xclient(const SendOptions& options, smtp::Proxied& xclient) {
  if (options.xclient_optional && options.xclient_optional_strict)
    return misused("--xclient-optional and --xclient-optional-strict exclude each other");
  bool begun = false;  // a group that further attributes join
  for (const auto& [option, value] : options.in_order("xclient")) {
    if (option == "xclient-delim") {
      begun = false;
    } else if (base::breaks_line(value)) {
      return misused(fmt::format("--{} cannot hold CR, LF or NUL", option));
    } else if (option == "xclient") {
      xclient.groups.push_back({{}, value});
      begun = false;
    } else {
      if (!std::exchange(begun, true)) xclient.groups.emplace_back();
      const std::string attribute = attribute_of(option);
      xclient.groups.back().attributes.emplace_back(attribute, coded(attribute, value));
    }
  }
  xclient.verify = !options.xclient_no_verify;
  if (options.xclient_optional) xclient.use = smtp::Proxied::Use::optional;
  if (options.xclient_optional_strict) xclient.use = smtp::Proxied::Use::optional_strict;
  return {};
}

Result<void> plan_xforward(const SendOptions& options, smtp::Proxied& xforward) {
  smtp::AttributeGroup group;
  for (const auto& [option, value] : options.in_order("xforward")) {
    if (base::breaks_line(value))
      return misused(fmt::format("--{} cannot hold CR, LF or NUL", option));
    const std::string attribute = attribute_of(option);
    group.attributes.emplace_back(attribute, coded(attribute, value));
  }
  if (!group.attributes.empty()) xforward.groups.push_back(std::move(group));
  return {};
}

template <typename Enum>
struct Word {
  std::string_view word;
  Enum value;
};

constexpr std::array kFamilies{Word<ProxyBlock::Family>{"AF_UNSPEC", ProxyBlock::Family::unspec},
                               Word<ProxyBlock::Family>{"AF_INET", ProxyBlock::Family::inet},
                               Word<ProxyBlock::Family>{"AF_INET6", ProxyBlock::Family::inet6},
                               Word<ProxyBlock::Family>{"AF_UNIX", ProxyBlock::Family::unix}};
constexpr std::array kProtocols{Word<ProxyBlock::Protocol>{"UNSPEC", ProxyBlock::Protocol::unspec},
                                Word<ProxyBlock::Protocol>{"STREAM", ProxyBlock::Protocol::stream},
                                Word<ProxyBlock::Protocol>{"DGRAM", ProxyBlock::Protocol::dgram}};
constexpr std::array kCommands{Word<bool>{"PROXY", false}, Word<bool>{"LOCAL", true}};

template <typename Words>
auto find_word(std::string_view option, const Words& words, const std::string& given)
    -> Result<decltype(words[0].value)> {
  std::vector<std::string_view> known;
  for (const auto& one : words) {
    if (base::equal_ignoring_case(one.word, given)) return one.value;
    known.push_back(one.word);
  }
  return fail(ErrorKind::parse, fmt::format("{}: '{}' is not one of {}", option,
                                            base::printable(given), fmt::join(known, ", ")));
}

Result<std::uint16_t> port_of(std::string_view option, const std::string& text) {
  if (text.empty()) return std::uint16_t{0};
  const auto port = base::parse_number(text, 65535);
  if (!port)
    return fail(ErrorKind::parse,
                fmt::format("{}: '{}' is not a port number", option, base::printable(text)));
  return static_cast<std::uint16_t>(*port);
}

// HAProxy's proxy-protocol.txt, section 2.2.
constexpr std::array kTlvTypes{Word<std::uint8_t>{"alpn", 0x01},
                               Word<std::uint8_t>{"authority", 0x02},
                               Word<std::uint8_t>{"crc32c", net::kProxyCrc32c},
                               Word<std::uint8_t>{"noop", 0x04},
                               Word<std::uint8_t>{"unique-id", 0x05},
                               Word<std::uint8_t>{"ssl", 0x20},
                               Word<std::uint8_t>{"netns", 0x30}};

// "0xEE" is a type too; behind "hex:" a value stands in hexadecimal digits.
Result<net::ProxyTlv> tlv_of(const std::string& word) {
  const std::size_t equals = word.find('=');
  const std::string type = word.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
  net::ProxyTlv tlv;
  const auto number =
      base::to_lower(type).starts_with("0x") ? base::hex_decode(type.substr(2)) : std::nullopt;
  if (number && number->size() == 1) {
    tlv.type = static_cast<std::uint8_t>(number->front());
  } else {
    const auto known = find_word("--proxy-tlv", kTlvTypes, type);
    if (!known) return fail(ErrorKind::parse, known.error().text + ", 0x00 to 0xFF");
    tlv.type = *known;
  }
  if (!value.starts_with("hex:")) {
    tlv.value = value;
    return tlv;
  }
  const auto bytes = base::hex_decode(value.substr(4));
  if (!bytes)
    return fail(ErrorKind::parse,
                fmt::format("--proxy-tlv: '{}' is not pairs of hexadecimal digits",
                            base::printable(value.substr(4))));
  tlv.value = *bytes;
  return tlv;
}

Result<std::string> binary_header(const ProxyOptions& proxy) {
  ProxyBlock block;
  const auto local =
      find_word("--proxy-command", kCommands, proxy.command.empty() ? "PROXY" : proxy.command);
  if (!local) return fail(local.error());
  const bool bare = *local && proxy.family.empty();
  const auto family = find_word("--proxy-family", kFamilies, bare ? "AF_UNSPEC" : proxy.family);
  if (!family) return fail(family.error());
  const std::string usual = bare ? "UNSPEC" : "STREAM";
  const auto protocol =
      find_word("--proxy-protocol", kProtocols, proxy.protocol.empty() ? usual : proxy.protocol);
  if (!protocol) return fail(protocol.error());
  const auto source_port = port_of("--proxy-source-port", proxy.source_port);
  const auto dest_port = port_of("--proxy-dest-port", proxy.dest_port);
  if (!source_port || !dest_port)
    return fail(source_port ? dest_port.error() : source_port.error());
  block = {*local, *family, *protocol, proxy.source, proxy.dest, *source_port, *dest_port};
  for (const std::string& word : proxy.tlvs) {
    auto tlv = tlv_of(word);
    if (!tlv) return fail(tlv.error());
    block.tlvs.push_back(std::move(*tlv));
  }
  auto header = net::proxy_header_v2(block);
  if (!header)
    header.error().text =
        fmt::format("--proxy-source, --proxy-dest{}: {}", block.tlvs.empty() ? "" : ", --proxy-tlv",
                    header.error().text);
  return header;
}

// Without a check, as swaks has it: a family that does not fit the addresses is a test too.
std::string text_header(const ProxyOptions& proxy) {
  return fmt::format("PROXY {} {} {} {} {}\r\n", proxy.family, proxy.source, proxy.dest,
                     proxy.source_port, proxy.dest_port);
}

Result<std::string> proxy_header(const ProxyOptions& proxy) {
  const std::array details{&proxy.family,      &proxy.protocol, &proxy.command,  &proxy.source,
                           &proxy.source_port, &proxy.dest,     &proxy.dest_port};
  const bool detailed =
      !proxy.tlvs.empty() ||
      std::ranges::any_of(details, [](const std::string* one) { return !one->empty(); });
  if (!proxy.version.empty() && proxy.version != "1" && proxy.version != "2")
    return fail(ErrorKind::parse,
                fmt::format("--proxy-version: '{}' is not 1 or 2", base::printable(proxy.version)));
  const bool binary = proxy.version == "2";
  if (!proxy.free_form.empty()) {
    if (detailed)
      return misused("--proxy is the whole header: of the others only --proxy-version fits");
    if (!binary && base::breaks_line(proxy.free_form))
      return misused("--proxy cannot hold CR, LF or NUL: version 1 is one line");
    return binary ? net::proxy_signature() + proxy.free_form
                  : fmt::format("PROXY {}\r\n", proxy.free_form);
  }
  if (!detailed) {
    if (proxy.version.empty()) return std::string();
    return misused("--proxy-version needs --proxy, or --proxy-family and the addresses");
  }
  if (binary) return binary_header(proxy);
  if (!proxy.tlvs.empty()) return misused("--proxy-tlv needs --proxy-version 2");
  for (const std::string* one : details)
    if (base::breaks_line(*one)) return misused("--proxy-...: a value cannot hold CR, LF or NUL");
  if (proxy.family.empty() || proxy.source.empty() || proxy.dest.empty() ||
      proxy.source_port.empty() || proxy.dest_port.empty())
    return misused(
        "--proxy-version 1 needs --proxy-family, --proxy-source, --proxy-source-port, "
        "--proxy-dest and --proxy-dest-port");
  return text_header(proxy);
}

}  // namespace

Result<void> plan_proxied(const SendOptions& options, smtp::Plan& plan) {
  if (auto good = plan_xclient(options, plan.xclient); !good) return good;
  if (auto good = plan_xforward(options, plan.xforward); !good) return good;
  plan.xclient_before_tls = options.xclient_before_starttls;
  if (plan.xclient_before_tls && !plan.xclient.wanted())
    return misused("--xclient-before-starttls needs an attribute: --xclient-addr or another");
  auto header = proxy_header(options.proxy);
  if (!header) return fail(header.error());
  plan.proxy_header = std::move(*header);
  return {};
}

}  // namespace commands
