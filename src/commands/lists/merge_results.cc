#include "commands/lists/merge_results.h"

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <unordered_map>

#include "base/text.h"
#include "commands/complain.h"
#include "commands/lists/result_reader.h"
#include "commands/lists/shard.h"

namespace commands {
namespace {

using base::fail;
using base::Result;

class Merge {
 public:
  Merge(const std::vector<std::string>& files, std::string_view command, Env& env)
      : files_(files), command_(command), env_(env) {}

  Result<void> run() {
    const auto chosen = for_each([this](const TargetResult& one) { choose(one); });
    if (!chosen) return chosen;
    for (const std::string& path : cut_)
      env_.err << fmt::format("ehlo: {}: warning: {}: its end is unfinished, and passed over\n",
                              command_, base::printable(path));
    number_ = 0;
    return for_each([this](const TargetResult& one) { print(one); });
  }

 private:
  struct Choice {
    std::uint64_t number = 0;  // of the result, counted over all files
    bool failed = false;
  };

  Result<void> for_each(const std::function<void(const TargetResult&)>& act) {
    cut_.clear();
    for (const std::string& path : files_) {
      auto reader = ResultReader::open(path, command_);
      if (!reader) return fail(reader.error());
      for (;; ++number_) {
        const auto result = reader->next();
        if (!result) return fail(result.error());
        if (!*result) break;
        act(**result);
      }
      if (reader->is_cut()) cut_.push_back(path);
    }
    return {};
  }

  void choose(const TargetResult& one) {
    const auto [found, is_new] =
        choices_.try_emplace(target_hash(one.target), Choice{number_, one.failed});
    if (!is_new && found->second.failed && !one.failed) found->second = {number_, false};
  }

  void print(const TargetResult& one) {
    const auto found = choices_.find(target_hash(one.target));
    if (found != choices_.end() && found->second.number == number_) env_.out << one.text;
  }

  const std::vector<std::string>& files_;
  std::string_view command_;
  Env& env_;
  std::uint64_t number_ = 0;
  std::unordered_map<std::uint64_t, Choice> choices_;
  std::vector<std::string> cut_;
};

}  // namespace

Exit merge_results(const std::vector<std::string>& files, std::string_view command, Env& env) {
  const auto merged = Merge(files, command, env).run();
  return merged ? Exit::ok : complain(env, command, merged.error());
}

}  // namespace commands
