#include "commands/lists/list_reader.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

#include "base/text.h"
#include "net/interruptible.h"

namespace commands {

using base::fail;
using base::Result;

bool is_list(const std::string& word) { return word == "-" || word.starts_with('@'); }

ListReader::ListReader(const std::vector<std::string>& words, std::istream& standard_input,
                       std::shared_ptr<const net::Interrupt> interrupt)
    : words_(words), standard_input_(standard_input), interrupt_(std::move(interrupt)) {
  // std::cin writes std::cout out before it reads: here that would be another thread's line, and
  // half of it twice.
  standard_input_.tie(nullptr);
}

bool ListReader::is_ready() const {
  return in_ == nullptr || in_ != &standard_input_ || in_->rdbuf()->in_avail() > 0;
}

bool ListReader::read_line(std::string& line) {
  const bool may_block = in_->rdbuf() == std::cin.rdbuf() && in_->rdbuf()->in_avail() <= 0;
  if (may_block && !net::wait_for_input(STDIN_FILENO, interrupt_.get())) return false;
  return static_cast<bool>(std::getline(*in_, line));
}

// False at the end of all words.
Result<bool> ListReader::open_next(std::vector<std::string>& taken) {
  if (at_ == words_.size()) return false;
  const std::string& word = words_[at_++];
  if (word == "-") {
    in_ = &standard_input_;
  } else if (!is_list(word)) {
    taken.push_back(word);
  } else {
    file_ = std::ifstream(word.substr(1));
    if (!file_ || file_.peek() == std::ifstream::traits_type::eof())
      if (!file_.eof())
        return fail(base::ErrorKind::no_input,
                    fmt::format("{} cannot be read", base::printable(word.substr(1))));
    file_.clear();
    in_ = &file_;
  }
  return true;
}

Result<std::vector<std::string>> ListReader::next(std::size_t most) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> taken;
  while (taken.size() < most && (taken.empty() || is_ready())) {
    std::string line;
    if (in_ == nullptr) {
      const auto opened = open_next(taken);
      if (!opened) return fail(opened.error());
      if (!*opened) break;
    } else if (read_line(line)) {
      const std::string_view name = base::trim(line);
      if (!name.empty() && !name.starts_with('#')) taken.emplace_back(name);
    } else {
      in_ = nullptr;
    }
  }
  return taken;
}

}  // namespace commands
