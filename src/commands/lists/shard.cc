#include "commands/lists/shard.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::uint64_t kMostShards = 1'000'000;

std::optional<std::uint64_t> number_in(const Shard::Getenv& getenv, const std::string& name) {
  const auto text = getenv(name);
  return text ? base::parse_number(*text, kMostShards) : std::nullopt;
}

Result<Shard> checked(std::string_view text, std::optional<std::uint64_t> number,
                      std::optional<std::uint64_t> count) {
  if (number && count && *number >= 1 && *number <= *count) return Shard{*number, *count};
  return fail(ErrorKind::parse,
              fmt::format("'{}': write I/N, from 1/N to N/N, as 3/8 for the third of eight",
                          base::printable(text)));
}

Result<Shard> from_environment(const Shard::Getenv& getenv) {
  if (const auto index = number_in(getenv, "JOB_COMPLETION_INDEX")) {
    const auto count = number_in(getenv, "JOB_COMPLETIONS");
    if (!count)
      return fail(ErrorKind::usage,
                  "auto: JOB_COMPLETION_INDEX is there, but JOB_COMPLETIONS, their number, is not");
    return checked(fmt::format("{}/{}", *index + 1, *count), *index + 1, *count);
  }
  const auto id = number_in(getenv, "SLURM_ARRAY_TASK_ID");
  const auto least = number_in(getenv, "SLURM_ARRAY_TASK_MIN");
  const auto count = number_in(getenv, "SLURM_ARRAY_TASK_COUNT");
  if (!id || !least || !count || *id < *least)
    return fail(ErrorKind::usage,
                "auto: neither JOB_COMPLETION_INDEX (Kubernetes) nor SLURM_ARRAY_TASK_ID with its "
                "_MIN and _COUNT is set");
  const std::uint64_t step = number_in(getenv, "SLURM_ARRAY_TASK_STEP").value_or(1);
  const std::uint64_t number = (*id - *least) / std::max<std::uint64_t>(step, 1) + 1;
  return checked(fmt::format("{}/{}", number, *count), number, *count);
}

}  // namespace

std::uint64_t target_hash(std::string_view target) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : target) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccd;
  hash ^= hash >> 33;
  hash *= 0xc4ceb9fe1a85ec53;
  return hash ^ (hash >> 33);
}

Result<Shard> Shard::parse(std::string_view text, const Getenv& getenv) {
  if (text == "auto") return from_environment(getenv);
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return checked(text, std::nullopt, std::nullopt);
  return checked(text, base::parse_number(text.substr(0, slash), kMostShards),
                 base::parse_number(text.substr(slash + 1), kMostShards));
}

}  // namespace commands
