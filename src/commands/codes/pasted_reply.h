// A reply of several lines that somebody pasted: every line begins with the same code, all but the
// last with "-" behind it, and nothing else was given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace commands {

class PastedReply {
 public:
  // False when the lines so far cannot be one reply, this one included: it was not kept, and what
  // was must be answered line by line. From then on always false, so that a stream is not held up.
  bool take(std::string_view line);

  // Whether the last line of the reply has come.
  bool is_whole() const { return whole_; }
  std::string text() const;

  // What was kept, in its order; nothing is kept any more.
  std::vector<std::string> release();

 private:
  bool fits(std::string_view line) const;

  std::vector<std::string> lines_;
  bool whole_ = false;
  bool given_up_ = false;
};

}  // namespace commands
