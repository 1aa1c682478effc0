#include "dns/alias_loop.h"

#include <doctest/doctest.h>

#include "dns/fake_resolver.h"

using namespace dns;

namespace {

FakeResolver linked(const std::vector<std::pair<std::string, std::string>>& links) {
  FakeResolver dns;
  for (const auto& [name, target] : links) {
    Record record;
    record.host = target;
    dns.add(name, Type::cname, record);
  }
  return dns;
}

std::string told(FakeResolver dns) {
  const auto loop = find_loop(dns, "a.example", base::Deadline::never());
  return loop ? explain(*loop, Type::a, "a.example") : "";
}

}  // namespace

TEST_CASE("a loop of aliases is named with its way") {
  CHECK(told(linked({{"a.example", "b.example"}, {"b.example", "a.example"}})) ==
        "A lookup for a.example: CNAME loop (a.example -> b.example -> a.example)");
  CHECK(told(linked({{"a.example", "b.example"}, {"b.example", "b.example"}})) ==
        "A lookup for a.example: CNAME loop (a.example -> b.example -> b.example)");
}

TEST_CASE("a chain of aliases that ends is no loop, and one without an end is given up") {
  CHECK(told(linked({{"a.example", "b.example"}})).empty());
  CHECK(told(FakeResolver()).empty());
  std::vector<std::pair<std::string, std::string>> links{{"a.example", "0.example"}};
  for (int i = 0; i < 30; ++i)
    links.emplace_back(std::to_string(i) + ".example", std::to_string(i + 1) + ".example");
  CHECK(told(linked(links)).empty());
}
