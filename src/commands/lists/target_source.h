// The targets of a bulk command, one after another: names and lists, networks counted through, only
// those of this shard, and not those that an earlier run has done.
#pragma once

#include <cstddef>
#include <functional>
#include <istream>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "commands/lists/list_reader.h"
#include "commands/lists/shard.h"
#include "net/network.h"

namespace commands {

struct NumberedTarget {
  std::size_t number = 0;  // from 0, without gaps, in the order of the lists
  std::string text;
};

// From any thread.
class TargetSource {
 public:
  using IsDone = std::function<bool(const std::string& target)>;

  TargetSource(const std::vector<std::string>& words, std::istream& standard_input, Shard shard,
               IsDone is_done, std::shared_ptr<const net::Interrupt> interrupt = nullptr)
      : lists_(words, standard_input, std::move(interrupt)),
        shard_(shard),
        is_done_(std::move(is_done)) {}

  // Nothing at the end. Error kind no_input for a list that cannot be read, kind parse for what is
  // meant as a network and is none; both end it.
  base::Result<std::optional<NumberedTarget>> next();

  bool has_named_any() const { return named_any_; }         // of whatever shard, and done or not
  std::size_t passed_over() const { return passed_over_; }  // because they were done

 private:
  base::Result<std::optional<std::string>> next_text();

  std::mutex mutex_;
  ListReader lists_;
  const Shard shard_;
  const IsDone is_done_;
  std::optional<net::Network> network_;
  std::uint32_t offset_ = 0;
  bool named_any_ = false;
  std::size_t taken_ = 0, passed_over_ = 0;
};

}  // namespace commands
