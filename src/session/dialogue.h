// What crossed one connection, as the text of a session file, for showing beside a failure.
#pragma once

#include <deque>
#include <string>

#include "smtp/transcript.h"

namespace session {

class Dialogue {
 public:
  static constexpr std::size_t kMostLines = 200;  // the oldest are dropped

  void tell(const smtp::Event& event);
  std::string text() const;

 private:
  void add(std::string line);

  std::deque<std::string> lines_;
  bool cut_ = false;
};

}  // namespace session
