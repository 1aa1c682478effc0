#include "report/style.h"

#include <fmt/format.h>

namespace report {
namespace {

std::string_view escape(Paint paint) {
  switch (paint) {
    case Paint::plain:
      return "";
    case Paint::client:
      return "\x1b[36m";
    case Paint::server:
      return "\x1b[32m";
    case Paint::refusal:
      return "\x1b[31m";
    case Paint::note:
      return "\x1b[2m";
    case Paint::warning:
      return "\x1b[33m";
  }
  return "";
}

}  // namespace

std::string Style::paint(Paint paint, std::string_view text) const {
  if (!coloured_ || paint == Paint::plain) return std::string(text);
  return fmt::format("{}{}\x1b[0m", escape(paint), text);
}

}  // namespace report
