// What an NTLM server tells of itself to somebody who has not logged in ([MS-NLMP]): the names in
// its challenge. The login itself is libgsasl's (auth.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace smtp {

// The first message of a client that says nothing of itself (section 2.2.1.1), not in base64.
std::string ntlm_negotiation();

// Names in UTF-8, kMostNtlmName bytes of each at most, and not safe to print. Empty: it was not
// told.
constexpr std::size_t kMostNtlmName = 255;
struct NtlmChallenge {
  enum class Target { unknown, domain, server };
  struct Version {
    unsigned major = 0, minor = 0, build = 0;  // of Windows
  };
  std::string target;
  Target kind = Target::unknown;
  std::string computer, domain;                      // as NetBIOS has them
  std::string dns_computer, dns_domain, dns_forest;  // as the DNS has them
  std::optional<Version> version;
};

// The server's challenge (section 2.2.1.2), not in base64. A field that lies beyond the end of
// `message` is passed over, as Exim gives an empty one such a place. Nothing for what is no
// challenge.
std::optional<NtlmChallenge> parse_ntlm_challenge(std::string_view message);

// "target LAB, a domain; computer MX1; DNS domain lab.test; Windows 10.0, build 20348": what was
// told, in one line that is safe to print. Empty when nothing was.
std::string show(const NtlmChallenge& challenge);

}  // namespace smtp
