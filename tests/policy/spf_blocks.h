// Zones and checks as spf_cases.txt has them, which says how they are written.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

#include "dns/fake_resolver.h"
#include "policy/spf_check.h"

namespace policy {

struct SpfBlock {
  struct Check {
    std::string question, expected;
  };
  std::string title;
  std::vector<std::string> zone;
  std::vector<Check> checks;
};

inline std::vector<SpfBlock> read_spf_blocks(const std::string& path) {
  std::ifstream file(path);
  REQUIRE(file);
  std::vector<SpfBlock> blocks;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    if (line == "common" || line.starts_with("== "))
      blocks.push_back({line, {}, {}});
    else if (line.starts_with("? "))
      blocks.back().checks.push_back({line.substr(2), {}});
    else if (line.starts_with("  = "))
      blocks.back().checks.back().expected = line.substr(4);
    else
      blocks.back().zone.push_back(line);
  }
  return blocks;
}

inline std::string take_word(std::string& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  std::string word = line.substr(0, end);
  line.erase(0, end + 1);
  return word;
}

inline dns::Status status_of(const std::string& word) {
  if (word == "!servfail") return dns::Status::server_failure;
  if (word == "!timeout") return dns::Status::timeout;
  if (word == "!refused") return dns::Status::refused;
  REQUIRE(word == "!malformed");
  return dns::Status::malformed;
}

inline dns::Type type_of(const std::string& word) {
  for (const auto type : {dns::Type::a, dns::Type::aaaa, dns::Type::mx, dns::Type::ptr})
    if (dns::type_name(type) == word) return type;
  REQUIRE(word == "TXT");
  return dns::Type::txt;
}

inline void add_record(dns::FakeResolver& dns, std::string line) {
  const std::string name = take_word(line), type = take_word(line);
  if (line.starts_with('!')) {
    dns.fails(name, type_of(type), status_of(line));
  } else if (type == "TXT") {
    dns.txt(name, line);
  } else if (type == "CNAME") {
    dns.cname(name, line);
  } else if (type == "PTR") {
    dns.ptr(name, line);
  } else if (type == "MX") {
    const std::string preference = take_word(line);
    dns.mx(name, static_cast<std::uint16_t>(std::stoi(preference)), line == "." ? "" : line);
  } else {
    dns.address(name, line);
  }
}

inline dns::FakeResolver resolver_for(const SpfBlock& common, const SpfBlock& block) {
  dns::FakeResolver dns;
  for (const std::string& line : common.zone) add_record(dns, line);
  for (const std::string& line : block.zone) add_record(dns, line);
  return dns;
}

inline SpfVerdict ask_spf(dns::Resolver& dns, std::string question) {
  const auto ip = net::IpAddress::parse(take_word(question));
  REQUIRE(ip);
  const std::string sender = take_word(question);
  const SpfClient client = spf_mail_from(*ip, sender == "-" ? "" : sender, question);
  const SpfOptions options{"receiver.example", 1234567890, true};
  return check_spf(dns, client, options, base::Deadline::never());
}

}  // namespace policy
