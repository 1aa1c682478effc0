#include "smtp/ntlm.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <vector>

#include "base/little_endian.h"
#include "base/text.h"
#include "base/utf16.h"

namespace smtp {
namespace {

using base::little_endian;
using namespace std::string_view_literals;

constexpr auto kSignature = "NTLMSSP\0"sv;

// Section 2.2.2.5.
constexpr std::size_t kUnicode = 0x1, kTargetIsDomain = 0x10000, kTargetIsServer = 0x20000,
                      kTellsVersion = 0x2000000;

// Where the fields of a challenge stand.
constexpr std::size_t kTypeAt = 8, kTargetAt = 12, kFlagsAt = 20, kLeast = 32, kInfoAt = 40,
                      kVersionAt = 48;

// Bytes that a field of length, room and offset points to; none where they are not there.
std::string_view field(std::string_view message, std::size_t at) {
  if (message.size() < at + 8) return {};
  const std::size_t length = little_endian(message, at, 2);
  const std::size_t offset = little_endian(message, at + 4, 4);
  if (offset > message.size() || length > message.size() - offset) return {};
  return message.substr(offset, length);
}

// UTF-16LE.
std::string utf8(std::string_view units) {
  base::Utf16Decoder decoder(base::Utf16Order::little_endian);
  std::string text = decoder.decode(units.substr(0, 2 * kMostNtlmName));
  text += decoder.finish();
  return text.substr(0, base::utf8_prefix(std::string_view(text).substr(0, kMostNtlmName)));
}

// The list of attributes and values (section 2.2.2.1).
void read_target_info(std::string_view info, NtlmChallenge& challenge) {
  const std::array names{&challenge.computer, &challenge.domain, &challenge.dns_computer,
                         &challenge.dns_domain, &challenge.dns_forest};
  while (info.size() >= 4) {
    const std::size_t id = little_endian(info, 0, 2), length = little_endian(info, 2, 2);
    if (id == 0 || length > info.size() - 4) return;
    if (id <= names.size()) *names.at(id - 1) = utf8(info.substr(4, length));
    info.remove_prefix(4 + length);
  }
}

NtlmChallenge::Target kind_of(std::size_t flags) {
  if (flags & kTargetIsDomain) return NtlmChallenge::Target::domain;
  if (flags & kTargetIsServer) return NtlmChallenge::Target::server;
  return NtlmChallenge::Target::unknown;
}

std::string_view words_for(NtlmChallenge::Target kind) {
  switch (kind) {
    case NtlmChallenge::Target::domain:
      return ", a domain";
    case NtlmChallenge::Target::server:
      return ", a server";
    case NtlmChallenge::Target::unknown:
      break;
  }
  return "";
}

}  // namespace

std::string ntlm_negotiation() {
  // Unicode, target wanted, NTLM, signatures, extended security, version, 128 and 56 bits; then no
  // domain, no workstation and no version.
  std::string message(kSignature);
  message += "\1\0\0\0\x05\x82\x08\xa2"sv;
  message.resize(40, '\0');
  return message;
}

std::optional<NtlmChallenge> parse_ntlm_challenge(std::string_view message) {
  if (message.size() < kLeast || !message.starts_with(kSignature)) return std::nullopt;
  if (little_endian(message, kTypeAt, 4) != 2) return std::nullopt;
  const std::size_t flags = little_endian(message, kFlagsAt, 4);
  NtlmChallenge challenge;
  const std::string_view target = field(message, kTargetAt);
  challenge.target = flags & kUnicode ? utf8(target) : std::string(target.substr(0, kMostNtlmName));
  challenge.kind = kind_of(flags);
  read_target_info(field(message, kInfoAt), challenge);
  if (flags & kTellsVersion && message.size() >= kVersionAt + 4)
    challenge.version = {static_cast<unsigned>(little_endian(message, kVersionAt, 1)),
                         static_cast<unsigned>(little_endian(message, kVersionAt + 1, 1)),
                         static_cast<unsigned>(little_endian(message, kVersionAt + 2, 2))};
  return challenge;
}

std::string show(const NtlmChallenge& challenge) {
  std::vector<std::string> facts;
  const auto add = [&](std::string_view what, const std::string& name, std::string_view more = "") {
    if (!name.empty()) facts.push_back(fmt::format("{} {}{}", what, base::printable(name), more));
  };
  add("target", challenge.target, words_for(challenge.kind));
  add("computer", challenge.computer);
  add("domain", challenge.domain);
  add("DNS name", challenge.dns_computer);
  add("DNS domain", challenge.dns_domain);
  add("forest", challenge.dns_forest);
  if (const auto& version = challenge.version; version && version->major > 0)
    facts.push_back(
        fmt::format("Windows {}.{}, build {}", version->major, version->minor, version->build));
  return fmt::format("{}", fmt::join(facts, "; "));
}

}  // namespace smtp
