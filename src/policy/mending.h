// What is wrong with one record, and the one line that mends all of it at once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/finding.h"
#include "policy/splice.h"

namespace policy {

class Mending {
 public:
  void add(Finding finding) { findings_.push_back(std::move(finding)); }

  // `change` to the record mends it; finding.fix says the same in words. `choice`: the change is
  // one of several, so the words are told beside it.
  void mend(Finding finding, Splice change, bool choice = false);

  std::size_t size() const { return findings_.size(); }
  bool has_changes() const { return !mended_.empty(); }
  bool has_choice() const { return std::ranges::any_of(mended_, &Mended::choice); }
  // The whole record with every change in it.
  std::string apply_to(std::string_view text) const { return spliced(text, changes_); }

  // `line` stands under the worst finding that is mended, in place of its words; with none ("")
  // all keep theirs.
  std::vector<Finding> told(std::string_view line) &&;

 private:
  struct Mended {
    std::size_t finding;
    bool choice;
  };

  std::vector<Finding> findings_;
  std::vector<Mended> mended_;
  std::vector<Splice> changes_;
};

}  // namespace policy
