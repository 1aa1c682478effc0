// Findings as lines of text, so that a test compares them whole.
#pragma once

#include <string>
#include <vector>

#include "policy/finding.h"

namespace policy {

inline std::string level_name(Level level) {
  switch (level) {
    case Level::hint:
      return "hint";
    case Level::warn:
      return "warn";
    case Level::fail:
      return "fail";
  }
  return "";
}

// "warn 12: pct= is ignored => remove pct=", a line each; no column, no number.
inline std::string show(const Finding& finding) {
  std::string line = level_name(finding.level);
  if (finding.column) line += " " + std::to_string(*finding.column);
  line += ": " + finding.text;
  if (!finding.fix.empty()) line += " => " + finding.fix;
  return line;
}

inline std::string show(const std::vector<Finding>& findings) {
  std::string lines;
  for (const Finding& finding : findings) lines += show(finding) + '\n';
  return lines;
}

}  // namespace policy
