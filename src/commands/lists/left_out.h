// The targets of a list that a signal left: those that were half looked at, and those not begun.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace commands {

class LeftOut {
 public:
  // So many are kept, and no more are read from a list.
  static constexpr std::size_t kMost = 1000;

  // `where` says in a few words how far it came; it may be empty.
  void add(std::string target, std::string where = "");
  bool is_full() const { return targets_.size() >= kMost; }

  void for_each(const std::function<void(const std::string& target)>& visit) const;

  // "12 targets told, 3 not: a (interrupted waiting for the greeting), b, c", the first five with
  // their names. Safe to print.
  std::string account(std::size_t told, std::string_view what) const;

 private:
  struct Target {
    std::string text, where;
  };
  std::vector<Target> targets_;
};

}  // namespace commands
