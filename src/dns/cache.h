// What the DNS has told in this run, for as long as it said that it holds.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"

namespace dns {

// For several threads at once. It holds the last 2 * kMostAnswers at most, so that a list of a
// million domains does not fill the memory.
class Cache {
 public:
  using Clock = base::Deadline::Clock;
  static constexpr std::size_t kMostAnswers = 20'000;

  std::optional<Answer> find(const Question& question, Clock::time_point now = Clock::now());

  // Kept for the least TTL of its records, but a second in any case: within one look at a domain a
  // question is not asked twice. What does not exist, and what was not told, is kept for a minute.
  void keep(const Question& question, const Answer& answer, Clock::time_point now = Clock::now());

 private:
  struct Kept {
    Answer answer;
    Clock::time_point until;
  };

  std::mutex mutex_;
  std::map<Question, Kept> young_, old_;
};

// Asks `resolver` only what `cache` does not know. Both must outlive it.
class CachingResolver : public Resolver {
 public:
  CachingResolver(Resolver& resolver, Cache& cache) : resolver_(resolver), cache_(cache) {}

  Answer ask(std::string_view name, Type type, base::Deadline deadline) override {
    return ask_all({{std::string(name), type}}, deadline).front();
  }
  std::vector<Answer> ask_all(const std::vector<Question>& questions,
                              base::Deadline deadline) override;
  // Not kept: /etc/hosts and the order of addresses are the resolver's matter.
  base::Result<std::vector<net::IpAddress>> addresses(std::string_view host, net::Family family,
                                                      base::Deadline deadline) override {
    return resolver_.addresses(host, family, deadline);
  }

 private:
  Resolver& resolver_;
  Cache& cache_;
};

}  // namespace dns
