#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "policy/spf_blocks.h"

using namespace policy;

namespace {

std::string shown(const SpfVerdict& verdict) {
  const std::string result(spf_result_name(verdict.result));
  if (verdict.mechanism.empty()) return result + " | " + verdict.problem;
  if (verdict.result != SpfResult::fail) return result + " | " + verdict.mechanism;
  const std::string why = verdict.explanation.empty() ? "" : " " + verdict.explanation;
  return result + " | " + verdict.mechanism + " |" + why;
}

std::string result_alone(const SpfVerdict& verdict) {
  return std::string(spf_result_name(verdict.result));
}

std::size_t check_all(const std::string& path, std::string (*show)(const SpfVerdict&)) {
  const std::vector<SpfBlock> blocks = read_spf_blocks(path);
  std::size_t count = 0;
  for (const SpfBlock& block : blocks) {
    INFO(block.title);
    for (const SpfBlock::Check& check : block.checks) {
      INFO(check.question);
      dns::FakeResolver dns = resolver_for(blocks.front(), block);
      CHECK(show(ask_spf(dns, check.question)) == check.expected);
      ++count;
    }
  }
  return count;
}

}  // namespace

TEST_CASE("every case of RFC 7208 ends as it must") {
  CHECK(check_all(SPF_CASES "/spf_cases.txt", shown) >= 60);
}

TEST_CASE("records that were made up end as python3-spf says, or differ for a written reason") {
  CHECK(check_all(SPF_CASES "/spf_agreement.txt", result_alone) == 600);
}
