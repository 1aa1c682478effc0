#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "dns/fake_resolver.h"
#include "policy/spf_check.h"

using namespace policy;

// Every case of spf_cases.txt, which says how it is written.

namespace {

struct Check {
  std::string question, expected;
};

struct Block {
  std::string title;
  std::vector<std::string> zone;
  std::vector<Check> checks;
};

std::vector<Block> read_blocks() {
  std::ifstream file(SPF_CASES);
  REQUIRE(file);
  std::vector<Block> blocks;
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

std::string take_word(std::string& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  std::string word = line.substr(0, end);
  line.erase(0, end + 1);
  return word;
}

dns::Status status_of(const std::string& word) {
  if (word == "!servfail") return dns::Status::server_failure;
  if (word == "!timeout") return dns::Status::timeout;
  if (word == "!refused") return dns::Status::refused;
  REQUIRE(word == "!malformed");
  return dns::Status::malformed;
}

dns::Type type_of(const std::string& word) {
  for (const auto type : {dns::Type::a, dns::Type::aaaa, dns::Type::mx, dns::Type::ptr})
    if (dns::type_name(type) == word) return type;
  REQUIRE(word == "TXT");
  return dns::Type::txt;
}

void add(dns::FakeResolver& dns, std::string line) {
  const std::string name = take_word(line), type = take_word(line);
  if (line.starts_with('!'))
    dns.fails(name, type_of(type), status_of(line));
  else if (type == "TXT")
    dns.txt(name, line);
  else if (type == "CNAME")
    dns.cname(name, line);
  else if (type == "PTR")
    dns.ptr(name, line);
  else if (type == "MX") {
    const std::string preference = take_word(line);
    dns.mx(name, static_cast<std::uint16_t>(std::stoi(preference)), line == "." ? "" : line);
  } else
    dns.address(name, line);
}

dns::FakeResolver resolver_for(const Block& common, const Block& block) {
  dns::FakeResolver dns;
  for (const std::string& line : common.zone) add(dns, line);
  for (const std::string& line : block.zone) add(dns, line);
  return dns;
}

std::string answer(const SpfVerdict& verdict) {
  const std::string result(spf_result_name(verdict.result));
  if (verdict.mechanism.empty()) return result + " | " + verdict.problem;
  if (verdict.result != SpfResult::fail) return result + " | " + verdict.mechanism;
  const std::string why = verdict.explanation.empty() ? "" : " " + verdict.explanation;
  return result + " | " + verdict.mechanism + " |" + why;
}

std::string check(dns::Resolver& dns, std::string question) {
  const auto ip = net::IpAddress::parse(take_word(question));
  REQUIRE(ip);
  const std::string sender = take_word(question);
  const SpfClient client = spf_mail_from(*ip, sender == "-" ? "" : sender, question);
  const SpfOptions options{"receiver.example", 1234567890, true};
  return answer(check_spf(dns, client, options, base::Deadline::never()));
}

}  // namespace

TEST_CASE("every case of RFC 7208 ends as it must") {
  const std::vector<Block> blocks = read_blocks();
  std::size_t count = 0;
  for (const Block& block : blocks) {
    INFO(block.title);
    for (const Check& each : block.checks) {
      INFO(each.question);
      dns::FakeResolver dns = resolver_for(blocks.front(), block);
      CHECK(check(dns, each.question) == each.expected);
      ++count;
    }
  }
  CHECK(count >= 60);
}
