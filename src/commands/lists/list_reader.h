// The words of a command line of which some are lists: one a line, as many as there are.
#pragma once

#include <cstddef>
#include <fstream>
#include <istream>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/interrupt.h"

namespace commands {

// True for "-" and "@FILE".
bool is_list(const std::string& word);

// The words in their order, lists in the place where they stand: "-" is standard input, "@FILE" a
// file. In a list empty lines and those that begin with "#" are passed over. Nothing is kept, so a
// list may be of any length. Several threads may take from it.
class ListReader {
 public:
  // Once `interrupt`, which may be null, is raised, a quiet standard input is at its end.
  ListReader(const std::vector<std::string>& words, std::istream& standard_input,
             std::shared_ptr<const net::Interrupt> interrupt = nullptr);

  // The next ones: at least one as long as there are any, and up to `most` of them as far as they
  // can be had without waiting. Error kind no_input.
  base::Result<std::vector<std::string>> next(std::size_t most);

 private:
  bool is_ready() const;
  bool read_line(std::string& line);
  base::Result<bool> open_next(std::vector<std::string>& taken);

  const std::vector<std::string> words_;
  std::istream& standard_input_;
  const std::shared_ptr<const net::Interrupt> interrupt_;
  std::mutex mutex_;
  std::size_t at_ = 0;
  std::ifstream file_;
  std::istream* in_ = nullptr;
};

}  // namespace commands
