#include "dns/cache.h"

#include <doctest/doctest.h>

#include "dns/fake_resolver.h"

using namespace dns;
using namespace std::chrono_literals;

namespace {

const auto kNever = base::Deadline::never();
const auto kNow = Cache::Clock::time_point{} + 24h;
const Question kQuestion{"example.com", Type::mx};

Answer with_ttls(std::vector<std::uint32_t> ttls) {
  Answer answer;
  for (const std::uint32_t ttl : ttls) {
    answer.records.emplace_back();
    answer.records.back().ttl = ttl;
  }
  return answer;
}

bool kept_after(const Answer& answer, std::chrono::seconds span) {
  Cache cache;
  cache.keep(kQuestion, answer, kNow);
  return cache.find(kQuestion, kNow + span).has_value();
}

}  // namespace

TEST_CASE("an answer is kept for the least TTL in it") {
  CHECK(kept_after(with_ttls({300, 20}), 19s));
  CHECK_FALSE(kept_after(with_ttls({300, 20}), 20s));
}

TEST_CASE("an answer without a TTL is kept for the look at one domain") {
  CHECK(kept_after(with_ttls({0}), 0s));
  CHECK_FALSE(kept_after(with_ttls({0}), 1s));
}

TEST_CASE("an answer without records is kept for a minute") {
  CHECK(kept_after({}, 59s));
  CHECK_FALSE(kept_after({}, 60s));
}

TEST_CASE("a question is known whatever its case and last dot") {
  Cache cache;
  cache.keep({"Example.COM.", Type::mx}, with_ttls({300}), kNow);
  CHECK(cache.find(kQuestion, kNow));
  CHECK_FALSE(cache.find({"example.com", Type::a}, kNow));
}

TEST_CASE("the oldest answers go when there are too many") {
  Cache cache;
  cache.keep(kQuestion, with_ttls({300}), kNow);
  for (std::size_t i = 0; i < 2 * Cache::kMostAnswers; ++i)
    cache.keep({std::to_string(i), Type::mx}, with_ttls({300}), kNow);
  CHECK_FALSE(cache.find(kQuestion, kNow));
}

TEST_CASE("only what is not known is asked") {
  FakeResolver dns;
  Cache cache;
  CachingResolver caching(dns, cache);
  dns.mx("example.com", 10, "mx.example.com");
  caching.ask("example.com", Type::mx, kNever);
  const auto answers =
      caching.ask_all({{"example.org", Type::mx}, {"Example.com", Type::mx}}, kNever);
  CHECK(answers[0].status == Status::no_name);
  CHECK(answers[1].records.at(0).host == "mx.example.com");
  CHECK(dns.asked == std::vector<std::string>{"MX example.com", "MX example.org"});
}
