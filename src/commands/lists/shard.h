// One slice of a list of targets, so that several machines do it together.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace commands {

// The same for the same target on every machine and in every version: FNV-1a of 64 bits, its bits
// then mixed (the finaliser of MurmurHash3).
std::uint64_t target_hash(std::string_view target);

struct Shard {
  std::uint64_t number = 1;  // from 1 to count
  std::uint64_t count = 1;

  // Each target is in exactly one of `count` shards.
  bool has(std::string_view target) const { return target_hash(target) % count == number - 1; }

  // "3/8" is the third of eight. "auto" takes JOB_COMPLETION_INDEX (from 0) and JOB_COMPLETIONS of
  // a Kubernetes Indexed Job, or SLURM_ARRAY_TASK_ID, _MIN and _COUNT. Error kind parse; kind usage
  // when "auto" finds neither.
  using Getenv = std::function<std::optional<std::string>(const std::string& name)>;
  static base::Result<Shard> parse(std::string_view text, const Getenv& getenv);
};

}  // namespace commands
