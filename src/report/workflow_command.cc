#include "report/workflow_command.h"

#include <fmt/format.h>

#include "base/text.h"

namespace report {
namespace {

constexpr std::string_view kOfMessages = "%\r\n";
constexpr std::string_view kOfProperties = "%\r\n:,";

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text)
    out += special.find(c) == std::string_view::npos
               ? std::string(1, c)
               : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

std::string printable_lines(std::string_view text) {
  std::string out;
  for (const std::string_view line : base::split(text, '\n'))
    out += (line.data() == text.data() ? "" : "\n") + base::printable(line);
  return out;
}

}  // namespace

std::string workflow_command(std::string_view level, const CommandProperties& properties,
                             std::string_view text) {
  std::string line = fmt::format("::{}", level);
  char before = ' ';
  for (const auto& [name, value] : properties) {
    line += fmt::format("{}{}={}", before, name, escaped(base::printable(value), kOfProperties));
    before = ',';
  }
  return fmt::format("{}::{}\n", line, escaped(printable_lines(text), kOfMessages));
}

}  // namespace report
