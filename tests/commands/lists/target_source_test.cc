#include "commands/lists/target_source.h"

#include <doctest/doctest.h>

#include <sstream>

using commands::Shard;
using commands::TargetSource;
using Names = std::vector<std::string>;

namespace {

Names all(const Names& words, Shard shard = {}) {
  std::istringstream in;
  TargetSource source(words, in, shard, {});
  Names names;
  for (;;) {
    const auto target = source.next();
    if (!target) {
      names.push_back(target.error().text);
      return names;
    }
    if (!*target) return names;
    CHECK((*target)->number == names.size());
    names.push_back((*target)->text);
  }
}

}  // namespace

TEST_CASE("names and networks are counted through") {
  CHECK(all({"mx.example.com:25", "192.0.2.4/30", "smtp://192.0.2.1/"}) ==
        Names{"mx.example.com:25", "192.0.2.4", "192.0.2.5", "192.0.2.6", "192.0.2.7",
              "smtp://192.0.2.1/"});
}

TEST_CASE("shards share the addresses of a network, and number their own from 0") {
  Names both = all({"192.0.2.0/28"}, {1, 2});
  const Names second = all({"192.0.2.0/28"}, {2, 2});
  CHECK(both.size() < 16);
  both.insert(both.end(), second.begin(), second.end());
  CHECK(both.size() == 16);
}

TEST_CASE("what is done is passed over and counted") {
  std::istringstream in("a\nb\nc\n");
  TargetSource source({"-"}, in, {}, [](const std::string& target) { return target != "b"; });
  CHECK((*source.next())->text == "b");
  CHECK_FALSE(*source.next());
  CHECK(source.passed_over() == 2);
}

TEST_CASE("a network that cannot be ends it") {
  CHECK(all({"a", "10/8", "b"}) ==
        Names{"a", "'10/8': a network is written with its first address in full: 192.0.2.0/24"});
}
