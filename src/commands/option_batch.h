// Options added apart from those that are there.
#pragma once

#include <CLI/CLI.hpp>

#include <vector>

namespace commands {

// CLI11 compares the names of each new option with those of all that the command has: with the two
// hundred of `send` that was a third of what a quick delivery takes. While this lives, new options
// are compared with one another alone; then they stand behind the earlier ones. That no name is
// given twice, a test makes sure.
class OptionBatch {
 public:
  explicit OptionBatch(CLI::App& app);
  ~OptionBatch();
  OptionBatch(const OptionBatch&) = delete;
  OptionBatch& operator=(const OptionBatch&) = delete;

 private:
  CLI::App& app_;
  std::vector<CLI::Option_p> earlier_;
};

}  // namespace commands
