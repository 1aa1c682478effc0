#include "commands/codes/pasted_reply.h"

#include <utility>

#include "base/ascii.h"

namespace commands {
namespace {

constexpr std::size_t kMostLines = 512;

bool begins_with_code(std::string_view line) {
  return line.size() >= 3 && line[0] >= '2' && line[0] <= '5' && base::is_digit(line[1]) &&
         base::is_digit(line[2]);
}

bool goes_on(std::string_view line) { return line.size() > 3 && line[3] == '-'; }
bool ends(std::string_view line) { return line.size() == 3 || line[3] == ' '; }

}  // namespace

bool PastedReply::fits(std::string_view line) const {
  if (whole_ || lines_.size() >= kMostLines || !begins_with_code(line)) return false;
  if (lines_.empty()) return goes_on(line);
  return line.substr(0, 3) == lines_.front().substr(0, 3) && (goes_on(line) || ends(line));
}

bool PastedReply::take(std::string_view line) {
  given_up_ = given_up_ || !fits(line);
  if (given_up_) return false;
  lines_.emplace_back(line);
  whole_ = ends(line);
  return true;
}

std::string PastedReply::text() const {
  std::string text;
  for (const std::string& line : lines_) {
    if (!text.empty()) text += '\n';
    text += line;
  }
  return text;
}

std::vector<std::string> PastedReply::release() {
  whole_ = false;
  return std::exchange(lines_, {});
}

}  // namespace commands
