#include "smtp/ntlm.h"

#include <doctest/doctest.h>

#include "base/base64.h"

using namespace smtp;
using namespace std::string_literals;

namespace {

std::string number(std::size_t value, std::size_t bytes) {
  std::string out;
  for (; bytes-- > 0; value >>= 8) out += static_cast<char>(value & 0xff);
  return out;
}

std::string wide(std::string_view ascii) {
  std::string out;
  for (const char c : ascii) out += {c, '\0'};
  return out;
}

std::string attribute(std::size_t id, const std::string& value) {
  return number(id, 2) + number(value.size(), 2) + value;
}

// As Windows writes it: the target name behind the fixed part, the attributes behind that.
std::string challenge(std::size_t flags, const std::string& target, const std::string& info) {
  constexpr std::size_t kFixed = 56;
  const auto field = [](const std::string& bytes, std::size_t offset) {
    return number(bytes.size(), 2) + number(bytes.size(), 2) + number(offset, 4);
  };
  return "NTLMSSP\0\2\0\0\0"s + field(target, kFixed) + number(flags, 4) + std::string(16, 'x') +
         field(info, kFixed + target.size()) + "\x0a\0\x7c\x4f\0\0\0\x0f"s + target + info;
}

std::string told(const std::string& message) {
  const auto parsed = parse_ntlm_challenge(message);
  return parsed ? show(*parsed) : "none";
}

const std::string kNames = attribute(2, wide("LAB")) + attribute(1, wide("MX1")) +
                           attribute(4, wide("lab.test")) + attribute(3, wide("mx1.lab.test")) +
                           attribute(5, wide("test")) + attribute(7, "12345678") + attribute(0, "");

}  // namespace

TEST_CASE("a challenge of NTLM tells target, names and version") {
  CHECK(
      told(challenge(0x2010001, wide("LAB"), kNames)) ==
      "target LAB, a domain; computer MX1; domain LAB; DNS name mx1.lab.test; DNS domain lab.test; "
      "forest test; Windows 10.0, build 20348");
  CHECK(told(challenge(0x20000, "MX1", "")) == "target MX1, a server");
}

TEST_CASE("Exim's challenge of NTLM names nothing") {
  CHECK(told(*base::base64_decode(
            "TlRMTVNTUAACAAAAAAAAAAAoAAABggAAZPSr3ee5gKwAAAAAAAAAAAAAAAAAAAAA")) == "");
}

TEST_CASE("names of NTLM become UTF-8, and half a surrogate pair its replacement") {
  const std::string name = "\xe9\0\x3d\xd8\x00\xde\x3d\xd8"s;  // e acute, a face, half a face
  CHECK(parse_ntlm_challenge(challenge(1, name, ""))->target == "\u00e9\U0001f600\ufffd");
}

TEST_CASE("what NTLM tells is bounded and safe to print") {
  const std::string endless = wide(std::string(30'000, 'x'));
  CHECK(parse_ntlm_challenge(challenge(1, endless, ""))->target.size() <= kMostNtlmName);
  CHECK(parse_ntlm_challenge(challenge(0, endless, ""))->target.size() <= kMostNtlmName);
  CHECK(told(challenge(1, wide("\x1b[2J"), "")) == "target \\x1B[2J");
}

TEST_CASE("what is no challenge of NTLM is none") {
  const std::string whole = challenge(0x2010001, wide("LAB"), kNames);
  CHECK(told("") == "none");
  CHECK(told(whole.substr(0, 31)) == "none");
  std::string type_3 = whole;
  type_3[8] = '\3';
  CHECK(told(type_3) == "none");
}

TEST_CASE("a challenge of NTLM that is cut short or points beyond its end tells the rest") {
  const std::string whole = challenge(0x2010001, wide("LAB"), kNames);
  for (std::size_t size = 32; size < whole.size(); ++size)
    CHECK(told(whole.substr(0, size)) != "none");
  std::string beyond = whole;
  beyond.replace(16, 4, "\xff\xff\xff\xff");
  CHECK(told(beyond).starts_with("computer MX1; "));
  CHECK(told(challenge(1, "", number(1, 2) + "\xff\xff"s + "abc")) == "");
}

TEST_CASE("the negotiation of NTLM says nothing of the client") {
  CHECK(base::base64_encode(ntlm_negotiation()) ==
        "TlRMTVNTUAABAAAABYIIogAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==");
}
