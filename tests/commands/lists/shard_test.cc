#include "commands/lists/shard.h"

#include <doctest/doctest.h>

#include <map>

using commands::Shard;
using commands::target_hash;

namespace {

Shard::Getenv with(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string parsed(std::string_view text, std::map<std::string, std::string> variables = {}) {
  const auto shard = Shard::parse(text, with(std::move(variables)));
  return shard ? std::to_string(shard->number) + " of " + std::to_string(shard->count)
               : shard.error().text;
}

}  // namespace

TEST_CASE("the hash of a target never changes: machines of other versions share a list") {
  CHECK(target_hash("") == 0xefd01f60ba992926);
  CHECK(target_hash("mx.example.com") == 0x3bf352aea113e253);
}

TEST_CASE("every target is in one shard, and shards are of like size") {
  std::map<std::uint64_t, int> sizes;
  for (int i = 0; i < 8000; ++i) {
    const std::string target = "mx" + std::to_string(i) + ".example.com:25";
    int in = 0;
    for (std::uint64_t number = 1; number <= 8; ++number)
      if (Shard{number, 8}.has(target)) {
        ++in;
        ++sizes[number];
      }
    CHECK(in == 1);
  }
  for (const auto& [number, size] : sizes) CHECK(std::abs(size - 1000) < 120);
}

TEST_CASE("one shard has everything") { CHECK(Shard{}.has("mx.example.com")); }

TEST_CASE("a shard is written as one of so many") {
  CHECK(parsed("3/8") == "3 of 8");
  CHECK(parsed("1/1") == "1 of 1");
}

TEST_CASE("a shard is told by a job of Kubernetes or Slurm") {
  CHECK(parsed("auto", {{"JOB_COMPLETION_INDEX", "0"}, {"JOB_COMPLETIONS", "8"}}) == "1 of 8");
  CHECK(parsed("auto", {{"SLURM_ARRAY_TASK_ID", "12"},
                        {"SLURM_ARRAY_TASK_MIN", "10"},
                        {"SLURM_ARRAY_TASK_COUNT", "4"}}) == "3 of 4");
}

// All error paths follow.

TEST_CASE("a shard that cannot be is refused") {
  for (const char* text : {"0/8", "9/8", "3", "3/", "/8", "a/b", "3/8/2", "-1/8"})
    CHECK(parsed(text) ==
          "'" + std::string(text) + "': write I/N, from 1/N to N/N, as 3/8 for the third of eight");
}

TEST_CASE("a job must tell both numbers") {
  CHECK(parsed("auto") ==
        "auto: neither JOB_COMPLETION_INDEX (Kubernetes) nor SLURM_ARRAY_TASK_ID with its _MIN and "
        "_COUNT is set");
  CHECK(parsed("auto", {{"JOB_COMPLETION_INDEX", "0"}}) ==
        "auto: JOB_COMPLETION_INDEX is there, but JOB_COMPLETIONS, their number, is not");
  CHECK(parsed("auto", {{"JOB_COMPLETION_INDEX", "8"}, {"JOB_COMPLETIONS", "8"}}) ==
        "'9/8': write I/N, from 1/N to N/N, as 3/8 for the third of eight");
}
