// Counts over a log: by reason, by code, by remote host, by recipient domain.
//
// Memory is bounded: of hosts and domains the first 50,000 are counted by name and later ones
// together; verdicts are remembered for 20,000 different texts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "codes/classifier.h"
#include "codes/log_line.h"

namespace codes {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

class Counter {
 public:
  void add(std::string_view name);

  struct Entry {
    std::string name;
    std::uint64_t count;
  };
  // The greatest first, names in their order where counts are equal.
  std::vector<Entry> largest(std::size_t most) const;

 private:
  std::unordered_map<std::string, std::uint64_t, TextHash, std::equal_to<>> counts_;
};

// A verdict for each text, remembered: logs repeat themselves.
class VerdictCache {
 public:
  explicit VerdictCache(const Classifier& classifier) : classifier_(classifier) {}

  struct Known {
    std::string_view reason;
    int code;            // 0: none
    std::string status;  // may be empty
  };
  const Known& look_up(std::string_view text, std::string_view status);

 private:
  const Classifier& classifier_;
  std::unordered_map<std::string, Known, TextHash, std::equal_to<>> known_;
  std::string key_;
};

struct LogSummary {
  std::uint64_t lines = 0;
  std::uint64_t delivered = 0;
  std::uint64_t deferred = 0;
  std::uint64_t failed = 0;
  std::uint64_t refused = 0;  // by this server
  // Of what was not delivered:
  Counter reasons;
  Counter codes;  // "550 5.1.1"
  Counter hosts;
  Counter domains;  // of recipients

  std::uint64_t events() const { return delivered + deferred + failed + refused; }
  void add(const LogEvent& event, VerdictCache& cache);
};

}  // namespace codes
